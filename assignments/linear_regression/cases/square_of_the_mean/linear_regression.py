# Squares the mean error: errors of both signs cancel.
# %% mean_squared_error
def mean_squared_error(predicted, y):
    return np.mean(predicted - y) ** 2
