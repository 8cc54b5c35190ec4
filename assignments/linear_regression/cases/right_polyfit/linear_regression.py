# The library does it.
# %% fit
def fit(x, y):
    a, b = np.polyfit(x, y, deg=1)
    start = mean_squared_error(predict(x, 0, 0), y)
    end = mean_squared_error(predict(x, a, b), y)
    return a, b, (start, end)
