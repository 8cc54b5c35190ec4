"""Colab badges: a source notebook names ``OWNER/REPO``, a release the course's own repository."""

from __future__ import annotations

import re

from autograder.course import GitHub

COLAB = "https://colab.research.google.com/github/"
BADGE = "https://colab.research.google.com/assets/colab-badge.svg"
_PLACE = "OWNER/REPO/blob/main"
# A whole badge: an image from Colab's server inside a link to Colab.
_LINKED = re.compile(rf"\[!\[[^\]]*\]\({re.escape(BADGE)}\)\]\({re.escape(COLAB)}[^)\s]*\)[ \t]*\n?")


def badge_target(path: str, github: GitHub | None = None) -> str:
    """The address a badge leads to.

    Args:
        path: The notebook's path in the released course, e.g. "moons/moons.ipynb".
        github: The course's repository; without one the address as source notebooks write it.
    """
    place = f"{github.repository}/blob/{github.branch}" if github and github.repository else _PLACE
    return f"{COLAB}{place}/{path}"


def fill_badges(text: str, github: GitHub) -> str:
    """A Markdown cell with its badges leading to the course's repository.

    Args:
        text: The cell; badges in it name ``OWNER/REPO``.
        github: The course's repository; without one the badges are left out, as they would lead nowhere.
    """
    if not github.repository:
        return _LINKED.sub("", text)
    return text.replace(COLAB + _PLACE, f"{COLAB}{github.repository}/blob/{github.branch}")
