# Returns where the path ends, not the path.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    theta = start
    for _ in range(max_steps):
        new = step(*theta, x, y, alpha)
        if max(abs(new[0] - theta[0]), abs(new[1] - theta[1])) < tolerance:
            return new
        theta = new
    return theta
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    names = []
    for alpha in alphas:
        end = descend(x, y, alpha, max_steps=max_steps)
        names.append(classify([loss(0, 0, x, y), loss(*end, x, y)], lowest_loss(x, y)))
    return names
