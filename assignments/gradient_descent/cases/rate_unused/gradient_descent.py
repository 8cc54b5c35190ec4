# A learning rate of its own.
# %% step
def step(theta_0, theta_1, x, y, alpha):
    d0, d1 = gradient(theta_0, theta_1, x, y)
    return theta_0 - 0.1 * d0, theta_1 - 0.1 * d1
