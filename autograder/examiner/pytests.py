"""Runs the pytest side of an assignment inside the examiner, with the fixtures its authors use.

A test names the grade cell it counts for: ``@pytest.mark.grade("cell", weight=2)``.
Fixtures: ``student`` (remote names), ``probe``, ``device``, ``ladder``, ``hint``.
A function ``draw_...`` marked ``@pytest.mark.plot("cell")`` draws with the fixture ``plot``.
"""

from __future__ import annotations

import ast
import inspect
import math
import os
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any

import pytest

from autograder.cells import capture
from autograder.examiner.errors import WorkerLost
from autograder.examiner.judging import failure_text, judge_error
from autograder.examiner.marks import device_of, drawn_cell_of, grade_id_of, weight_of
from autograder.examiner.plotting import MAX_PLOTS, Plotter
from autograder.examiner.records import Drawn, Measured, Planned, TestReport
from autograder.examiner.student import MissingName, Student
from autograder.result import Plot, Verdict

if TYPE_CHECKING:
    from autograder.examiner.session import ExaminerSession

_WITHOUT = ("cacheprovider", "terminal", "logging", "warnings", "faulthandler", "doctest", "junitxml")
_ARGUMENTS = ["-s", "-c", os.devnull, "--import-mode=importlib", "--assert=plain"]
_ARGUMENTS += ["-o", "python_functions=test draw", *(f"-pno:{name}" for name in _WITHOUT)]
DRAWING_SECONDS = 10.0


class _Notes:
    """What one test said about itself while it ran."""

    def __init__(self) -> None:
        self.shares: list[float] = []
        self.metrics: list[Measured] = []
        self.hint = ""


class Plugin:
    """Fixtures and reporting for one examination."""

    def __init__(self, session: ExaminerSession) -> None:
        self._session = session
        self._student = Student(session)
        self._notes = _Notes()
        self._points = {c.grade_id: c for c in session.examination.source.cells if c.grade_id}
        self._plots = 0
        self.problems: list[str] = []
        self.drawing = False

    # -- fixtures

    @pytest.fixture(scope="session")
    def student(self) -> Student:
        """The student's names."""
        return self._student

    @pytest.fixture(scope="session")
    def probe(self) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Runs a function beside the student's code, which can see its source and arguments."""
        remote = self._session.remote

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            source = _undecorated(function)

            def call(*args: Any, **kwargs: Any) -> Any:
                return remote.request("probe", source, function.__name__, list(args), kwargs)

            return call

        return decorate

    @pytest.fixture
    def device(self, request: pytest.FixtureRequest) -> str:
        """The device the test runs on."""
        return device_of(request.node)

    @pytest.fixture
    def ladder(self) -> Callable[..., float]:
        """Turns a metric into the share of the test's points, by ``[ladders.KEY]``."""
        ladders = self._session.examination.config.ladders

        def climb(key: str, value: Any, n: int = 0) -> float:
            if key not in ladders:
                raise pytest.UsageError(f"no [ladders.{key}] in assignment.toml")
            number = float(value)
            measured = Measured(key, number if math.isfinite(number) else None, int(n))
            if measured.n < 0 or (measured.n and measured.value is not None and not 0 <= number <= 1):
                raise pytest.UsageError(f"ladder({key!r}, {number}, n={n}): no share of n points")
            reached = [
                share
                for threshold, share in ladders[key].steps
                if ladders[key].reaches(measured.value, threshold, measured.n)
            ]
            share = max(reached, default=0.0)
            self._notes.metrics.append(measured)
            self._notes.shares.append(share)
            return share

        return climb

    @pytest.fixture
    def hint(self) -> Callable[[str], None]:
        """Names the misconception to report if the test does not reach full marks."""

        def name(key: str) -> None:
            self._notes.hint = key

        return name

    @pytest.fixture
    def plot(self, request: pytest.FixtureRequest) -> Plotter:
        """Draws a picture that is shown with the cell."""
        cell = drawn_cell_of(request.node)
        if not cell:
            raise pytest.UsageError('plot is for functions draw_... with @pytest.mark.plot("cell")')

        def drawn(key: str, plot: Plot) -> None:
            self._plots += 1
            if self._plots <= MAX_PLOTS:
                self._session.report(Drawn(cell, key, plot))

        return Plotter(self._session.examination.config.plots, drawn)

    # -- hooks

    def pytest_configure(self, config: pytest.Config) -> None:
        """Declare our marks."""
        for mark in (
            "grade(grade_id, weight=1): the cell that carries the points",
            "device(name): cpu or cuda",
            "plot(grade_id): draws a picture for the cell; scores nothing",
        ):
            config.addinivalue_line("markers", mark)

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the tests of this notebook; what draws comes when every point is settled."""
        tests = [item for item in items if grade_id_of(item) in self._points]
        items[:] = [*tests, *(item for item in items if drawn_cell_of(item) in self._points)]
        self._session.report(Planned(dict(Counter(map(grade_id_of, tests)))))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A test file that does not import is the instructor's mistake."""
        if report.failed:
            self.problems.append(str(report.longrepr))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        """Bound one test in time and report it."""
        session, grade_id = self._session, grade_id_of(item)
        if session.remote.lost is not None:
            return (yield)
        if cell := drawn_cell_of(item):
            return (yield from self._draw(item, cell))
        device = device_of(item)
        if device not in session.examination.devices:
            session.report(_pending(grade_id, weight_of(item), device))
            item.add_marker(pytest.mark.skip)
            return (yield)
        self._notes = _Notes()
        self._failure: BaseException | None = None
        self._skipped = False
        self._student.__dict__["_asked"] = set()
        session.remote.policy.test = item.nodeid.rpartition("/")[2]
        session.hidden_seen = True
        started = time.monotonic()
        with session.timing.within(grade_id, session.limits.seconds_for(grade_id)):
            session.vary_training()
            result = yield
        if session.remote.lost is None:
            session.report(self._report(item, device, time.monotonic() - started))
        return result

    def _draw(self, item: pytest.Item, cell: str) -> Generator[None, Any, Any]:
        """Bound one drawing in time; what becomes of it is no test's matter."""
        session = self._session
        self.drawing = True
        self._failure = None
        session.remote.policy.test = item.nodeid.rpartition("/")[2]
        with session.timing.within("", DRAWING_SECONDS):
            result = yield
        if self._failure is not None:
            session.report(Drawn(cell, detail=f"{item.nodeid}\n{failure_text(self._failure)}"))
        return result

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self,
        item: pytest.Item,  # noqa: ARG002  (pluggy matches by name)
        call: pytest.CallInfo[None],
    ) -> Generator[None, Any, Any]:
        """Remember the first failure of the test."""
        result = yield
        if call.excinfo is not None and result.skipped:
            self._skipped = True
        elif call.excinfo is not None and self._failure is None:
            self._failure = call.excinfo.value
        return result

    def _report(self, item: pytest.Item, device: str, seconds: float) -> TestReport:
        grade_id, notes = grade_id_of(item), self._notes
        if self._skipped and self._failure is None:
            # Nothing was decided: neither the student's loss nor a gift.
            detail = f"{item.nodeid} skipped itself"
            return TestReport(
                grade_id, Verdict.UNGRADED, None, weight=weight_of(item), code="test-broken", detail=detail
            )
        if self._failure is not None:
            missing = isinstance(self._failure, MissingName)
            binders = [g for n in self._student._asked for g in self._session.plan.interface.get(n, ())]
            unfilled = any(g in self._session.unfilled for g in binders)
            judged = judge_error(self._failure, unfilled=unfilled, missing=missing)
            verdict, share, code, params, detail = (
                judged.verdict,
                0.0,
                judged.code,
                judged.params,
                judged.detail,
            )
        else:
            share = sum(notes.shares) / len(notes.shares) if notes.shares else 1.0
            verdict = Verdict.PASSED if share >= 1 else Verdict.PARTIAL if share > 0 else Verdict.FAILED
            code, params, detail = "passed" if share >= 1 else "ladder", {}, ""
        return TestReport(
            grade_id=grade_id,
            verdict=verdict,
            share=share,
            weight=weight_of(item),
            code=code,
            params=params,
            hint=notes.hint if share < 1 else "",
            metrics=tuple(notes.metrics),
            seconds=seconds,
            device=device,
            detail=f"{item.nodeid}\n{detail}" if detail else "",
        )


