"""The benchmark's arithmetic: what the table says follows from what was measured."""

import datetime

import pytest

from benchmarks.figures import Figures
from benchmarks.plan import Size
from benchmarks.plot import draw
from benchmarks.record import Record
from benchmarks.report import render

SIZE = Size(rounds=2, students=200, peers=4, scale=(10, 100, 1000))
MEASURED = {
    "cold/ours": [[2.0], [2.2]],
    "cold/nbgrader": [[5.0], [5.0]],
    "cold/bare": [[2.0], [2.0]],
    "class/ours-1": [[40.0], [44.0]],
    "class/ours-2": [[20.0], [22.0]],
    "class/nbgrader-start": [[2.0], [2.0]],
    "class/nbgrader": [[18.0], [18.0]],  # 4 s each, and 0.01 s of the start
    "class/otter": [[16.0], [16.0]],
    "class/bare": [[10.0], [10.0]],
    "nothing/bare": [[0.01], [0.01]],
    "nothing/one": [[2.0], [2.0]],
    "nothing/ours": [[3.95, 40.0], [3.95, 40.0]],  # 50 ms each
    "long/bare": [[0.9], [0.9]],
    "long/one": [[3.0], [3.0]],
    "long/ours": [[10.0, 8.0], [10.0, 8.0]],  # 1 s each
    "parts/bare": [[8.1], [8.1]],
    "parts/one": [[0.2, 0.1, 1.5, 2.0, 1.0, 1.5], [0.2, 0.1, 1.5, 2.0, 1.0, 1.5]],
    "parts/ours": [[10.2, 2.5, 1.66, 2.8, 1.4, 1.1], [10.2, 2.5, 1.66, 2.8, 1.4, 1.1]],
    "memory/2": [[400.0]],
    "memory/8": [[700.0]],
    "scale/10": [[3.0], [3.0]],
    "scale/100": [[11.9], [11.9]],
    "scale/1000": [[101.9]],
    "cluster/two": [[22.0, 200.0]],
    "cluster/killed": [[30.0, 200.0]],
}


@pytest.fixture
def record(tmp_path):
    found = Record(tmp_path / "measured.jsonl")
    for name, rounds in MEASURED.items():
        for number, values in enumerate(rounds):
            found.measure(name, number, lambda values=values: values)
    return found


def test_ratios_are_taken_within_a_round(record):
    figures = Figures(record, SIZE)
    assert figures.times("class/ours-1", "class/nbgrader").values == pytest.approx((4.01 / 0.2, 4.01 / 0.22))
    assert figures.times("class/ours-1", "class/otter").values == pytest.approx((4 / 0.2, 4 / 0.22))
    assert figures.ratio("cold/ours", "cold/nbgrader").middle == pytest.approx(0.42)


def test_the_start_is_not_what_a_submission_costs(record):
    figures = Figures(record, SIZE)
    assert figures.added("nothing").middle == pytest.approx(0.04)
    assert figures.share("long").middle == pytest.approx(0.9)
    scale = figures.scale()
    assert scale[100][1].middle == pytest.approx(9.8 / 99)
    assert scale[1000][1].middle == pytest.approx(99.8 / 999)


def test_processor_time_is_told_by_part_without_the_start(record):
    parts = Figures(record, SIZE).parts()
    assert {name: round(1000 * figure.middle, 6) for name, figure in parts.items()} == {
        "bare": 100,
        "worker": 125,
        "examiner": 30,
        "server": 2,
        "grader": 10,
        "gradebook": 5,
        "parent": 0,  # less than its imports vary by
    }


def test_memory_is_the_slope_between_few_and_many(record):
    assert Figures(record, SIZE).memory().middle == pytest.approx(50)


def test_what_is_known_is_not_measured_again(record, tmp_path):
    again = Record(tmp_path / "measured.jsonl")
    assert again.measure("cold/ours", 1, lambda: pytest.fail("measured again")) == [2.2]
    again.clear()
    assert Record(tmp_path / "measured.jsonl").rounds("cold/ours") == {}


def test_the_table_and_the_picture_show_it(record, tmp_path):
    figures = Figures(record, SIZE)
    text = render(datetime.date(2026, 1, 2), figures, record, SIZE, ["kim"])
    assert "| throughput over nbgrader, two workers | 38.3 (36.5 to 40.1) | ≥ 38 |" in text
    assert "| ms added to one that computes nothing | 40 (40 to 40) | ≤ 40 |" in text
    assert "| worker and its init | 125 (125 to 125) |" in text
    assert "all but kim" in text
    draw(figures, tmp_path / "picture.png")
    assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


def test_an_interrupted_run_shows_what_it_has(tmp_path):
    record = Record(tmp_path / "measured.jsonl")
    record.measure("cold/ours", 0, lambda: [2.0])
    text = render(datetime.date(2026, 1, 2), Figures(record, SIZE), record, SIZE, None)
    assert "not measured" in text
