# Truth minus prediction: differentiating the square brings a minus that was forgotten.
# %% gradient
def gradient(theta_0, theta_1, x, y):
    error = y - (theta_0 + theta_1 * x)
    return np.mean(error), np.mean(error * x)
