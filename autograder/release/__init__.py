"""Release: the course as students receive it, in one language.

nbgrader's own ``generate_assignment`` makes the notebooks; around it this room chooses the
language, fills in the Colab badges, writes the students' README, and refuses to write
anything through which a solution, a hidden test or a label would leak.

A release is a mapping of relative paths to bytes until the very end: whoever adds files to
it does so before :func:`write_release`.
"""

from autograder.release.badges import BADGE, badge_target
from autograder.release.leaks import Leak, find_leaks
from autograder.release.readme import render_text, shipped_templates
from autograder.release.releasing import Finish, build_assignment, build_release, release_course
from autograder.release.writing import MANIFEST, Manifest, Released, released_assignments, write_release

__all__ = [
    "BADGE",
    "MANIFEST",
    "Finish",
    "Leak",
    "Manifest",
    "Released",
    "badge_target",
    "build_assignment",
    "build_release",
    "find_leaks",
    "release_course",
    "released_assignments",
    "render_text",
    "shipped_templates",
    "write_release",
]
