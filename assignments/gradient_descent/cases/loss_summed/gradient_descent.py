# Half the sum of the squares, not half their mean.
# %% loss
def loss(theta_0, theta_1, x, y):
    return 0.5 * np.sum((theta_0 + theta_1 * x - y) ** 2)
