"""The tests: a package, so that a folder named like a library (github) does not hide it."""
