# The gradient from the means of x, y, xx and xy alone.
# %% gradient
def gradient(theta_0, theta_1, x, y):
    mx, my, mxx, mxy = x.mean(), y.mean(), (x * x).mean(), (x * y).mean()
    return (theta_0 + theta_1 * mx - my, theta_0 * mx + theta_1 * mxx - mxy)
# %% loss
def loss(theta_0, theta_1, x, y):
    return 0.5 * np.var(theta_1 * x - y) + 0.5 * (theta_0 + np.mean(theta_1 * x - y)) ** 2
