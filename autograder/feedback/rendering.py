"""Feedback from a stored result: the only inputs are the result and the templates."""

from __future__ import annotations

import base64
import hashlib
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

import msgspec
from jinja2 import (
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    pass_context,
)
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from autograder.errors import InstructorError
from autograder.feedback import presenting
from autograder.feedback.describing import describe, sparkline
from autograder.feedback.drawing import draw_svg
from autograder.feedback.escaping import markdown, plain
from autograder.feedback.picturing import picture_name
from autograder.feedback.summary import next_action
from autograder.language import shipped_templates, translator
from autograder.result import Plot, Result, Verdict
from autograder.result.storing import write_atomically

MARKDOWN = "feedback.md"
HTML = "feedback.html"
_SUFFIX = ".jinja"
# Filters that answer markup of their own: a way around the escaping.
_UNSAFE_FILTERS = ("safe", "escape", "e", "forceescape", "urlize", "xmlattr", "tojson")


class Attempt(msgspec.Struct, frozen=True):
    """An earlier submission of the same assignment: when (ISO 8601) and what it scored."""

    graded_at: str
    score: float
    max_score: float


def render_markdown(
    result: Result,
    templates: Path | None = None,
    *,
    earlier: Sequence[Attempt] = (),
    pictures: Mapping[str, str] | None = None,
) -> str:
    """The feedback for a thread.

    Args:
        result: The graded submission.
        templates: The course's own templates; what it lacks comes from the shipped ones.
        earlier: Earlier attempts, oldest first.
        pictures: Where the files of ``render_pictures`` are published, by name; one that is not is described.

    Raises:
        InstructorError: A template is wrong; names its file and line.
    """
    return render_template(MARKDOWN, result, templates, earlier=earlier, pictures=pictures)


def render_html(result: Result, templates: Path | None = None, *, earlier: Sequence[Attempt] = ()) -> str:
    """The feedback as one self-contained page.

    Args:
        result: The graded submission.
        templates: The course's own templates; what it lacks comes from the shipped ones.
        earlier: Earlier attempts, oldest first.

    Raises:
        InstructorError: A template is wrong; names its file and line.
    """
    return render_template(HTML, result, templates, earlier=earlier)


def render_template(
    name: str,
    result: Result,
    templates: Path | None = None,
    *,
    earlier: Sequence[Attempt] = (),
    pictures: Mapping[str, str] | None = None,
    **values: object,
) -> str:
    """Render one template.

    Whatever a template prints is escaped: for HTML when its name ends in
    ``.html``, for Markdown otherwise.

    Args:
        name: File name of the template without ``.jinja``, e.g. "feedback.md".
        result: The graded submission.
        templates: The course's own templates; what it lacks comes from the shipped ones.
        earlier: Earlier attempts, oldest first.
        pictures: Addresses of published pictures, by file name.
        **values: What else the template may print; text is escaped, ``Markup`` is not.

    Returns:
        The text.

    Raises:
        InstructorError: A template is missing or wrong; names its file and line.
    """
    _ = translator(result.language, templates)
    known = {
        "result": result,
        "summary": next_action(result, _),
        "waiting": presenting.waiting(result),
        "earlier": tuple(earlier),
        "pictures": dict(pictures or {}),
    }
    return render_values(name, result.language, templates, **values, **known)


def render_values(name: str, language: str, templates: Path | None = None, **values: object) -> str:
    """Render a template that is about something else than a result, as :func:`render_template` does.

    Args:
        name: File name of the template without ``.jinja``.
        language: "ko" or "en".
        templates: The course's own templates; what it lacks comes from the shipped ones.
        **values: What the template may print; text is escaped, ``Markup`` is not.

    Raises:
        InstructorError: A template is missing or wrong; names its file and line.
    """
    _ = translator(language, templates)
    folders = [folder.resolve() for folder in (templates, shipped_templates()) if folder is not None]
    environment = _environment(tuple(folders), html=name.endswith(".html"))
    try:
        return environment.get_template(name + _SUFFIX).render(**values, _=_)
    except TemplateNotFound as error:
        raise InstructorError(
            f"there is no template {error.name}",
            where=_line_of(error, folders) or str(templates or shipped_templates()),
            remedy=f"Add {error.name} there, or mend the name where it is included.",
        ) from error
    except TemplateSyntaxError as error:
        raise InstructorError(
            f"the template cannot be read: {error.message}",
            where=f"{error.filename or error.name or name}:{error.lineno}",
            remedy="Mend this line; the result itself is stored and complete.",
        ) from error
    except (
        TemplateError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
        AttributeError,
        RuntimeError,
    ) as error:
        raise InstructorError(
            f"the template fails: {type(error).__name__}: {error}",
            where=_line_of(error, folders) or name + _SUFFIX,
            remedy="Mend this line; the result itself is stored and complete.",
        ) from error


