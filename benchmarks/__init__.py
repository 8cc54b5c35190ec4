"""Side by side with ``nbgrader autograde``, same notebooks, same tests: ``python -m benchmarks``."""
