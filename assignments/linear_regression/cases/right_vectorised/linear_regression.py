# Design matrix, dot products and einsum.
# %% predict
def predict(x, a, b):
    return np.column_stack([x, np.ones(len(x))]) @ np.array([a, b])
# %% mean_squared_error
def mean_squared_error(predicted, y):
    residual = np.subtract(predicted, y)
    return np.einsum("i,i->", residual, residual) / residual.size
# %% step
def step(x, y, a, b, learning_rate):
    X = np.vander(x, 2)
    theta = np.array([a, b], dtype=float)
    theta -= learning_rate * 2 / x.size * X.T @ (X @ theta - y)
    return theta
# %% fit
def fit(x, y):
    theta, losses = np.zeros(2), np.empty(201)
    for i in range(201):
        losses[i] = mean_squared_error(predict(x, *theta), y)
        theta = step(x, y, *theta, learning_rate=0.2)
    return *theta, losses