def write_feedback(result: Result, folder: Path, templates: Path | None = None) -> list[Path]:
    """Write ``feedback.md`` and ``feedback.html``, and every further ``feedback.*`` template of the course.

    A template that fails keeps no other file from being written.

    Args:
        result: The graded submission.
        folder: Where its ``result.json`` is.
        templates: The course's own templates; what it lacks comes from the shipped ones.

    Returns:
        The files written.

    Raises:
        InstructorError: A template is wrong; raised after everything else is written.
    """
    written: list[Path] = []
    failure: InstructorError | None = None
    for name in _names(templates):
        try:
            text = render_template(name, result, templates)
        except InstructorError as error:
            failure = failure or error
            continue
        write_atomically(folder / name, text.encode(), durable=False)
        written.append(folder / name)
    if failure is not None:
        raise failure
    return written


def _names(templates: Path | None) -> list[str]:
    own = sorted(templates.glob(f"feedback.*{_SUFFIX}")) if templates is not None else []
    names = [path.name.removesuffix(_SUFFIX) for path in own]
    return list(dict.fromkeys([MARKDOWN, HTML, *(name for name in names if not name.endswith(".css"))]))


@lru_cache(maxsize=8)  # compiled templates live in it; a changed file is compiled again
def _environment(folders: tuple[Path, ...], *, html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(list(folders)),
        # With this on, blocks and macros are known as done (Markup); values go through finalize.
        autoescape=True,
        finalize=_finalizer(_html if html else markdown),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        {
            "number": presenting.number,
            "percent": presenting.percent,
            "bar": presenting.bar,
            "grouped": presenting.grouped,
            "image": _image,
            "measured": presenting.measured,
            "distance": presenting.distance,
            "ladder_share": presenting.ladder_share,
            "short": _short,
            "verdict_word": _verdict_word,
            "verdict_symbol": presenting.verdict_symbol,
            "csp_hash": _csp_hash,
            "describe": _describe,
            "sparkline": sparkline,
            "svg": _svg,
        }
    )
    environment.tests["worth_saying"] = presenting.says_more
    environment.tests["by_chance"] = presenting.by_chance
    environment.globals["share"] = presenting.share
    environment.globals["picture_name"] = picture_name
    for name in _UNSAFE_FILTERS:
        environment.filters.pop(name, None)
    return environment


def _finalizer(escaped: Callable[[object], str]) -> Callable[[object], Markup]:
    """What every printed value goes through; what a template itself built stays as it is."""

    def finalize(value: object) -> Markup:
        return value if isinstance(value, Markup) else Markup(escaped(value))  # noqa: S704 - just escaped

    return finalize


@pass_context
def _verdict_word(context: Context, verdict: Verdict) -> str:
    return presenting.verdict_word(verdict, context["_"])


@pass_context
def _describe(context: Context, plot: Plot) -> str:
    return describe(plot, context["_"])


@pass_context
def _svg(context: Context, plot: Plot) -> Markup:
    return draw_svg(plot, describe(plot, context["_"]))


def _image(description: str, address: str) -> Markup:
    """A picture in Markdown; its address is ours, so only what would end it early is written otherwise."""
    place = quote(address, safe="/:?=&%#+,;@~._-")
    return Markup(f"![{markdown(description)}]({place})")  # noqa: S704


def _short(value: object) -> str:
    return plain(value, limit=80)


def _html(value: object) -> str:
    return escape(plain(value))


def _csp_hash(text: str) -> str:
    """The Content-Security-Policy source that allows exactly this inline text."""
    digest = hashlib.sha256(str(text).encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _line_of(error: BaseException, folders: list[Path]) -> str:
    """The innermost template line a traceback passes through, as "file:line"."""
    frames = traceback.extract_tb(error.__traceback__)
    inside = [f for f in frames if any(Path(f.filename).is_relative_to(folder) for folder in folders)]
    return f"{inside[-1].filename}:{inside[-1].lineno}" if inside else ""
