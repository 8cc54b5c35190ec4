# One list is changed in place and stored at every step: in the end all points are the last one.
# %% descend
def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    theta = list(start)
    path = [theta]
    for _ in range(max_steps):
        old = theta.copy()
        theta[0], theta[1] = step(*theta, x, y, alpha)
        path.append(theta)
        if abs(theta[0] - old[0]) < tolerance and abs(theta[1] - old[1]) < tolerance:
            break
    return path
