"""What was measured so far, one JSON line a measurement: an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

Values = list[float]


class Record:
    """Measurements by name and round.

    Args:
        path: The file; what it holds is not measured again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[tuple[str, int], Values] = {}
        self.loads: list[float] = []
        if path.is_file():
            for line in path.read_text(encoding="utf-8").splitlines():
                entry = json.loads(line)
                self._known[entry["name"], entry["round"]] = entry["values"]
                self.loads.append(entry["load"])

    def measure(self, name: str, number: int, action: Callable[[], Values]) -> Values:
        """The values of a measurement, taken now unless they are known.

        Args:
            name: What is measured.
            number: Which round.
            action: Takes it.
        """
        known = self._known.get((name, number))
        if known is not None:
            return known
        values = action()
        self._known[name, number] = values
        self.loads.append(os.getloadavg()[0])
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            entry = {"name": name, "round": number, "values": values, "load": self.loads[-1]}
            file.write(json.dumps(entry) + "\n")
        print(f"  {name} [{number + 1}]: {' '.join(f'{value:.3f}' for value in values[:4])}", flush=True)
        return values

    def rounds(self, name: str) -> dict[int, Values]:
        """Everything measured under a name, by round."""
        return {number: v for (known, number), v in sorted(self._known.items()) if known == name}

    def clear(self) -> None:
        """Forget everything: the report is written."""
        self._path.unlink(missing_ok=True)
