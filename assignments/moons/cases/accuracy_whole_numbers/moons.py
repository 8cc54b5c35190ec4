# Integer division: every share below 1 becomes 0.
# %% accuracy
def accuracy(predicted, y):
    return float(int((predicted == y).sum()) // len(y))
