# Prints, warnings and plots wherever there is room.
# %% gradient
import warnings


def gradient(theta_0, theta_1, x, y):
    error = theta_0 + theta_1 * x - y
    print("gradient at", theta_0, theta_1)
    return np.average(error), np.average(error * x)
# %%
xs, ys = make_points(20)
for t in range(3):
    print(t, gradient(t, t, xs, ys))
plt.plot(xs, ys, "x")
plt.show()
# %% classify
def classify(losses, lowest):
    warnings.warn(f"{len(losses)} losses")
    print("last:", losses[-1])
    if not np.isfinite(np.array(losses, dtype=float)).all() or losses[-1] > losses[0]:
        return "divergent"
    return "good" if losses[0] - losses[-1] >= 0.99 * (losses[0] - lowest) else "too small"
# %%
assert classify([3, 2, 1], 0) == "too small"
%time sum(range(1000))
