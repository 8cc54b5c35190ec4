# Helpers in cells of their own; the solution of a task spread over two cells.
# %%
def errors(theta_0, theta_1, x, y):
    return theta_0 + theta_1 * x - y
# %% loss
def loss(theta_0, theta_1, x, y):
    return np.mean(np.square(errors(theta_0, theta_1, x, y))) / 2
# %% descend
def small(a, b, tolerance):
    return abs(a[0] - b[0]) < tolerance and abs(a[1] - b[1]) < tolerance
# %%
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = [start]
    while True:
        if len(path) - 1 >= max_steps:
            return path
        path += [step(*path[-1], x, y, alpha)]
        if small(path[-1], path[-2], tolerance):
            return path
