# One complex number carries both parameters: a step moves it as a whole.
# %% gradient
def gradient(theta_0, theta_1, x, y):
    error = theta_0 + theta_1 * x - y
    slope = np.mean(error * (1 + 1j * x))
    return slope.real, slope.imag
# %% step
def step(theta_0, theta_1, x, y, alpha):
    d0, d1 = gradient(theta_0, theta_1, x, y)
    theta = complex(theta_0, theta_1) - alpha * complex(d0, d1)
    return theta.real, theta.imag
