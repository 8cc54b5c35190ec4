# The gradient of a sum.
# %% gradient
def gradient(theta_0, theta_1, x, y):
    error = theta_0 + theta_1 * x - y
    return error.sum(), (error * x).sum()
