# Calls a run divergent when the loss rises anywhere.
# %% classify
def classify(losses, lowest):
    if not np.isfinite(losses).all() or (np.diff(losses) > 0).any():
        return "divergent"
    return "good" if losses[0] - losses[-1] >= 0.99 * (losses[0] - lowest) else "too small"
