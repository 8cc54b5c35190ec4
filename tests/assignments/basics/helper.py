"""What the assignment gives the student beside the notebook."""

import numpy as np

NAMES = ["inside", "outside"]


def distance(a, b):
    """Euclidean distance of two vectors."""
    return float(np.linalg.norm(np.asarray(a) - np.asarray(b)))
