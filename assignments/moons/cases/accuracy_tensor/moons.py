# Forgets to take the number out of the tensor.
# %% accuracy
def accuracy(predicted, y):
    return (predicted == y).float().mean()
