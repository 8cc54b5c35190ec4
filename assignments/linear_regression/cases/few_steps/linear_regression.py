# Stops after ten steps, while the loss still falls.
# %% fit
def fit(x, y):
    a = b = 0.0
    losses = [mean_squared_error(predict(x, a, b), y)]
    for _ in range(10):
        a, b = step(x, y, a, b, 0.05)
        losses.append(mean_squared_error(predict(x, a, b), y))
    return a, b, losses
