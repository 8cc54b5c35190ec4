# The first bias skips the second layer.
# %% merge
def merge(W1, b1, W2, b2):
    return W2 @ W1, b2 + (b1 if b1.shape == b2.shape else b1.mean())
