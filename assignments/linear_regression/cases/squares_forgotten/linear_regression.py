# The mean of the distances, not of their squares.
# %% mean_squared_error
def mean_squared_error(predicted, y):
    return np.mean(np.abs(predicted - y))
