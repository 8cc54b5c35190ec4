# Takes 0 for the lowest loss, although points scatter around every line.
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    names = []
    for alpha in alphas:
        path = descend(x, y, alpha, max_steps=max_steps)
        names.append(classify([loss(*theta, x, y) for theta in path], 0.0))
    return names
