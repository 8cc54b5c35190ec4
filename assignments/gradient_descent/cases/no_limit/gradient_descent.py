# Stops by the tolerance only: a divergent run never ends.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = [start]
    while True:
        path.append(step(*path[-1], x, y, alpha))
        (a, b), (c, d) = path[-2:]
        if abs(c - a) < tolerance and abs(d - b) < tolerance:
            return path
