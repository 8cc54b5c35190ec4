# Both at once with temporary names, as textbooks write it.
# %% step
def step(theta_0, theta_1, x, y, alpha):
    temp_0 = theta_0 - alpha * gradient(theta_0, theta_1, x, y)[0]
    temp_1 = theta_1 - alpha * gradient(theta_0, theta_1, x, y)[1]
    theta_0 = temp_0
    theta_1 = temp_1
    return [theta_0, theta_1]
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = []
    path.append(list(start))
    converged = False
    count = 0
    while not converged and count < max_steps:
        path.append(step(path[count][0], path[count][1], x, y, alpha))
        count = count + 1
        change = [abs(path[count][j] - path[count - 1][j]) for j in range(2)]
        converged = change[0] < tolerance and change[1] < tolerance
    return path
