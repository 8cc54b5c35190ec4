# descend is a generator: a path can be walked while it is made.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    now = start
    yield now
    for _ in range(max_steps):
        before, now = now, step(*now, x, y, alpha)
        yield now
        if all(abs(a - b) < tolerance for a, b in zip(now, before)):
            return
# %% try_rates
def try_rates(x, y, alphas, max_steps):
    for alpha in alphas:
        losses = [loss(*theta, x, y) for theta in descend(x, y, alpha, max_steps=max_steps)]
        yield classify(losses, lowest_loss(x, y))
