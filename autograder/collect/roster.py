"""Who a GitHub login is: a student of their own, or a member of a team."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from autograder.errors import InstructorError

# A login has no dot: nobody can take an account that stands for a team.
_TEAM = "team."


class Roster:
    """Logins and teams.

    Args:
        teams: Members' logins by the team's name.

    Raises:
        InstructorError: A login is in two teams.
    """

    def __init__(self, teams: Mapping[str, Sequence[str]] | None = None) -> None:
        self._members: dict[str, tuple[str, ...]] = {}
        self._team_of: dict[str, str] = {}
        for name, logins in (teams or {}).items():
            team = _TEAM + name.lower()
            self._members[team] = tuple(dict.fromkeys(logins))
            for login in self._members[team]:
                other = self._team_of.setdefault(login.lower(), team)
                if other != team:
                    raise InstructorError(
                        f"{login} is in two teams.", where=f"course.toml, [github.teams] {name}"
                    )

    def student(self, login: str) -> str:
        """The student: the team, or the login in lower case, as GitHub does not tell cases apart."""
        return self._team_of.get(login.lower(), login.lower())

    def members(self, student: str, login: str) -> tuple[str, ...]:
        """The logins of a team, or that of a student as GitHub writes it."""
        return self._members.get(student, (login,))
