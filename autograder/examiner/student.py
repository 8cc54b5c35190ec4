"""The fixture ``student``: the names a notebook defines, fetched from the worker one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from autograder.examiner.errors import StudentException

if TYPE_CHECKING:
    from autograder.examiner.session import ExaminerSession


class MissingName(StudentException, AttributeError):
    """The student's notebook does not define a name a test asks for."""


class Student:
    """The student's global names, as ``student.build_model()`` or ``student["build_model"]``."""

    def __init__(self, session: ExaminerSession) -> None:
        self.__dict__["_session"] = session
        self.__dict__["_asked"] = set()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        self._asked.add(name)
        found = self._session.remote.fetch([name])
        if name not in found:
            raise MissingName(f"the notebook does not define {name}")
        return found[name]

    def __contains__(self, name: str) -> bool:
        return name in self._session.remote.fetch([name])
