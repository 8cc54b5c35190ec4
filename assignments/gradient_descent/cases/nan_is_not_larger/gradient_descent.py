# Only compares sizes; nan is never larger than anything.
# %% classify
def classify(losses, lowest):
    if losses[-1] > losses[0]:
        return "divergent"
    return "good" if losses[0] - losses[-1] >= 0.99 * (losses[0] - lowest) else "too small"
