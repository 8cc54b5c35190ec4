"""Which questions a test may put to an object of the student's making.

``f(3) == 9`` asks the *left* operand.  A student who returns an object with a
lying ``__eq__`` would be asked, told the expected value, and believed.  So an
operation that shows the object what is expected (comparison, arithmetic,
``in``, a method with arguments) is forwarded only where the reference
solution's run of the same test asked an object of its own the same kind of
question; elsewhere the object counts as one without that operation.
"""

from __future__ import annotations


class OperatorPolicy:
    """Records the questions of a reference run, or enforces a recorded set.

    Args:
        allowed: Recorded questions to enforce, by test; None to record.
    """

    def __init__(self, allowed: dict[str, frozenset[str]] | None = None) -> None:
        self._allowed = allowed
        self.recorded: dict[str, set[str]] = {}
        self.test = ""

    def asks(self, operation: str, *, of_student: bool) -> bool:
        """Whether the current test may ask an object for ``operation``.

        Args:
            operation: Name of the operation, e.g. "eq" or "method:predict".
            of_student: Whether the other operand is an object of the student's too.
        """
        question = f"{operation}:{'object' if of_student else 'data'}"
        if self._allowed is None:
            self.recorded.setdefault(self.test, set()).add(question)
            return True
        return question in self._allowed.get(self.test, frozenset())
