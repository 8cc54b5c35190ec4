"""The policy room: what lateness costs, and how many attempts a day are graded.

Pure functions over what the instructor set and when GitHub received a push.
"""

from autograder.policy.daily import Day, day_of
from autograder.policy.lateness import Lateness, in_zone, instant, lateness

__all__ = ["Day", "Lateness", "day_of", "in_zone", "instant", "lateness"]
