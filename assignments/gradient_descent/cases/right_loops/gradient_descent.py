# Plain loops, no NumPy.
# %% loss
def loss(theta_0, theta_1, x, y):
    total = 0.0
    for i in range(len(x)):
        total = total + (theta_0 + theta_1 * x[i] - y[i]) ** 2
    return total / (2 * len(x))
# %% gradient
def gradient(theta_0, theta_1, x, y):
    n = len(x)
    d0 = 0.0
    d1 = 0.0
    for i in range(n):
        error = theta_0 + theta_1 * x[i] - y[i]
        d0 += error / n
        d1 += error * x[i] / n
    return d0, d1
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    theta_0, theta_1 = start
    path = [(theta_0, theta_1)]
    steps = 0
    while steps < max_steps:
        new_0, new_1 = step(theta_0, theta_1, x, y, alpha)
        path.append((new_0, new_1))
        steps += 1
        if abs(new_0 - theta_0) < tolerance and abs(new_1 - theta_1) < tolerance:
            break
        theta_0, theta_1 = new_0, new_1
    return path
# %% classify
def classify(losses, lowest):
    for value in losses:
        if value != value or value in (float("inf"), float("-inf")):
            return "divergent"
    if losses[len(losses) - 1] > losses[0]:
        return "divergent"
    way = losses[0] - lowest
    done = losses[0] - losses[len(losses) - 1]
    if done / way < 0.99:
        return "too small"
    return "good"
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    names = []
    for i in range(len(alphas)):
        record = []
        for theta_0, theta_1 in descend(x, y, alphas[i], max_steps=max_steps):
            record.append(loss(theta_0, theta_1, x, y))
        names.append(classify(record, lowest_loss(x, y)))
    return names
