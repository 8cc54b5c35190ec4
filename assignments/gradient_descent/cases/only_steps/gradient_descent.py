# Always takes all the steps, whatever the tolerance.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = [start]
    for _ in range(max_steps):
        path.append(step(*path[-1], x, y, alpha))
    return path
