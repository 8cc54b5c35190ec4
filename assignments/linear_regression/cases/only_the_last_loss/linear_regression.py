# Hands back the last loss in place of all of them.
# %% fit
def fit(x, y):
    a = b = 0.0
    for _ in range(100):
        a, b = step(x, y, a, b, 0.1)
    return a, b, [mean_squared_error(predict(x, a, b), y)]
