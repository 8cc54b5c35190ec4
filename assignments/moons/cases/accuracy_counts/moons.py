# The number of right labels, not their share.
# %% accuracy
def accuracy(predicted, y):
    return float((predicted == y).sum())
