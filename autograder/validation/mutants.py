"""``validate --mutate``: mistakes in the reference solution that no test notices."""

from __future__ import annotations

from autograder.course import Assignment
from autograder.judge import Grader
from autograder.mutation import Fate, Mutant, grade_mutants, listed, make_mutants, sample, stale
from autograder.result import Result
from autograder.validation.findings import Finding, MutantCount
from autograder.validation.watching import Watching


def mutate(
    assignment: Assignment, grader: Grader, reference: Result, count: int | None, watching: Watching
) -> tuple[MutantCount, list[Finding]]:
    """Grade the mutants of an assignment.

    Args:
        assignment: The assignment.
        grader: Warm for it.
        reference: What the unchanged reference solution scored.
        count: Grade at most so many; None for all.
        watching: Shows how far it is.

    Returns:
        How many were caught, and a finding for each that was not and for each entry to delete.
    """
    everything = make_mutants(assignment)
    chosen = sample(everything, count) if count is not None else everything
    fates: dict[Mutant, Fate] = {}
    with watching([assignment.name] * len(chosen), grader.parallel, "Mutants") as watch:

        def finished(mutant: Mutant, fate: Fate) -> None:
            fates[mutant] = fate
            watch.one_of_many()

        grade_mutants(grader, assignment, chosen, reference, finished)
    known, devices = assignment.config.mutants, grader.devices
    noticed = {Fate.CAUGHT, Fate.STOPPED}
    unnoticed = [mutant for mutant in chosen if fates[mutant] not in noticed]
    survivors = [mutant for mutant in unnoticed if listed(mutant, known, devices) is None]
    old = list(stale(fates, everything, known, devices))
    findings = [_survivor(mutant, fates[mutant]) for mutant in survivors]
    findings += [
        Finding(
            "assignment.toml",
            f"[[mutants]] {one.cell}, {one.was!r} to {one.becomes!r}: {one.why}",
            failure=False,
        )
        for one in old
    ]
    counts = MutantCount(
        made=len(everything),
        graded=len(chosen),
        caught=len(chosen) - len(unnoticed),
        stopped=sum(fate is Fate.STOPPED for fate in fates.values()),
        listed=len(unnoticed) - len(survivors),
        survived=len(survivors),
        stale=len(old),
    )
    return counts, findings


def _survivor(mutant: Mutant, fate: Fate) -> Finding:
    said = "no test can decide about this change" if fate is Fate.UNDECIDED else "no test notices this change"
    return Finding(mutant.where, f"{said} ({mutant.operator})", detail=mutant.difference)
