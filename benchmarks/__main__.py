"""``python -m benchmarks``: measures, prints, and writes ``benchmarks/results/<date>.md`` and its picture.

Ctrl-C keeps what is measured; the same command goes on from there (``--fresh`` begins anew).
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from pathlib import Path

from benchmarks.course import REPOSITORY
from benchmarks.figures import Figures
from benchmarks.plan import FULL, NORMAL, QUICK, Plan
from benchmarks.plot import draw
from benchmarks.record import Record
from benchmarks.report import render

RESULTS = Path(__file__).resolve().parent / "results"
MEASURED = REPOSITORY / "out" / "bench"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument(
        "--quick", action="store_true", help="everything once on a few submissions; writes no table"
    )
    kind.add_argument("--full", action="store_true", help="a class of 10,000, too")
    parser.add_argument("--fresh", action="store_true", help="forget what an interrupted run has measured")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the table")
    options = parser.parse_args()
    name = "quick" if options.quick else "full" if options.full else "normal"
    size = {"quick": QUICK, "full": FULL, "normal": NORMAL}[name]
    record = Record(MEASURED / f"{name}.jsonl")
    if options.fresh or options.quick:
        record.clear()
        record = Record(MEASURED / f"{name}.jsonl")
    differing: list[str] | None = None
    complete = False
    try:
        with tempfile.TemporaryDirectory(prefix="autograder-bench-") as scratch:
            plan = Plan(Path(scratch), size, record)
            plan.run()
            differing = plan.differing()
            complete = True
    except KeyboardInterrupt:
        print("\nInterrupted; the same command goes on from here. So far:\n", file=sys.stderr)
    date = datetime.datetime.now(datetime.UTC).date()
    figures = Figures(record, size)
    text = render(date, figures, record, size, differing)
    print(text)
    if complete and not options.quick:
        suffix = "-full" if options.full else ""
        table = options.out / f"{date}{suffix}.md"
        draw(figures, table.with_suffix(".png"))
        table.write_text(f"{text}\n![The same as a picture]({table.stem}.png)\n", encoding="utf-8")
        record.clear()
        print(f"Written: {table}")
    return 0 if complete else 130


if __name__ == "__main__":
    sys.exit(main())
