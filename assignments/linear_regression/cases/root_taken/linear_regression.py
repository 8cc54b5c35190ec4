# One root too many: the root mean squared error.
# %% mean_squared_error
def mean_squared_error(predicted, y):
    return np.sqrt(np.mean((predicted - y) ** 2))
