# Plain loops and lists, not one array operation.
# %% predict
def predict(x, a, b):
    result = []
    for value in x:
        result.append(a * value + b)
    return result
# %% mean_squared_error
def mean_squared_error(predicted, y):
    total = 0
    for i in range(len(y)):
        difference = predicted[i] - y[i]
        total += difference * difference
    return total / len(y)
# %% step
def step(x, y, a, b, learning_rate):
    n = len(x)
    sum_a = 0
    sum_b = 0
    for i in range(n):
        error = a * x[i] + b - y[i]
        sum_a += error * x[i]
        sum_b += error
    new_a = a - learning_rate * 2 / n * sum_a
    new_b = b - learning_rate * 2 / n * sum_b
    return new_a, new_b
# %% fit
def fit(x, y):
    a, b = 0, 0
    losses = []
    i = 0
    while i < 120:
        losses.append(mean_squared_error(predict(x, a, b), y))
        a, b = step(x, y, a, b, 0.15)
        i += 1
    losses.append(mean_squared_error(predict(x, a, b), y))
    return a, b, losses
