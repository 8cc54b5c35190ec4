"""The way over GitHub, on this machine and without an account: ``python -m demo.loop FOLDER``.

A course is published to a GitHub on loopback, three students fork it and push, the course's own
workflow grades them under ``act``, and the thread is written as a page.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from demo.page import page
from tests.github.ground import TEACHER, running
from tests.github.loop import ROOT, Loop

SUBMITTED = ROOT / "demo" / "submitted"
PATH = "moons/moons.ipynb"
# A login, and whose notebook of the class it pushes.
CLASS = {"kim-minji": "kim-minji", "lee-junho": "lee-junho", "Park-Seoyeon": "emma-wilson"}


def main(out: Path) -> None:
    """Run the demo.

    Args:
        out: Where the page goes.
    """
    with tempfile.TemporaryDirectory(prefix="autograder-demo-") as folder, running(Path(folder)) as ground:
        loop = Loop(ground, Path(folder, "loop"), [ROOT / "assignments" / "moons"], language="ko")
        _say("The instructor:  autograder release --to ../released; git push; autograder setup")
        loop.publish()
        _show("\n".join(line for line in loop.said.splitlines() if not line.startswith("/")))
        _say("Three students fork the course and push; the course's workflow runs by its schedule")
        for login, notebook in CLASS.items():
            loop.hand_in(login, PATH, SUBMITTED / notebook / PATH)
        _show_run(loop.run("schedule"))
        _say("lee-junho pushes again and writes /grade in the thread: the comment is edited")
        loop.hand_in("lee-junho", PATH, SUBMITTED / "kim-minji" / PATH)
        asked = ground.comment(loop.repository, loop.thread("moons"), "lee-junho", "/grade")
        _show_run(loop.run("issue_comment", {"comment": {"id": asked, "body": "/grade"}}))
        number = loop.thread("moons")
        issue = ground.call(TEACHER, "GET", f"/repos/{loop.repository}/issues/{number}")
        comments = ground.comments(loop.repository, number)
        out.mkdir(parents=True, exist_ok=True)
        (out / "thread.html").write_text(page(issue, comments), encoding="utf-8")
    _say(f"The thread as a page:  {out / 'thread.html'}")


def _say(text: str) -> None:
    print(f"\n== {text}\n", flush=True)


def _show(text: str) -> None:
    print("\n".join(f"  {line}" for line in text.splitlines() if line.strip()), flush=True)


def _show_run(log: str) -> None:
    """What the commands of each job said."""
    lines = []
    for line in log.splitlines():
        job, said, rest = line.partition("  | ")
        if said and rest.strip() and not rest.startswith("|"):
            lines.append(f"{job.strip().removeprefix('[Grade/').split(']')[0].strip()}: {rest}")
    _show("\n".join(lines))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/demo"))
