"""Is an assignment fit to grade with?

Names and languages that agree, links that lead somewhere, a release that runs; a reference solution that
earns everything every time and an empty release that earns nothing; cases that score what they declare;
ladders that are fair to chance; on demand, mutants that no test notices and training seeds that cost points.
"""

from autograder.validation.findings import Finding, Validation
from autograder.validation.validating import Extent, validate_assignment
from autograder.validation.watching import Watch, Watching

__all__ = ["Extent", "Finding", "Validation", "Watch", "Watching", "validate_assignment"]
