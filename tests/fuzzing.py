"""What the fuzzing tests share: a seed that can be given, and mutations of bytes and of trees."""

from __future__ import annotations

import copy
import os
import random
from collections.abc import Iterator
from typing import Any

SEED = int(os.environ.get("AUTOGRADER_SEED", "20261124"))


def cases(what: str, number: int) -> Iterator[tuple[str, random.Random]]:
    """(label that repeats the case, its own random numbers); set AUTOGRADER_CASE to run one alone."""
    only = os.environ.get("AUTOGRADER_CASE")
    for n in range(number) if only is None else [int(only)]:
        yield f"AUTOGRADER_SEED={SEED} AUTOGRADER_CASE={n}", random.Random(f"{what} {SEED} {n}")


def spoil_bytes(data: bytes, rng: random.Random) -> bytes:
    """Flip, cut, double, insert or overwrite a few bytes."""
    changed = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5, 20))):
        at = rng.randrange(len(changed) + 1)
        size = rng.choice((1, 1, 2, 4, 8, 100))
        act = rng.randrange(7)
        if act == 0 and at < len(changed):
            changed[at] ^= 1 << rng.randrange(8)
        elif act == 1:
            del changed[at : at + size]
        elif act == 2:
            changed[at:at] = rng.randbytes(size)
        elif act == 3:
            changed[at:at] = changed[at : at + size] * rng.choice((1, 3, 50))
        elif act == 4:
            changed[at : at + size] = (
                rng.choice((b"\xff", b"\x00", b"\x7f", b"\xc0", b"\x93", b'"', b"[")) * size
            )
        elif act == 5 and rng.random() < 0.3:
            del changed[at:]
        else:
            other = rng.randrange(len(changed) + 1)
            changed[at : at + size] = changed[other : other + size]
    return bytes(changed)


def spoil_tree(tree: Any, rng: random.Random, junk: tuple[Any, ...]) -> Any:
    """Replace, remove, double, rename, nest or exchange parts of lists and dicts inside each other."""
    tree = copy.deepcopy(tree)
    for _ in range(rng.choice((1, 1, 2, 4, 10))):
        places = [place for place in containers(tree) if place]
        if not places:
            return copy.deepcopy(rng.choice(junk))
        place = rng.choice(places)
        key = rng.choice(list(place) if isinstance(place, dict) else range(len(place)))
        act = rng.randrange(7)
        if act == 0:
            place[key] = copy.deepcopy(rng.choice(junk))
        elif act == 1:
            del place[key]
        elif act == 2 and isinstance(place, list):
            place[key:key] = copy.deepcopy(place[key : key + 3]) * rng.choice((1, 2, 30))
        elif act == 2:
            place[str(rng.choice(junk))[:40]] = place.pop(key)
        elif act == 3:
            place[key] = [place[key]]
        elif act == 4:
            place[key] = {"x": place[key]}
        elif act == 5:
            place[key] = copy.deepcopy(rng.choice(places))
        else:
            other = rng.choice(places)
            name = rng.choice(list(other) if isinstance(other, dict) else range(len(other)))
            place[key] = copy.deepcopy(other[name])
    return tree


def containers(tree: Any) -> list[Any]:
    """Every list and dict of a tree, itself included."""
    found = []
    left = [tree]
    while left:
        one = left.pop()
        if isinstance(one, (list, dict)):
            found.append(one)
            left += one.values() if isinstance(one, dict) else one
    return found
