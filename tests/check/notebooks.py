"""Students' notebooks for the tests of this room."""

import json

from tests.cli.small import cell, check, solution
from tests.release.course import text

ABOUT = {
    "language": "en",
    "titles": {"test_add": "Adding"},
    "hints": {"order": {"text": "Which comes first?", "read": "task 1"}},
}
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"


def answer(grade_id, source):
    return solution(grade_id, "") | {"source": source}


def notebook(*cells, about=None):
    """A notebook's bytes."""
    metadata = {} if about is None else {"autograder": about}
    content = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    return json.dumps(content).encode()


def sums(add="def add(a, b):\n    return a + b", about=ABOUT, **more):
    """One answer and its visible test, with a hint."""
    test = "# hint: order\nassert add('a', 'b') == 'ab', 'letters in order'\nassert add(1, 2) == 3"
    return notebook(answer("add", add), check("test_add", test, 2), about=about)


__all__ = ["ABOUT", "STUB", "answer", "cell", "check", "notebook", "sums", "text"]