def run_pytest(session: ExaminerSession) -> None:
    """Run the assignment's pytest files for the notebook of ``session``.

    Raises:
        WorkerLost: The worker was lost during a test; while drawing it has nothing left to lose.
    """
    plugin = Plugin(session)
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    files = [str(path) for path in session.examination.tests]
    # hidden/ is a world of its own: no conftest.py above it is loaded.
    root = session.examination.source.path.parent / "hidden"
    with capture() as printed:
        status = pytest.main(
            [*_ARGUMENTS, f"--rootdir={root}", f"--confcutdir={root}", *files], plugins=[plugin]
        )
    if plugin.drawing:
        return  # every test was reported before
    if session.remote.lost is not None:
        raise WorkerLost
    if plugin.problems or status not in {
        pytest.ExitCode.OK,
        pytest.ExitCode.TESTS_FAILED,
        pytest.ExitCode.NO_TESTS_COLLECTED,
    }:
        detail = "\n".join(plugin.problems) or f"pytest ended with {status}: {printed.out}{printed.err}"
        for cell in session.examination.source.cells:
            if cell.points:
                session.report(
                    TestReport(
                        cell.grade_id, Verdict.UNGRADED, None, weight=1, code="test-broken", detail=detail
                    )
                )


def _pending(grade_id: str, weight: float, device: str) -> TestReport:
    params = {"device": device}
    return TestReport(
        grade_id, Verdict.PENDING, None, weight=weight, code="pending-device", params=params, device=device
    )


def _undecorated(function: Callable[..., Any]) -> str:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    definition = tree.body[0]
    if not isinstance(definition, ast.FunctionDef):
        raise TypeError("a probe must be a plain function (def)")
    definition.decorator_list = []
    return ast.unparse(tree)
