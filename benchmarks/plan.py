"""What is measured, in which order: each round takes its turn at everything, on the same machine."""

from __future__ import annotations

import importlib.util
import os
import signal
import statistics
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from autograder.cluster import local_cluster
from benchmarks import otter
from benchmarks.commands import Commands, scores_of
from benchmarks.course import LONG, NOTHING, STAYING, VARIANTS, ScratchCourse, small_course
from benchmarks.record import Record, Values


@dataclass(frozen=True)
class Size:
    """How much is measured.

    Attributes:
        rounds: Times everything is measured.
        students: In the class.
        peers: Of them, how many nbgrader and Otter grade in each round; they take seconds each.
        scale: Classes for the cost per submission; those beyond the second only in the first round.
        parted: Submissions whose processor time is told by part.
        alive: Submissions at once for the memory of one.
    """

    rounds: int
    students: int
    peers: int
    scale: tuple[int, ...]
    parted: int = 81  # the start is taken off with one of them
    alive: tuple[int, int] = (2, 8)


QUICK = Size(rounds=1, students=12, peers=4, scale=(4, 6, 12), parted=5)
NORMAL = Size(rounds=3, students=200, peers=4, scale=(10, 100, 1000))
FULL = Size(rounds=3, students=200, peers=4, scale=(10, 100, 1000, 10_000))


