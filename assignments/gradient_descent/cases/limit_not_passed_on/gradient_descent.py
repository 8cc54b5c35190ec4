# Forgets to tell descend how many steps it may take.
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    names = []
    for alpha in alphas:
        path = descend(x, y, alpha)
        names.append(classify([loss(*theta, x, y) for theta in path], lowest_loss(x, y)))
    return names
