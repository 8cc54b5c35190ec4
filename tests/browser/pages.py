"""The pages a browser is shown: one of every kind a student may meet."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autograder.feedback import Attempt, render_html
from autograder.result import CellResult, Metric, Note, Result, Step, Verdict
from tests.feedback.sample import changed, sample

EARLIER = (Attempt("2026-03-10T05:12:09Z", 5, 70), Attempt("2026-03-12T05:12:09Z", 10, 70))

MARKUP = (
    "</style></script></svg><script>window.owned = 1; alert(1)</script>"
    "<img src=x onerror='alert(2)'><svg onload=alert(3)></svg>"
    "<style>body { display: none }</style><link rel=stylesheet href=https://example.invalid/a.css>"
    '" onmouseover="alert(4)" style="position:fixed" <iframe src="https://example.invalid"></iframe>'
    '<a href="javascript:alert(5)">x</a> {{ 7 * 7 }} {% raw %} &lt;b&gt; \u202e \x00'
)


def every_page() -> dict[str, str]:
    """HTML by name: a half-solved, a finished, an empty and an unreadable submission, in both languages."""
    pages = {}
    for language in ("ko", "en"):
        one = sample(language)
        passed = tuple(
            msgspec.structs.replace(c, verdict=Verdict.PASSED, score=c.max_score, hint="") for c in one.cells
        )
        missing = tuple(
            msgspec.structs.replace(c, verdict=Verdict.MISSING, score=0.0, hint="", metrics=(), plots=())
            for c in one.cells
        )
        results = {
            "half": one,
            "full": changed(one, cells=passed, score=70, pending_score=0, notes=()),
            "empty": changed(one, cells=missing, score=0, pending_score=0, notes=()),
            "unread": changed(one, cells=(), notes=(Note("not-a-notebook", "?", "moons.ipynb"),)),
        }
        for name, result in results.items():
            pages[f"{name}-{language}"] = render_html(result, earlier=EARLIER if name == "half" else ())
    return pages


def hostile_result() -> Result:
    """Markup wherever a result holds text."""
    one = sample("en")
    steps = (Step(0.5, 0.5, True), Step(0.9, 1.0, False))
    cells = tuple(
        CellResult(
            MARKUP,
            MARKUP,
            MARKUP,
            1.0,
            2.0,
            Verdict.PARTIAL,
            MARKUP,
            MARKUP,
            metrics=(Metric(MARKUP, 0.7, steps),),
            plots=tuple(
                msgspec.structs.replace(plot, title=MARKUP, x_label=MARKUP, y_label=MARKUP)
                for plot in cell.plots
            ),
        )
        for cell in one.cells
    )
    notes = (Note(MARKUP, MARKUP, MARKUP),)
    words = {
        "assignment": MARKUP,
        "student": MARKUP,
        "title": MARKUP,
        "graded_at": MARKUP,
        "submission_hash": MARKUP,
    }
    environment = msgspec.structs.replace(
        one.environment, python=MARKUP, torch=MARKUP, numpy=MARKUP, device=MARKUP
    )
    return changed(one, cells=cells, notes=notes, environment=environment, **words)


def write(folder: Path, name: str, text: str) -> str:
    """A page as a file; returns its address."""
    path = folder / f"{name}.html"
    path.write_text(text, encoding="utf-8")
    return path.as_uri()
