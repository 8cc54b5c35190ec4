# Keeps half of the last move: faster, perhaps, but not the step of part 2.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    path = [start]
    move = np.zeros(2)
    for _ in range(max_steps):
        here = np.array(path[-1])
        move = 0.5 * move + np.array(step(*here, x, y, alpha)) - here
        path.append(tuple(here + move))
        if np.abs(move).max() < tolerance:
            break
    return path
