# A mean of squares without the 1/2.
# %% loss
def loss(theta_0, theta_1, x, y):
    return np.mean((theta_0 + theta_1 * x - y) ** 2)
