"""What is read in a comment: feedback, notices and history, from a result and its record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec
from markupsafe import Markup

from autograder.collect.records import Attempt
from autograder.feedback import render_markdown, render_template, render_values
from autograder.feedback.escaping import markdown
from autograder.language import translator
from autograder.policy import Day, Lateness, in_zone, instant
from autograder.result import Result, Verdict
from autograder.thread.anatomy import MAX_COMMENT
from autograder.thread.records import Graded, Record
from autograder.thread.sealing import MAX_TEXT
from autograder.thread.shortening import shortened

# What beside the feedback has to fit: notices and history are a few lines each.
_VISIBLE = MAX_COMMENT - MAX_TEXT - 300
_SHOWN_ATTEMPTS = 10
_SECTIONS = ("notice", "history")


class Style(msgspec.Struct, frozen=True):
    """How the comments of a course look.

    Attributes:
        privacy: "scores", "distance" (only what is passed and the distance), or "link".
        timezone: The course's.
        per_day: Graded attempts a day; 0 for any number.
        server: GitHub's address for people.
        report: Address of the full report, with ``{assignment}`` and ``{student}``; may be empty.
        templates: The course's own templates.
    """

    privacy: Literal["scores", "distance", "link"] = "scores"
    timezone: str = "Asia/Seoul"
    per_day: int = 0
    server: str = "https://github.com"
    report: str = ""
    templates: Path | None = None


def compose(
    result: Result,
    attempt: Attempt,
    record: Record,
    late: Lateness,
    style: Style,
    *,
    day: Day | None = None,
    pictures: Mapping[str, str] | None = None,
) -> str:
    """The visible text of a comment about the attempt that was pushed last.

    Args:
        result: What it scored.
        attempt: The submission.
        record: Everything known, this attempt included.
        late: How late it was.
        style: The course's.
        day: The day of a push that was held back; None for none.
        pictures: Where the result's pictures are published, by name.

    Raises:
        InstructorError: A template is wrong.
    """
    entry = record.of(attempt.sha)
    values: dict[str, Any] = {
        "members_line": Markup(members_line(record, entry, attempt, style)),  # noqa: S704 - escaped there
        "privacy": style.privacy,
        "notice": Markup(_section("notice", notice(record, late, style, day))),  # noqa: S704
        "history": Markup(_section("history", history(record, style))),  # noqa: S704
        "report": Markup(_report(style, attempt)),  # noqa: S704 - checked with the course's settings
    }
    template = "comment.md"

    def rendered(feedback: str) -> str:
        shown = Markup(feedback)  # noqa: S704 - rendered by a template, which escapes
        return _tidy(render_template(template, result, style.templates, feedback=shown, **values))

    if style.privacy != "scores":
        return rendered("")
    room = _VISIBLE - len(rendered(""))
    full = render_markdown(result, style.templates, pictures=pictures)
    return rendered(shortened(full, room, translator(result.language, style.templates)))


def compose_waiting(record: Record, attempt: Attempt, style: Style, day: Day) -> str:
    """The visible text where nothing was graded yet and the first push has to wait."""
    parts = [
        members_line(record, None, attempt, style),
        _section("notice", notice(record, Lateness(), style, day)),
        _section("history", ""),
    ]
    return _tidy("\n\n".join(parts))


def with_sections(visible: str, record: Record, late: Lateness, style: Style, day: Day | None) -> str:
    """A comment's visible text with notices and history made anew; the feedback in it stays."""
    for name, text in (("notice", notice(record, late, style, day)), ("history", history(record, style))):
        begin, end = _marks(name)
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        section = _section(name, text)
        visible = pattern.sub(lambda _, section=section: section, visible, count=1)  # type: ignore[misc]
    return _tidy(visible)


def members_line(record: Record, entry: Graded | None, attempt: Attempt, style: Style) -> str:
    """Who hands in together, and which attempt this is; no name is a mention."""
    _ = translator(attempt.language, style.templates)
    names = ", ".join(markdown(name) for name in record.members or attempt.members)
    parts = [f"**{names}**"]
    if entry is not None:
        url = f"{style.server}/{attempt.repository}/commit/{attempt.sha}"
        parts += [
            markdown(_("attempt {n}", n=entry.number)),
            f"[`{attempt.sha[:8]}`]({url})",
            markdown(_("pushed {time}", time=local_time(entry.pushed_at, style.timezone))),
        ]
    return " · ".join(parts)


def notice(record: Record, late: Lateness, style: Style, day: Day | None) -> str:
    """Lateness, which attempt counts, and a push that has to wait."""
    return render_values(
        "notice.md",
        record.language,
        style.templates,
        late=late,
        deadline=_moment(late.deadline.isoformat() if late.deadline else "", style.timezone),
        attempt=record.last,
        counting=record.counting,
        privacy=style.privacy,
        held=record.held if day else "",
        held_time=_moment(record.held_at, style.timezone),
        per_day=style.per_day,
        next_time=_moment(day.next_at.isoformat() if day else "", style.timezone),
    ).strip()


def history(record: Record, style: Style) -> str:
    """Earlier attempts, newest first; nothing where only a link is shown."""
    if style.privacy == "link":
        return ""
    earlier = [
        msgspec.structs.asdict(one)
        | {
            "final": one.final,
            "time": local_time(one.pushed_at, style.timezone),
            "verdict": Verdict(one.verdict),
        }
        for one in reversed(record.attempts[:-1])
    ]
    return render_values(
        "history.md",
        record.language,
        style.templates,
        earlier=earlier[:_SHOWN_ATTEMPTS],
        privacy=style.privacy,
    ).strip()


def local_time(text: str, timezone: str) -> str:
    """A time as the course's clocks show it."""
    return f"{instant(text, timezone).astimezone(in_zone(timezone)):%Y-%m-%d %H:%M}"


def run_report(environment: Mapping[str, str], course: str) -> str:
    """The page of the workflow's run, whose artifacts hold the full reports.

    Args:
        environment: Of the workflow's step.
        course: The repository students see.

    Returns:
        Its address; empty outside of a workflow, and where another repository grades: students may not
        see that one's runs.
    """
    server, repository = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    run = environment.get("GITHUB_RUN_ID", "")
    return (
        f"{server}/{repository}/actions/runs/{run}"
        if server and repository == course and run.isdigit()
        else ""
    )


def _report(style: Style, attempt: Attempt) -> str:
    return style.report.replace("{assignment}", attempt.assignment).replace("{student}", attempt.student)


def _moment(text: str, timezone: str) -> str:
    return local_time(text, timezone) if text else ""


def _marks(name: str) -> tuple[str, str]:
    return f"<!-- autograder:{name} -->", f"<!-- /autograder:{name} -->"


def _section(name: str, text: str) -> str:
    begin, end = _marks(name)
    # Blank lines keep the hidden marks from swallowing the Markdown beside them.
    return f"{begin}\n\n{text}\n\n{end}" if text else f"{begin}\n{end}"


def _tidy(text: str) -> str:
    return re.sub(r"\n{3,}", "\n\n", text).strip()
