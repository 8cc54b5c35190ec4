"""The same worker as the examiner's tests use."""

from tests.examiner.conftest import notebook, prepared  # noqa: F401  (fixtures)
