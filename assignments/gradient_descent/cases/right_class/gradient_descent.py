# A named tuple with operators, and a class that walks.
# %% step
from typing import NamedTuple


class Point(NamedTuple):
    theta_0: float
    theta_1: float

    def __sub__(self, other):
        return Point(self.theta_0 - other[0], self.theta_1 - other[1])

    def __abs__(self):
        return max(abs(self.theta_0), abs(self.theta_1))


def step(theta_0, theta_1, x, y, alpha):
    d0, d1 = gradient(theta_0, theta_1, x, y)
    return Point(theta_0, theta_1) - (alpha * d0, alpha * d1)
# %% descend
class Descent:
    def __init__(self, x, y, alpha):
        self.x, self.y, self.alpha = x, y, alpha

    def run(self, start, tolerance, max_steps):
        path = [Point(*start)]
        for _ in range(max_steps):
            path.append(step(*path[-1], self.x, self.y, self.alpha))
            if abs(path[-1] - path[-2]) < tolerance:
                break
        return path


def descend(x, y, alpha, tolerance=1e-6, max_steps=1000, start=(0.0, 0.0)):
    return Descent(x, y, alpha).run(start, tolerance, max_steps)
