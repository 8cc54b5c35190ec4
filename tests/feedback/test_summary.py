"""The first sentence names the one thing that helps most."""

import pytest

from autograder.feedback.summary import UNREADABLE, next_action
from autograder.intake.records import FATAL
from autograder.language import translator
from autograder.result.records import CellResult, Environment, Metric, Note, Result, Step, Verdict

EN = translator("en")


def cell(title, verdict, score=0.0, **more):
    return CellResult(title, "moons", title, score, 10, verdict, **more)


def result(*cells, notes=()):
    return Result(
        assignment="moons",
        student="s",
        title="Moons",
        language="en",
        score=sum(c.score or 0 for c in cells),
        max_score=10 * len(cells),
        verdict=Verdict.PARTIAL,
        cells=cells,
        notes=notes,
        environment=Environment("0.1", "3.11"),
    )


def said(*cells, notes=()):
    return next_action(result(*cells, notes=notes), EN)


PASSED = cell("a", Verdict.PASSED, 10.0)
FAILED = cell("fit", Verdict.FAILED)


def test_an_unreadable_notebook_comes_before_everything():
    assert said(FAILED, notes=(Note("truncated-json", "...", "moons"),)).startswith("Hand in moons again")
    assert said(FAILED, notes=(Note("empty-file", "..."),)).startswith("Hand in your notebook again")


def test_every_fatal_finding_of_intake_counts_as_unreadable():
    assert FATAL <= UNREADABLE


@pytest.mark.parametrize(
    ("verdict", "words"),
    [(Verdict.TIMEOUT, "finish in time"), (Verdict.MEMORY, "less memory"), (Verdict.CRASHED, "ended there")],
)
def test_what_ended_the_run_comes_before_what_failed(verdict, words):
    sentence = said(FAILED, cell("train", verdict))
    assert words in sentence
    assert "“train”" in sentence


def test_an_error_comes_before_a_wrong_answer():
    assert "“train”" in said(FAILED, cell("train", Verdict.ERROR))


def test_the_first_failed_cell_is_named_with_its_hint_if_it_has_one():
    assert "hint" in said(
        PASSED, cell("fit", Verdict.FAILED, hint="Sum or mean?"), cell("later", Verdict.FAILED)
    )
    assert "hint" not in said(PASSED, FAILED)
    assert "“fit”" in said(PASSED, FAILED)


def test_an_empty_notebook_is_told_where_to_start():
    assert said(cell("one", Verdict.MISSING), cell("two", Verdict.MISSING)).startswith("Fill in “one” first")


def test_one_empty_cell_among_solved_ones_is_named():
    assert said(PASSED, cell("two", Verdict.MISSING)).startswith("“two” is still empty")


def test_a_ladder_names_the_distance():
    accuracy = Metric("accuracy", 0.89, (Step(0.85, 0.5, True), Step(0.92, 1, False)))
    assert said(PASSED, cell("train", Verdict.PARTIAL, 5.0, metrics=(accuracy,))) == (
        "Almost there: raise accuracy in “train” by 0.03 to reach the next step."
    )


def test_a_loss_has_to_fall():
    loss = Metric("loss", 0.41, (Step(0.6, 0.5, True), Step(0.3, 1, False)), higher_is_better=False)
    assert "lower loss in “train” by 0.11" in said(cell("train", Verdict.PARTIAL, 5.0, metrics=(loss,)))


def test_partly_solved_without_a_ladder():
    assert said(PASSED, cell("train", Verdict.PARTIAL, 5.0)).startswith(
        "Go on with “train”: part of it works"
    )


def test_a_hint_helps_more_than_a_distance():
    accuracy = Metric("accuracy", 0.5, (Step(0.85, 0.5, False),))
    one = cell("train", Verdict.PARTIAL, 5.0, metrics=(accuracy,), hint="Look at the sign.")
    assert "its hint below" in said(PASSED, one)


def test_of_several_measurements_the_weakest_counts():
    steps = (Step(0.9, 0.5, True), Step(0.95, 1, False))
    metrics = tuple(Metric("accuracy", value, steps) for value in (0.94, 0.91, 0.93))
    assert "by 0.04 " in said(PASSED, cell("train", Verdict.PARTIAL, 5.0, metrics=metrics))


def test_waiting_is_said_only_when_nothing_is_left_to_do():
    person = CellResult("why", "m", "why", None, 10, Verdict.PENDING, kind="manual")
    gpu = CellResult("gpu", "m", "gpu", None, 10, Verdict.PENDING, device="cuda")
    assert "teacher" in said(PASSED, person, gpu)
    assert "GPU" in said(PASSED, gpu)
    assert "our side" in said(PASSED, gpu, CellResult("x", "m", "x", None, 10, Verdict.UNGRADED))
    assert "“fit”" in said(FAILED, person, gpu)


def test_full_marks_are_praised():
    assert said(PASSED) == "All done: every part is solved, well done!"


@pytest.mark.parametrize("verdict", list(Verdict))
def test_every_verdict_leads_to_one_sentence_in_both_languages(verdict):
    one = result(CellResult("t", "m", "제목", None if not verdict.settled else 0.0, 10, verdict))
    for language in ("ko", "en"):
        sentence = next_action(one, translator(language))
        assert sentence
        assert "\n" not in sentence
