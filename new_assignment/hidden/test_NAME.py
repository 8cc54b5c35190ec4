"""Hidden tests of `NAME`: they run apart from the students' code, on points students never see."""

import numpy as np
import pytest


def new_points(slope, intercept, seed):
    """Points scattered around a line."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-5, 5, 200)
    return x, slope * x + intercept + rng.normal(0, 0.1, 200)


@pytest.mark.grade("test_fit")
@pytest.mark.parametrize(("slope", "intercept"), [(2.0, -1.0), (-0.5, 3.0)])
def test_line_fits_new_points(student, ladder, hint, slope, intercept):
    found_slope, found_intercept = (float(number) for number in student.fit(*new_points(slope, intercept, 11)))
    if abs(found_slope - intercept) < 0.2 and abs(found_intercept - slope) < 0.2:
        hint("swapped")
    x, y = new_points(slope, intercept, 12)
    best = (y - np.polyval(np.polyfit(x, y, 1), x)).var()
    ladder("line", ((y - (found_slope * x + found_intercept)) ** 2).mean() / best)
