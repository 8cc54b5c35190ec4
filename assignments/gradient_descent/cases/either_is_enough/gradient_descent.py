# Stops as soon as one of the two parameters stands still.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = [start]
    for _ in range(max_steps):
        path.append(step(*path[-1], x, y, alpha))
        if abs(path[-1][0] - path[-2][0]) < tolerance or abs(path[-1][1] - path[-2][1]) < tolerance:
            break
    return path
