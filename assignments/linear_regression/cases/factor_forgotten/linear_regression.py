# The 2 of the derivative is missing: the direction is right, the size is half of it.
# %% step
def step(x, y, a, b, learning_rate):
    error = predict(x, a, b) - y
    return a - learning_rate * np.mean(error * x), b - learning_rate * np.mean(error)
