"""Do the course's grades hold?  Every case and mutant, 200 training seeds, 50 regrades of each assignment."""

from __future__ import annotations

import json
import subprocess
import sys
import time

from tests.judge.regrading import ASSIGNMENTS, PARTIAL, regrade

RUNS = 20
SEEDS = 200
REGRADES = 50


def validated(name: str) -> bool:
    """Print what ``validate --mutate --seeds`` counts; whether nothing is amiss."""
    call = [sys.executable, "-m", "autograder", "validate", str(ASSIGNMENTS / name)]
    call += ["--runs", str(RUNS), "--mutate", "--seeds", str(SEEDS), "--json"]
    ended = subprocess.run(call, stdout=subprocess.PIPE, text=True, check=False)
    (validation,) = json.loads(ended.stdout)
    mutants, seeds = validation["mutants"], validation["seeds"]
    counted = ", ".join(
        f"{mutants[what]} {what}" for what in ("caught", "stopped", "listed", "survived", "stale")
    )
    right, cases = validation["right"], validation["cases"]
    print(f"{name}: {validation['held']} of {cases} cases as expected: {right} right, {cases - right} wrong")
    print(
        f"{name}: {validation['reference']:g} points in {validation['runs']} runs of the reference solution"
    )
    print(f"{name}: {mutants['graded']} mutants: {counted}")
    print(f"{name}: {seeds['passed']} of {seeds['graded']} training seeds passed")
    for finding in validation["findings"]:
        print(f"  {finding['where']}: {finding['text']}\n{finding['detail']}".rstrip())
    return ended.returncode == 0


def repeatable(name: str) -> bool:
    """Print how many of the regrades of two submissions were identical; whether all were."""
    held = True
    for student, seen in regrade(name, REGRADES, busy=2).items():
        same = seen.most_common(1)[0][1]
        print(
            f"{name}, {student}: {same} of {seen.total()} regrades identical (-j 1 and -j 2, idle and loaded)"
        )
        for scores, times in seen.most_common()[1:]:
            print(f"  {times} times: {scores}")
        held = held and same == REGRADES
    return held


def main() -> int:
    """Run everything; 1 when something does not hold."""
    started = time.monotonic()
    held = [check(name) for name in sorted(PARTIAL) for check in (validated, repeatable)]
    print(f"grades: {sum(held)} of {len(held)} held, {time.monotonic() - started:.0f} s")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
