# Measures the way down from 0, not from the lowest loss.
# %% classify
def classify(losses, lowest):
    if not np.isfinite(losses).all() or losses[-1] > losses[0]:
        return "divergent"
    return "good" if losses[-1] <= 0.01 * losses[0] else "too small"
