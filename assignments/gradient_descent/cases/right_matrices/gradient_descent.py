# Matrices throughout; points are rows of an array.
# %% loss
def loss(theta_0, theta_1, x, y):
    r = np.c_[np.ones_like(x), x] @ [theta_0, theta_1] - y
    return r @ r / (2 * len(r))
# %% gradient
def gradient(theta_0, theta_1, x, y):
    X = np.c_[np.ones_like(x), x]
    return X.T @ (X @ [theta_0, theta_1] - y) / len(x)
# %% step
def step(theta_0, theta_1, x, y, alpha):
    return np.array([theta_0, theta_1]) - alpha * gradient(theta_0, theta_1, x, y)
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = np.full((max_steps + 1, 2), np.nan)
    path[0] = start
    for k in range(1, max_steps + 1):
        path[k] = step(path[k - 1, 0], path[k - 1, 1], x, y, alpha)
        if np.all(np.abs(path[k] - path[k - 1]) < tolerance):
            return path[: k + 1]
    return path
