# fit returns the intercept first.
# %% fit
def fit(x, y):
    a = b = 0.0
    losses = [mean_squared_error(predict(x, a, b), y)]
    for _ in range(300):
        a, b = step(x, y, a, b, 0.1)
        losses.append(mean_squared_error(predict(x, a, b), y))
    return b, a, losses
