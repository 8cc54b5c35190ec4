"""Long variants of the tests, run by ``make soak``: each prints what it counted."""
