"""A package, so that no folder in it stands in the way of a library of its name (github)."""
