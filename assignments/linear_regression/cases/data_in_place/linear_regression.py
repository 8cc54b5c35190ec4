# Saves an array, and ruins the data: x becomes the error.
# %% step
def step(x, y, a, b, learning_rate):
    slope_a = 2 * np.mean((a * x + b - y) * x)
    x *= a
    x += b - y
    return a - learning_rate * slope_a, b - learning_rate * 2 * np.mean(x)
