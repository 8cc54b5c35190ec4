# Functions that make functions, settings in a global dictionary.
# %%
SETTINGS = {"share": 0.99, "names": ("too small", "good", "divergent")}
# %% loss
def on(x, y):
    def J(theta):
        return np.mean((theta[0] + theta[1] * x - y) ** 2) / 2

    return J


def loss(theta_0, theta_1, x, y):
    return on(x, y)((theta_0, theta_1))
# %% classify
def classify(losses, lowest):
    small, good, divergent = SETTINGS["names"]
    if np.any(~np.isfinite(losses)) or losses[-1] > losses[0]:
        return divergent
    return good if losses[-1] <= losses[0] - SETTINGS["share"] * (losses[0] - lowest) else small
