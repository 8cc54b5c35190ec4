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
MAX_PARTS = 16  # folders inside folders
# What libraries read from the folder they are used in, and would obey here.
_CONFIGURATION = frozenset({"matplotlibrc", ".numba_config.yaml", ".pdbrc", "ipython_config.py"})


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
        self._sizes: dict[str, int] = {}  # of what was copied here

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
            if type(name) is str and type(data) is bytes and self._may_copy(Path(name), len(data)):
                guard_unpickling()
                with contextlib.suppress(OSError, ValueError):  # a name no file can have
                    files.write({name: data})
        self._watch.changed()

    def push(self) -> None:
        """Hand over what the test wrote."""
        if news := self._watch.changed():
            self._remote.request_only("write_files", news)

    def _may_copy(self, path: Path, size: int) -> bool:
        """Whether the place is inside the folder, nobody's, and within the whole examination's bounds."""
        inside = 0 < len(path.parts) <= MAX_PARTS and not path.is_absolute() and ".." not in path.parts
        if not inside or path.as_posix() in self._own or path.name in _CONFIGURATION:
            return False
        sizes = {**self._sizes, str(path): size}
        if len(sizes) > files.MAX_FILES or sum(sizes.values()) > files.MAX_BYTES:
            return False
        self._sizes = sizes
        return True
