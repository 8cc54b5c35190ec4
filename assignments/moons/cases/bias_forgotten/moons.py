# The first bias gets lost on the way.
# %% merge
def merge(W1, b1, W2, b2):
    return W2 @ W1, b1.sum() * 0 + b2
