"""Who hands in together, and who has more time: ``roster.toml`` beside ``course.toml``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from autograder.errors import InstructorError

ROSTER_FILE = "roster.toml"
ROSTER_VARIABLE = "AUTOGRADER_ROSTER"

Team = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=100)]
Login = Annotated[str, Meta(pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9-]*)$", max_length=100)]


class Roster(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Teams and extensions; both may be empty.

    Attributes:
        teams: By team, its members' logins.
        extensions: By team or login, by assignment, the deadline that holds instead; ISO 8601.
    """

    teams: dict[Team, tuple[Login, ...]] = {}
    extensions: dict[str, dict[str, Any]] = {}

    def student(self, login: str) -> str:
        """The team of a login, or the login in lower case."""
        for team, members in self.teams.items():
            if login.lower() in {member.lower() for member in members}:
                return team
        # Somebody whose login happens to be a team's name is not that team; no login has a dot.
        return login.lower() if login.lower() not in self.teams else f"{login.lower()}."

    def members(self, student: str) -> tuple[str, ...]:
        """The logins that hand in as ``student``, as the roster writes them."""
        return self.teams.get(student, (student.rstrip("."),))

    def extended(self, student: str, assignment: str) -> tuple[str, ...]:
        """The deadlines a student or a member of the team has instead of the assignment's; ISO 8601."""
        names = {student, *(member.lower() for member in self.members(student))}
        return tuple(
            str(deadlines[assignment])
            for name, deadlines in self.extensions.items()
            if name.lower() in names and assignment in deadlines
        )


def load_roster(folder: Path, environment: Mapping[str, str]) -> Roster:
    """The course's roster.

    ``AUTOGRADER_ROSTER`` holds the same text for a repository whose files everybody reads.

    Args:
        folder: The course folder.
        environment: Usually ``os.environ``.

    Raises:
        InstructorError: It cannot be read, or a login is in two teams.
    """
    path = folder / ROSTER_FILE
    text = environment.get(ROSTER_VARIABLE, "")
    where = ROSTER_VARIABLE if text else str(path)
    if not text and not path.is_file():
        return Roster()
    try:
        data = text.encode() if text else path.read_bytes()
        roster = msgspec.toml.decode(data, type=Roster)
    except (OSError, msgspec.MsgspecError, ValueError) as error:
        raise InstructorError(str(error), where=where, remedy="correct the key it names") from error
    _check(roster, where)
    return roster


def _check(roster: Roster, where: str) -> None:
    seen: dict[str, str] = {}
    for team, members in roster.teams.items():
        for member in members:
            other = seen.setdefault(member.lower(), team)
            if other != team:
                raise InstructorError(
                    f"{member} is in two teams, {other} and {team}",
                    where=where,
                    remedy="leave each login in one team",
                )
    for student, deadlines in roster.extensions.items():
        for assignment, deadline in deadlines.items():
            try:
                datetime.fromisoformat(str(deadline))
            except ValueError as error:
                raise InstructorError(
                    f"not a time: {deadline!r}",
                    where=f"{where}, extensions.{student}.{assignment}",
                    remedy='write it like "2026-12-01T23:59:00+09:00"',
                ) from error
