# Walks uphill.
# %% step
def step(x, y, a, b, learning_rate):
    error = predict(x, a, b) - y
    slope_a, slope_b = 2 * np.mean(error * x), 2 * np.mean(error)
    return a + learning_rate * slope_a, b + learning_rate * slope_b