class Plan:
    """All courses and all measurements.

    Args:
        scratch: An empty folder.
        size: How much.
        record: Where measurements go.
    """

    def __init__(self, scratch: Path, size: Size, record: Record) -> None:
        self.size = size
        self.record = record
        self.with_otter = otter.install()
        self._commands = Commands(scratch)
        self._scratch = scratch
        names = [f"s{number:03}" for number in range(size.students)]
        theirs = small_course(scratch / "class", [*names, "cold"])
        self._ours = self._course("class-ours", size.students)
        self._theirs = theirs.folder
        self._commands.release(theirs.folder, theirs.name)
        self._nothing = self._course("nothing", 40 if size.rounds > 1 else 4, (NOTHING,))
        self._long = self._course("long", 8 if size.rounds > 1 else 2, (LONG,))
        self._parted = self._course("parts", size.parted)
        self._otter = otter.Otter(scratch / "otter") if self.with_otter else None

    def _course(
        self, name: str, count: int, variants: tuple[dict[str, str], ...] = VARIANTS
    ) -> ScratchCourse:
        students = [f"s{number:03}" for number in range(count)]
        return small_course(self._scratch / name, students, variants)

    def run(self) -> None:
        """Measure everything that is not known yet."""
        commands = self._commands
        # Unmeasured: the file cache fills for all, and ours knows the assignment from now on.
        commands.nbgrader(self._theirs, "line", "cold")
        commands.autograder(self._ours.folder, "s000", jobs=1)
        for number in range(self.size.rounds):
            print(f"round {number + 1} of {self.size.rounds}", flush=True)
            self._cold(number)
            self._class(number)
            self._shares(number)
            self._parts(number)
            self._scale(number)
            self._cluster(number)
            if number < 2:
                self._memory(number)

    def differing(self) -> list[str]:
        """Students whose scores differ between nbgrader's gradebook and ours, among those both graded."""
        commands = self._commands
        commands.autograder(self._ours.folder, jobs=2)
        theirs, ours = scores_of(self._theirs), scores_of(self._ours.folder)
        both = theirs.keys() & ours.keys() - {"cold"}
        graded = {student for student in both if (self._theirs / "autograded" / student).is_dir()}
        return sorted(student for student in graded if theirs[student] != ours[student])

    def _cold(self, number: int) -> None:
        commands, measure = self._commands, self.record.measure
        notebook = self._ours.folder / "submitted" / "s000" / "line" / "line.ipynb"
        for turn in range(2):
            which = 2 * number + turn
            measure("cold/nbgrader", which, lambda: [commands.nbgrader(self._theirs, "line", "cold")])
            measure("cold/bare", which, lambda: [commands.bare_cold(notebook)])
            measure("cold/ours", which, lambda: [commands.autograder(self._ours.folder, "s000", jobs=1)])
        if number == 0:
            commands.forget_calibrations()
            measure("cold/new", 0, lambda: [commands.autograder(self._ours.folder, "s000", jobs=1)])

    def _class(self, number: int) -> None:
        commands, measure = self._commands, self.record.measure
        group = [number * self.size.peers + i for i in range(self.size.peers)]
        paths = [self._path(self._ours, i) for i in group]
        measure("class/ours-1", number, lambda: [commands.autograder(self._ours.folder, jobs=1)])
        measure("class/nbgrader-start", number, lambda: [commands.nbgrader_start(self._theirs)])
        measure("class/nbgrader", number, lambda: self._their_group(group))
        measure("class/ours-2", number, lambda: [commands.autograder(self._ours.folder, jobs=2)])
        if self._otter is not None:
            measure("class/otter", number, lambda: [self._otter.seconds(paths)])  # type: ignore[union-attr]
        everybody = [self._path(self._ours, i) for i in range(self.size.students)]
        measure("class/bare", number, lambda: [sum(commands.bare(everybody))])

    def _their_group(self, group: list[int]) -> Values:
        """One call of nbgrader for a few students: the others' folders are elsewhere meanwhile."""
        submitted, aside = self._theirs / "submitted", self._theirs / "aside"
        submitted.rename(aside)
        submitted.mkdir()
        try:
            for i in group:
                (aside / f"s{i:03}").rename(submitted / f"s{i:03}")
            return [self._commands.nbgrader(self._theirs, "line", "*")]
        finally:
            for folder in submitted.iterdir():
                folder.rename(aside / folder.name)
            submitted.rmdir()
            aside.rename(submitted)

    def _shares(self, number: int) -> None:
        commands, measure = self._commands, self.record.measure
        for course, name in ((self._nothing, "nothing"), (self._long, "long")):
            count = len(list((course.folder / "submitted").iterdir()))
            paths = [self._path(course, i) for i in range(count)]

            def bare(paths: list[Path] = paths) -> Values:
                return [statistics.fmean(commands.bare(paths))]

            def ours(course: ScratchCourse = course, count: int = count) -> Values:
                return [commands.autograder(course.folder, jobs=1), float(count)]

            def one(course: ScratchCourse = course) -> Values:
                return [commands.autograder(course.folder, "s000", jobs=1)]

            measure(f"{name}/bare", number, bare)
            measure(f"{name}/one", number, one)
            measure(f"{name}/ours", number, ours)

    def _parts(self, number: int) -> None:
        """Whose processor time a submission costs; the same without all but one, for the start's."""
        course, commands = self._parted.folder, self._commands
        paths = [self._path(self._parted, i) for i in range(self.size.parted)]
        self.record.measure("parts/bare", number, lambda: [sum(commands.bare(paths))])
        self.record.measure("parts/one", number, lambda: commands.autograder_processor(course, "s000"))
        self.record.measure("parts/ours", number, lambda: commands.autograder_processor(course))

    def _scale(self, number: int) -> None:
        for count in self.size.scale:
            if number > 0 and count > self.size.scale[1]:
                continue

            def take(count: int = count) -> Values:
                folder = self._scratch / f"scale-{count}"
                course = folder if folder.is_dir() else self._course(f"scale-{count}", count).folder
                return [self._commands.autograder(course, jobs=2)]

            self.record.measure(f"scale/{count}", number, take)

    def _memory(self, number: int) -> None:
        for count in self.size.alive:

            def take(count: int = count) -> Values:
                folder = self._scratch / f"alive-{count}"
                course = folder if folder.is_dir() else self._course(folder.name, count, (STAYING,)).folder
                return [self._commands.autograder_memory(course, jobs=count)]

            self.record.measure(f"memory/{count}", number, take)

    def _cluster(self, number: int) -> None:
        if importlib.util.find_spec("distributed") is None:
            return
        known = self.record.rounds("cluster/two")
        if number in known and (number > 0 or 0 in self.record.rounds("cluster/killed")):
            return
        # Side by side: a machine's speed may swing from one minute to the next.
        self.record.measure(
            "cluster/local", number, lambda: [self._commands.autograder(self._ours.folder, jobs=2)]
        )
        with local_cluster(2) as cluster:
            address = cluster.scheduler_address
            self.record.measure("cluster/two", number, lambda: self._on_cluster(address))
            if number == 0:
                self.record.measure(
                    "cluster/killed", number, lambda: self._on_cluster(address, self._a_worker(cluster))
                )

    def _on_cluster(self, address: str, victim: int = 0) -> Values:
        """Seconds on an existing cluster, and how many results there are; ``victim`` is killed on the way."""
        self._commands.forget_results(self._ours.folder)
        if victim:
            watched = self._ours.folder / "out" / "line"
            threading.Thread(target=_kill_at, args=(victim, watched, self.size.students // 3)).start()
        seconds = self._commands.autograder(self._ours.folder, jobs=2, cluster=address)
        results = list((self._ours.folder / "out" / "line").glob("*/result.json"))
        return [seconds, float(len(results))]

    @staticmethod
    def _a_worker(cluster: object) -> int:
        from distributed import Client  # noqa: PLC0415

        with Client(cluster) as client:
            return int(next(iter(client.run(os.getpid).values())))

    @staticmethod
    def _path(course: ScratchCourse, number: int) -> Path:
        return course.folder / "submitted" / f"s{number:03}" / "line" / "line.ipynb"


def _kill_at(victim: int, results: Path, count: int) -> None:
    """Kill a worker once so many results are there."""
    for _ in range(6000):
        if len(list(results.glob("*/result.json"))) >= count:
            os.kill(victim, signal.SIGKILL)
            return
        time.sleep(0.1)
