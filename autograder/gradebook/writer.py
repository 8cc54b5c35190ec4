"""The client of the gradebook's process: hands entries over and learns what became of them."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType

import msgspec

import autograder
from autograder.errors import OperatorError
from autograder.gradebook.records import MAX_LINE, Ack, Entry, encode_entry

WAITING = 64  # entries in memory before ``add`` waits
CLOSE_SECONDS = 300.0
SHOWN = 5


class GradebookWriter:
    """Writes entries to the gradebook in a process of its own.

    Starting it costs milliseconds; nbgrader is imported over there while grading goes on.

    Args:
        db_url: SQLAlchemy address; a relative SQLite path starts at ``root``.
        root: The course folder.
    """

    def __init__(self, db_url: str, root: Path) -> None:
        self._labels: list[str] = []
        self._acks: dict[int, Ack] = {}
        self._outgoing: queue.Queue[bytes | None] = queue.Queue(maxsize=WAITING)
        self._closed = False
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        # The package may be a checkout; -P keeps the current folder out of the search path.
        package = str(Path(autograder.__file__).resolve().parent.parent)
        path = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), package]))
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "autograder.gradebook", db_url, str(root.resolve())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            env=os.environ | {"PYTHONPATH": path},
        )
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> GradebookWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except OperatorError as own:
            if error is None:
                raise
            error.add_note(str(own))

    def add(self, entry: Entry) -> None:
        """Hand one entry over; what goes wrong with it is told by :meth:`close`."""
        self._talk()
        self._labels.append(entry.label)
        line = encode_entry(entry)
        if len(line) > MAX_LINE:
            number = len(self._labels)
            self._acks[number] = Ack(number, "the entry is too large for the gradebook")
            line = b"\n"  # keeps the numbers in step
        self._outgoing.put(line)

    def close(self) -> None:
        """Wait until everything is written.

        Raises:
            OperatorError: Something was not written; it says what, why, and what to do.
        """
        if self._closed:
            return
        self._closed = True
        self._talk()
        self._outgoing.put(None)
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for thread in self._threads:
            thread.join()
        self._log.seek(0)
        log = self._log.read().decode("utf-8", "replace")
        self._log.close()
        self._report(log)

    def _talk(self) -> None:
        """Start the threads; not before they are needed: until then this process can be forked."""
        if not self._threads:
            self._threads = [
                threading.Thread(target=work, daemon=True) for work in (self._send, self._receive)
            ]
            for thread in self._threads:
                thread.start()

    def _send(self) -> None:
        stream = self._process.stdin
        assert stream is not None
        try:
            while (line := self._outgoing.get()) is not None:
                stream.write(line)
                stream.flush()
            stream.close()
        except OSError:  # the process ended; close() says why, and add() must not wait for it
            while self._outgoing.get() is not None:
                pass

    def _receive(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            ack = msgspec.json.decode(line, type=Ack)
            self._acks.setdefault(ack.number, ack)

    def _report(self, log: str) -> None:
        ended = self._acks.get(0)
        if ended is None:
            last = (log.strip().splitlines() or ["no message"])[-1]
            ended = Ack(0, f"the gradebook's process ended early: {last}", "grade these again")
        numbers = range(1, len(self._labels) + 1)
        failed = [(number, self._acks.get(number, ended)) for number in numbers]
        failed = [(number, ack) for number, ack in failed if ack.problem]
        if not failed and 0 in self._acks:
            raise OperatorError(ended.problem, remedy=ended.remedy)
        if not failed:
            return
        shown = ", ".join(self._labels[number - 1] for number, _ in failed[:SHOWN])
        more = f" and {len(failed) - SHOWN} more" if len(failed) > SHOWN else ""
        reason = failed[0][1]
        raise OperatorError(
            f"{reason.problem} (not in the gradebook: {shown}{more})",
            where="gradebook",
            remedy=reason.remedy or "the results are stored: mend this and grade again",
        )
