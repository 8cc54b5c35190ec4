# The 2 of the square stays, although the 1/2 cancels it.
# %% gradient
def gradient(theta_0, theta_1, x, y):
    error = theta_0 + theta_1 * x - y
    return 2 * np.mean(error), 2 * np.mean(error * x)
