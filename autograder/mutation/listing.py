"""Mutants the instructor lists as no mistakes, and entries of that list that say nothing any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from autograder.course import KnownMutant
from autograder.mutation.records import Fate, Mutant


class Stale(msgspec.Struct, frozen=True):
    """An entry of ``[[mutants]]`` to delete.

    Attributes:
        cell: Its solution cell.
        was: Its line.
        becomes: What the line was said to be allowed to become.
        why: What is wrong with it.
    """

    cell: str
    was: str
    becomes: str
    why: str


def listed(mutant: Mutant, known: Iterable[KnownMutant], devices: tuple[str, ...]) -> KnownMutant | None:
    """The entry that covers a mutant on a machine with these devices; None when there is none."""
    return next((entry for entry in _valid(known, devices) if _key(mutant) in _keys(entry)), None)


def stale(
    fates: Mapping[Mutant, Fate],
    everything: Iterable[Mutant],
    known: Iterable[KnownMutant],
    devices: tuple[str, ...],
) -> Iterator[Stale]:
    """Entries whose mutant does not exist, or is noticed by a test after all.

    Args:
        fates: What became of the mutants that were graded.
        everything: All mutants, graded or not.
        known: ``[[mutants]]``.
        devices: The machine's; entries that hold only without one of them are left alone.
    """
    existing = {_key(mutant) for mutant in everything}
    alive = {_key(m) for m, fate in fates.items() if fate in {Fate.SURVIVED, Fate.UNDECIDED}}
    graded = {_key(mutant) for mutant in fates}
    for entry in known:
        valid = any(one is entry for one in _valid([entry], devices))
        for text, key in zip(entry.becomes, _keys(entry), strict=True):
            if key not in existing:
                yield Stale(entry.cell, entry.was, text, "there is no such mutant")
            elif valid and key in graded and key not in alive:
                yield Stale(entry.cell, entry.was, text, "a test notices it")


def _valid(known: Iterable[KnownMutant], devices: tuple[str, ...]) -> Iterator[KnownMutant]:
    return (entry for entry in known if not entry.device or entry.device not in devices)


Key = tuple[str, str, str]


def _key(mutant: Mutant) -> Key:
    return mutant.cell, _plain(mutant.was), _plain(mutant.becomes)


def _keys(entry: KnownMutant) -> list[Key]:
    return [(entry.cell, _plain(entry.was), _plain(text)) for text in entry.becomes]


def _plain(text: str) -> str:
    return " ".join(text.split())
