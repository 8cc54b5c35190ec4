"""``python -m benchmarks``: measures, prints, and writes ``benchmarks/results/<date>.md``."""

from __future__ import annotations

import argparse
import datetime
import tempfile
from pathlib import Path

from benchmarks.course import ScratchCourse, moons_course, small_course
from benchmarks.measuring import Graders, scores_of
from benchmarks.report import Batch, Cold, Report, describe_machine

RESULTS = Path(__file__).resolve().parent / "results"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="8 submissions, no moons, nothing written")
    parser.add_argument("--submissions", type=int, default=40, help="small submissions (default: 40)")
    parser.add_argument("--rounds", type=int, default=4, help="rounds they are spread over (default: 4)")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the table")
    options = parser.parse_args()
    count, rounds = (8, 2) if options.quick else (options.submissions, options.rounds)
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as scratch:
        report = measure(Path(scratch), count, rounds, moons=not options.quick)
    text = report.render()
    print(text)
    if not options.quick:
        path = options.out / f"{report.date}.md"
        path.write_text(text, encoding="utf-8")
        print(f"Written: {path}")


def measure(scratch: Path, count: int, rounds: int, *, moons: bool) -> Report:
    """Run everything once.

    Args:
        scratch: An empty folder.
        count: How many small submissions.
        rounds: In each, nbgrader grades its share of them and autograder all of them.
        moons: Whether to grade three submissions of moons too.
    """
    graders = Graders(scratch)
    groups = [range(start, count, rounds) for start in range(rounds)]
    students = [f"r{number}-s{i:02}" for number, group in enumerate(groups) for i in group]
    theirs, ours = _both(graders, small_course(scratch / "small", [*students, "cold"]))
    # Unmeasured: fills the file cache for both, and one knows the assignment from now on.
    graders.nbgrader(theirs, "line", "cold")
    graders.autograder(ours, "cold")

    batch = Batch("small (a line in PyTorch)", count, start=graders.nbgrader_start(theirs))
    for number, group in enumerate(groups):
        seconds = graders.nbgrader(theirs, "line", f"r{number}-*")
        batch.theirs.append((seconds, len(group)))
        batch.ours.append(graders.autograder(ours, *students))
        if number == 0:
            batch.ours_alone.append(graders.autograder(ours, *students, jobs=1))
        print(f"round {number + 1}: {seconds:.1f} s for {len(group)}, {batch.ours[-1]:.1f} s for all {count}")
    differing = _differing(theirs, ours)

    cold = Cold()
    for _ in range(3 if moons else 1):
        cold.theirs.append(graders.nbgrader(theirs, "line", "cold"))
        cold.ours.append(graders.autograder(ours, "cold"))
        graders.forget_calibrations()
        cold.ours_new.append(graders.autograder(ours, "cold"))

    batches = [batch]
    if moons:
        theirs, ours = _both(graders, moons_course(scratch / "large", ["s0", "s1", "s2", "warm"]))
        graders.autograder(ours, "warm")
        large = Batch("moons, its notebook's tests", 3, start=0.0)
        large.theirs.append((graders.nbgrader(theirs, "moons", "s*"), 3))
        large.ours.append(graders.autograder(ours, "s0", "s1", "s2"))
        batches.append(large)
        differing += [s for s in _differing(theirs, ours) if s != "warm"]
    return Report(datetime.datetime.now(datetime.UTC).date(), describe_machine(), batches, cold, differing)


def _both(graders: Graders, course: ScratchCourse) -> tuple[Path, Path]:
    """The course for nbgrader, released, and an untouched copy for autograder."""
    ours = course.copy_to(course.folder.with_name(f"{course.folder.name}-autograder"))
    graders.release(course.folder, course.name)
    return course.folder, ours


def _differing(theirs: Path, ours: Path) -> list[str]:
    """Students whose scores differ between the two gradebooks."""
    one, other = scores_of(theirs), scores_of(ours)
    return sorted(student for student in one.keys() | other.keys() if one.get(student) != other.get(student))


if __name__ == "__main__":
    main()
