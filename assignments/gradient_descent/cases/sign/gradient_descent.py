# Walks uphill.
# %% step
def step(theta_0, theta_1, x, y, alpha):
    d0, d1 = gradient(theta_0, theta_1, x, y)
    return theta_0 + alpha * d0, theta_1 + alpha * d1
