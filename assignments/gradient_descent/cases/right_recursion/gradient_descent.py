# Recursion in place of a loop.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    import sys

    sys.setrecursionlimit(10_000)

    def onward(here, left):
        if left == 0:
            return [here]
        there = step(*here, x, y, alpha)
        if np.max(np.abs(np.subtract(there, here))) < tolerance:
            return [here, there]
        return [here] + onward(there, left - 1)

    return onward(tuple(start), max_steps)
