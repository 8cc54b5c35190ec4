"""The roster: teams and extensions."""

from __future__ import annotations

import pytest

from autograder.course import Roster, load_roster
from autograder.errors import InstructorError

TEXT = """
[teams]
moon-walkers = ["Kim-Minji", "lee-junho"]

[extensions.moon-walkers]
moons = "2026-12-01T23:59:00+09:00"

[extensions.park-seoyeon]
moons = 2026-12-02T23:59:00+09:00
"""


@pytest.fixture
def roster(tmp_path):
    (tmp_path / "roster.toml").write_text(TEXT)
    return load_roster(tmp_path, {})


def test_a_login_hands_in_for_its_team_whatever_its_case(roster):
    assert roster.student("kim-minji") == roster.student("LEE-junho") == "moon-walkers"
    assert roster.members("moon-walkers") == ("Kim-Minji", "lee-junho")


def test_who_is_in_no_team_hands_in_alone(roster):
    assert roster.student("Park-Seoyeon") == "park-seoyeon"
    assert roster.members("park-seoyeon") == ("park-seoyeon",)


def test_an_extension_is_the_teams_or_a_students(roster):
    assert roster.extended("moon-walkers", "moons") == ("2026-12-01T23:59:00+09:00",)
    assert roster.extended("park-seoyeon", "moons") == ("2026-12-02 23:59:00+09:00",)
    assert roster.extended("moon-walkers", "other") == ()
    assert roster.extended("choi-dohyun", "moons") == ()


def test_a_members_extension_is_the_teams():
    roster = Roster(teams={"a": ("Kim",)}, extensions={"kim": {"moons": "2026-12-01T00:00:00Z"}})
    assert roster.extended("a", "moons") == ("2026-12-01T00:00:00Z",)


def test_no_file_is_an_empty_roster(tmp_path):
    assert load_roster(tmp_path, {}) == Roster()


def test_the_environment_comes_before_the_file(tmp_path):
    (tmp_path / "roster.toml").write_text(TEXT)
    roster = load_roster(tmp_path, {"AUTOGRADER_ROSTER": '[teams]\nsolo = ["kim-minji"]\n'})
    assert roster.student("kim-minji") == "solo"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[teams]\na = ["kim"]\nb = ["KIM"]\n', "KIM is in two teams"),
        ('[teams]\n"../x" = ["kim"]\n', "teams"),
        ('[teams]\na = ["@all"]\n', "teams"),
        ('[extensions.kim]\nmoons = "soon"\n', "not a time: 'soon'"),
        ("[team]\n", "team"),
    ],
)
def test_what_is_wrong_is_named(tmp_path, text, said):
    (tmp_path / "roster.toml").write_text(text)
    with pytest.raises(InstructorError, match=said) as raised:
        load_roster(tmp_path, {})
    assert "roster.toml" in raised.value.where
