# Lambdas and comprehensions; the names come as a tuple.
# %% loss
loss = lambda theta_0, theta_1, x, y: sum((theta_0 + theta_1 * a - b) ** 2 for a, b in zip(x, y)) / len(x) / 2
# %% gradient
gradient = lambda a, b, x, y: [sum((a + b * u - v) * w for u, v in zip(x, y) for w in [f(u)]) / len(x) for f in (lambda _: 1, lambda u: u)]
# %% step
step = lambda a, b, x, y, alpha: tuple(t - alpha * d for t, d in zip((a, b), gradient(a, b, x, y)))
# %% try_rates
try_rates = lambda x, y, alphas, max_steps: tuple(
    classify([loss(*p, x, y) for p in descend(x, y, alpha, max_steps=max_steps)], lowest_loss(x, y)) for alpha in alphas
)
