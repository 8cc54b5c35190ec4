"""Files a test and the student's code both look at: the two working folders are kept alike meanwhile."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from pathlib import Path

from autograder.cells import files
from autograder.examiner.guarding import guard_unpickling
from autograder.examiner.remote import Remote

_SPEAKS_OF_FILES = re.compile(
    r"\b(?:open|Path|os|glob|shutil|\w*load\w*|\w*save\w*|read_\w+|to_csv|exists|listdir)\b"
)


class SharedFiles:
    """Copies what one side wrote to the other.

    Args:
        remote: The worker.
        own: The assignment's files, which a student's file never replaces.
    """

    def __init__(self, remote: Remote, own: frozenset[str]) -> None:
        self._remote = remote
        self._own = own
        self._watch = files.Watch()

    def forget(self) -> None:
        """Take what is here now as known to the worker."""
        self._watch.changed()

    @contextlib.contextmanager
    def shared_for(self, text: str) -> Iterator[None]:
        """Around a test whose ``text`` speaks of files: both folders hold the same ones."""
        if not _SPEAKS_OF_FILES.search(text):
            yield
            return
        self.pull()
        self._remote.before_request, self._remote.after_request = self.push, self.pull
        try:
            yield
        finally:
            self._remote.before_request = self._remote.after_request = None

    def pull(self) -> None:
        """Copy what the student's code wrote."""
        news = self._remote.request_only("changed_files")
        for name, data in list(news.items())[: files.MAX_FILES] if type(news) is dict else ():
            if type(name) is str and type(data) is bytes and self._may_copy(Path(name)):
                guard_unpickling()
                with contextlib.suppress(OSError, ValueError):  # a name no file can have
                    files.write({name: data})
        self._watch.changed()

    def push(self) -> None:
        """Hand over what the test wrote."""
        if news := self._watch.changed():
            self._remote.request_only("write_files", news)

    def _may_copy(self, path: Path) -> bool:
        inside = bool(path.parts) and not path.is_absolute() and ".." not in path.parts
        return inside and path.as_posix() not in self._own
