"""What can go wrong between us and GitHub, for the proxy to do."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """A fault, by what the client sees and what GitHub did."""

    DROPPED = "dropped"  # the connection ends; nothing was done
    LOST = "lost"  # the connection ends; it was done
    ERROR_BEFORE = "error-before"  # 502; nothing was done
    ERROR_AFTER = "error-after"  # 502; it was done
    CONFLICT = "conflict"  # 409; nothing was done
    TOO_MANY = "too-many"  # 429 with retry-after
    FORBIDDEN_LIMIT = "forbidden-limit"  # 403 with retry-after
    SECONDARY = "secondary"  # 403 whose message alone tells of a limit
    PRIMARY = "primary"  # 403 with no requests remaining until a time
    SLOW = "slow"  # done, but answered after the client gave up
    STALE = "stale"  # a read that does not know the last write yet; at a write: the next read
    KILLED_BEFORE = "killed-before"  # our process dies; nothing was done
    KILLED_AFTER = "killed-after"  # our process dies; it was done


@dataclass(frozen=True)
class Request:
    """A request as the proxy sees it; ``number`` counts from 0."""

    number: int
    method: str
    path: str
    query: str
    body: bytes
    token: str

    @property
    def writes(self) -> bool:
        """Whether it changes something."""
        return self.method != "GET"


Plan = Callable[[Request], Kind | None]


RARE = {Kind.SLOW: 0.15}  # a slow answer costs the test real seconds


def no_faults(_: Request) -> Kind | None:
    """Everything works."""
    return None


def seeded(seed: int, rate: float = 0.25, kinds: tuple[Kind, ...] = tuple(Kind), most: int = 12) -> Plan:
    """Faults at random, the same for the same seed.

    Args:
        seed: Which sequence.
        rate: Share of the requests that meet a fault.
        kinds: Which there are.
        most: After so many all goes well, so that a run can end.
    """
    chance = random.Random(seed)
    weights = [RARE.get(kind, 1.0) for kind in kinds]
    left = most

    def plan(request: Request) -> Kind | None:
        nonlocal left
        if left == 0 or chance.random() >= rate:
            return None
        kind = chance.choices(kinds, weights)[0]
        left -= 1
        return kind

    return plan
