# Every learning rate goes on where the one before it ended.
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    names, start = [], (0.0, 0.0)
    for alpha in alphas:
        path = descend(x, y, alpha, max_steps=max_steps, start=start)
        start = path[-1]
        names.append(classify([loss(*theta, x, y) for theta in path], lowest_loss(x, y)))
    return names
