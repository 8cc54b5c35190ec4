# Returns the slope in theta_1 first.
# %% gradient
def gradient(theta_0, theta_1, x, y):
    error = theta_0 + theta_1 * x - y
    return np.mean(error * x), np.mean(error)
