# Multiplies in the order in which the layers stand.
# %% merge
def merge(W1, b1, W2, b2):
    return (W1.T @ W2.T if W1.shape[0] != W2.shape[0] else W1 @ W2), W2 @ b1 + b2
