# The sum of the squares.
# %% mean_squared_error
def mean_squared_error(predicted, y):
    return float(np.sum((predicted - y) ** 2))
