# theta_1 first, and theta_0 with the new theta_1.
# %% step
def step(theta_0, theta_1, x, y, alpha):
    theta_1 -= alpha * gradient(theta_0, theta_1, x, y)[1]
    theta_0 -= alpha * gradient(theta_0, theta_1, x, y)[0]
    return theta_0, theta_1
