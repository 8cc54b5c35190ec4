"""How each test has to run, learnt from the reference solution.

Static reading says which tests must sit beside the student's code.  For the rest
the reference solution is asked: a test it passes apart from the examiner is
guarded; one it passes only with the instructor's helper functions remote, or
only beside the student's code, is run that way, with the reason.  The same run
records which questions each test puts to the student's objects.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

import autograder
from autograder.analysis import analyse, exposure_reason
from autograder.course import Assignment, Role, SourceNotebook
from autograder.examiner import Ended, Finished, Mode, Report, Rule, TestReport, exposed_tests
from autograder.result.storing import write_atomically

Rules = dict[str, dict[str, Rule]]  # notebook -> grade_id -> rule
Examine = Callable[[Rules], Mapping[str, tuple[Report, ...]]]


class Calibration(msgspec.Struct, frozen=True):
    """What the reference solution taught.

    Attributes:
        rules: By notebook and grade_id.
        questions: By notebook and test; see :mod:`autograder.examiner.policy`.
        problem: Why the reference solution was not examined to its end; empty when it was.
    """

    rules: Rules
    questions: dict[str, dict[str, tuple[str, ...]]]
    problem: str = ""


def calibrate(assignment: Assignment, examine: Examine) -> Calibration:
    """Find a rule for every test cell.

    Args:
        assignment: The assignment.
        examine: Runs the reference solution under given rules; reports by notebook.
    """
    rules = {notebook.name: _static_rules(assignment, notebook) for notebook in assignment.notebooks}
    reports = examine(rules)
    failures = _failures(reports)
    for mode in (Mode.HELPERS_REMOTE, Mode.EXPOSED):
        candidates = _candidates(assignment, rules, failures, mode)
        if not candidates:
            continue
        tried = {
            name: {**own, **{g: Rule(mode, reason) for g, reason in candidates.get(name, {}).items()}}
            for name, own in rules.items()
        }
        again = examine(tried)
        left = _failures(again)
        for name, own in candidates.items():
            for grade_id, reason in own.items():
                if left[name].get(grade_id, (0.0, ""))[0] > failures[name][grade_id][0] + 1e-9 or (
                    grade_id not in left[name]
                ):
                    rules[name][grade_id] = Rule(mode, reason)
        reports = examine(rules)
        failures = _failures(reports)
    return Calibration(rules=rules, questions=_questions(reports), problem=_problem(reports))


def _static_rules(assignment: Assignment, notebook: SourceNotebook) -> dict[str, Rule]:
    """Rules that follow from what the tests, and the instructor's code they use, say."""
    own_modules = {path.parts[0].removesuffix(".py"): assignment.path / path for path in assignment.files}
    plans = analyse(notebook).cells
    rules = {}
    for cell in notebook.cells:
        if cell.role is Role.TEST and cell.cell_type == "code":
            plan = plans[cell.index]
            texts = [cell.source, plan.uses]
            texts += [_text(path) for name, path in own_modules.items() if name in plan.modules]
            reason = next(filter(None, (exposure_reason(text, own_modules) for text in texts)), "")
            rules[cell.grade_id] = Rule(Mode.EXPOSED, reason) if reason else Rule()
    return rules


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace") if path.suffix == ".py" else ""


def _failures(reports: Mapping[str, tuple[Report, ...]]) -> dict[str, dict[str, tuple[float, str]]]:
    """By notebook: test cells without full marks, their share and what went wrong."""
    found: dict[str, dict[str, tuple[float, str]]] = {}
    for name, own in reports.items():
        found[name] = {
            r.grade_id: (r.share or 0.0, _last_line(r.detail))
            for r in own
            if isinstance(r, TestReport) and r.weight == 0 and (r.share is None or r.share < 1)
        }
    return found


def _candidates(
    assignment: Assignment, rules: Rules, failures: dict[str, dict[str, tuple[float, str]]], mode: Mode
) -> dict[str, dict[str, str]]:
    """Tests worth trying in ``mode``, with the reason they are not guarded."""
    found: dict[str, dict[str, str]] = {}
    for notebook in assignment.notebooks:
        exposed = exposed_tests(rules[notebook.name])
        plans = analyse(notebook, exposed).cells
        for cell in notebook.cells:
            if cell.grade_id not in failures.get(notebook.name, {}) or cell.grade_id in exposed:
                continue
            if mode is Mode.EXPOSED or plans[cell.index].helpers:
                reason = failures[notebook.name][cell.grade_id][1]
                found.setdefault(notebook.name, {})[cell.grade_id] = (
                    f"apart from the student's code: {reason}"
                )
    return found


def _last_line(detail: str) -> str:
    lines = detail.strip().splitlines()
    return lines[-1][:200] if lines else ""


def _questions(reports: Mapping[str, tuple[Report, ...]]) -> dict[str, dict[str, tuple[str, ...]]]:
    return {
        name: next((r.questions for r in own if isinstance(r, Finished)), {}) for name, own in reports.items()
    }


def _problem(reports: Mapping[str, tuple[Report, ...]]) -> str:
    for name, own in reports.items():
        for report in own:
            if isinstance(report, Ended):
                where = f"{name}, {report.grade_id}" if report.grade_id else name
                what = f"{report.verdict.value} ({report.code}) {report.detail}"
                return f"{where}: {what}".strip()
    return ""


def load_calibration(assignment: Assignment, make: Callable[[], Calibration]) -> Calibration:
    """The stored calibration of this very assignment, or a new one, which is stored."""
    path = _cache_folder() / f"{fingerprint(assignment)}.json"
    with contextlib.suppress(OSError, msgspec.MsgspecError):
        return msgspec.json.decode(path.read_bytes(), type=Calibration)
    calibration = make()
    if calibration.problem:
        return calibration  # not to be believed the next time
    with contextlib.suppress(OSError):
        write_atomically(path, msgspec.json.encode(calibration))
    return calibration


def _cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "autograder" / "calibration"


def fingerprint(assignment: Assignment) -> str:
    """SHA-256 over everything a calibration depends on: the assignment's files and this program."""
    digest = hashlib.sha256(f"{autograder.__version__} {platform.python_version()}".encode())
    for path in sorted(Path(autograder.__file__).parent.rglob("*.py")):
        status = path.stat()
        digest.update(f"{path.name} {status.st_size} {status.st_mtime_ns}".encode())
    for path in sorted(assignment.path.rglob("*")):
        relative = path.relative_to(assignment.path)
        if path.is_file() and "cases" not in relative.parts and "__pycache__" not in relative.parts:
            digest.update(str(relative).encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
