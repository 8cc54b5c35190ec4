"""This project beside its peers, on the same notebooks and the same tests: ``python -m benchmarks``."""
