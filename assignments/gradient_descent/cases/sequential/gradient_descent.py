# theta_0 first, and theta_1 with the new theta_0.
# %% step
def step(theta_0, theta_1, x, y, alpha):
    theta_0 = theta_0 - alpha * gradient(theta_0, theta_1, x, y)[0]
    theta_1 = theta_1 - alpha * gradient(theta_0, theta_1, x, y)[1]
    return theta_0, theta_1
