"""nbgrader's ``generate_assignment``, run in a course folder of its own that is gone afterwards.

Nothing of the course's gradebook is touched: grading writes it, from results.
"""

from __future__ import annotations

import json
import logging
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.course import TEXT_STUBS, Assignment
from autograder.errors import InstructorError, OperatorError


def convert(
    assignment: Assignment, notebooks: Mapping[str, dict[str, Any]], language: str
) -> dict[str, bytes]:
    """Turn source notebooks into the students'.

    Args:
        assignment: Whose notebooks they are.
        notebooks: Source notebooks of one language, by name.
        language: "ko" or "en"; the language of the stub for written answers.

    Returns:
        The released notebooks' bytes, by name.

    Raises:
        OperatorError: nbgrader is not installed.
        InstructorError: nbgrader refuses a notebook; says why.
    """
    try:
        from nbgrader.converters import GenerateAssignment  # noqa: PLC0415  (seconds)
        from nbgrader.converters.base import NbGraderException  # noqa: PLC0415
        from nbgrader.coursedir import CourseDirectory  # noqa: PLC0415
        from traitlets.config import Config  # noqa: PLC0415
    except ImportError as error:
        raise OperatorError(
            "nbgrader makes the released notebooks, and it is not installed.",
            remedy="pip install nbgrader",
        ) from error
    said = _Said()
    config = Config()
    config.SaveCells.enabled = False
    config.GenerateAssignment.no_database = True
    config.ClearSolutions.text_stub = TEXT_STUBS[language]
    with tempfile.TemporaryDirectory(prefix="autograder-release-") as folder:
        root = Path(folder).resolve()
        course = CourseDirectory(
            root=str(root), assignment_id=assignment.name, db_url=f"sqlite:///{root}/unused.db", config=config
        )
        source, released = (
            root / part / assignment.name for part in (course.source_directory, course.release_directory)
        )
        source.mkdir(parents=True)
        for name, notebook in notebooks.items():
            (source / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        for path in assignment.files:  # nbgrader's AUTOTEST runs the notebook
            (source / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(assignment.path / path, source / path)
        try:
            GenerateAssignment(coursedir=course, config=config, log=said.logger).start()
        except NbGraderException as error:
            raise InstructorError(
                f"nbgrader does not release it: {said.last or error}", where=str(assignment.path)
            ) from error
        return {name: (released / f"{name}.ipynb").read_bytes() for name in notebooks}


class _Said(logging.Handler):
    """Keeps what nbgrader says instead of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.logger = logging.Logger(
            "autograder.release"
        )  # not in the tree of loggers: nothing else hears it
        self.logger.addHandler(self)
        self._messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self._messages.append(record.getMessage())

    @property
    def last(self) -> str:
        """The innermost error: the last line of the first traceback, else the first message."""
        tracebacks = [text for text in self._messages if text.startswith("Traceback")]
        return tracebacks[0].strip().splitlines()[-1] if tracebacks else "; ".join(self._messages[:1])
