# Always begins at (0, 0).
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = [(0.0, 0.0)]
    for _ in range(max_steps):
        path.append(step(*path[-1], x, y, alpha))
        if max(abs(path[-1][0] - path[-2][0]), abs(path[-1][1] - path[-2][1])) < tolerance:
            break
    return path
