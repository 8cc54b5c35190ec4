"""One card for a class: what CUDA's start costs each submission, and how many at once pay off.

``python -m benchmarks.gpu`` prints a table on a machine with an NVIDIA card, and one line on any other.
CUDA cannot be initialised before a fork, so every submission pays for a context of its own; sharing one
between students would let one read the other's memory.
"""

from __future__ import annotations

import os
import struct
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.commands import Commands
from benchmarks.course import FIT, LOSS, VARIANTS, small_course
from benchmarks.report import gpu_line

ON_CARD = {
    "loss": LOSS,
    "fit": FIT.replace("nn.Linear(1, 1)", "nn.Linear(1, 1).to(D)")
    .replace("loss(model(X), y)", "loss(model(X.to(D)), y.to(D))")
    .replace("return model", "return model.cpu()")
    .replace("def fit", "D = 'cuda'\n\n\ndef fit"),
}
STUDENTS = 8


def start_seconds(rounds: int = 5) -> list[float]:
    """Seconds from a fork to the first result from the card, each in a process of its own."""
    import torch  # noqa: PLC0415

    taken = []
    for _ in range(rounds):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            started = time.perf_counter()
            torch.zeros(1, device="cuda").item()
            os.write(writing, struct.pack("d", time.perf_counter() - started))
            os._exit(0)
        os.close(writing)
        data = os.read(reading, 8)
        os.waitpid(child, 0)
        os.close(reading)
        if len(data) == 8:
            taken.append(struct.unpack("d", data)[0])
    return taken


def main() -> None:
    if not Path("/dev/nvidia0").exists():
        print(gpu_line())
        return
    with tempfile.TemporaryDirectory(prefix="autograder-bench-") as scratch:
        commands = Commands(Path(scratch))
        names = [f"s{number}" for number in range(STUDENTS)]
        rows = [("CUDA's start in a forked process", median(start_seconds()))]
        for label, variants in (("on the CPU", VARIANTS[:1]), ("on the card", (ON_CARD,))):
            course = small_course(Path(scratch) / label.replace(" ", "-"), names, variants)
            config = 'devices = ["cpu", "cuda"]\n[limits]\nmemory_mb = 16384\n'
            (course.source / "assignment.toml").write_text(config, encoding="utf-8")
            commands.autograder(course.folder, "s0", jobs=1)  # calibrates
            for jobs in (1, 2, 4):
                seconds = median(commands.autograder(course.folder, jobs=jobs) for _ in range(3))
                rows.append((f"{STUDENTS} submissions {label}, -j {jobs}", seconds))
    print("| GPU | seconds |\n|---|---:|")
    for label, seconds in rows:
        print(f"| {label} | {seconds:.2f} |")


if __name__ == "__main__":
    main()
