# Looks for infinity in the last loss only.
# %% classify
def classify(losses, lowest):
    if not np.isfinite(losses[-1]) or losses[-1] > losses[0]:
        return "divergent"
    return "good" if losses[0] - losses[-1] >= 0.99 * (losses[0] - lowest) else "too small"
