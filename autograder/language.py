"""The languages students read: gettext over Babel catalogues.

English is the language of the code, so a message id is the English text.  A
catalogue is the ``.po`` file itself, read once; nothing compiled is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from string import Formatter

from babel.messages.pofile import PoFileError, read_po

from autograder.errors import InstructorError

LANGUAGES = ("ko", "en")
DOMAIN = "autograder"

Translate = Callable[..., str]


def shipped_templates() -> Path:
    """The templates and catalogues that come with the autograder."""
    package = Path(__file__).parent
    installed = package / "feedback_templates"
    return installed if installed.is_dir() else package.parent / "feedback_templates"


def msgid(message: str) -> str:
    """Mark a text for the catalogues where it is defined; it is translated where it is used."""
    return message


def translator(language: str, templates: Path | None = None) -> Translate:
    """The function that says a message in a language.

    Args:
        language: "ko" or "en".
        templates: A course's own templates; its catalogue comes before the shipped one.

    Returns:
        ``_(message, **placeholders)``: the message in the language with its
        ``{placeholders}`` filled in.  A message without translation stays English.

    Raises:
        InstructorError: The language is unknown or a catalogue cannot be read.
    """
    if language not in LANGUAGES:
        raise InstructorError(
            f"no such language: {language!r}", where="course.toml", remedy='Use language = "ko" or "en".'
        )
    catalogue = dict(_catalogue(catalogue_path(shipped_templates(), language)))
    if templates is not None:
        catalogue |= _catalogue(catalogue_path(templates, language))

    def translate(message: str, /, **placeholders: object) -> str:
        text = fill(catalogue.get(message, message), placeholders)
        return with_particles(text) if language == "ko" else text

    return translate


def catalogue_path(templates: Path, language: str) -> Path:
    """Where the catalogue of ``language`` lies in a templates folder."""
    return templates / "locale" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def placeholders_of(message: str) -> frozenset[str]:
    """Names of the ``{placeholders}`` in ``message``."""
    return frozenset(name for _, name, _, _ in Formatter().parse(message) if name)


def fill(message: str, values: Mapping[str, object]) -> str:
    """``message`` with its placeholders filled in; one without a value reads "?".

    Only plain names are looked up: a message cannot reach into a value's attributes.
    """
    parts = []
    for text, name, _, _ in Formatter().parse(message):
        parts.append(text)
        if name is not None:
            parts.append(str(values.get(name, "?")))
    return "".join(parts)


# A syllable, perhaps a closing quotation mark, and a particle written for both endings.
_PARTICLE = re.compile(r"([가-힣])([’”'\")]?)(이\(가\)|을\(를\)|은\(는\))")


def with_particles(text: str) -> str:
    """Korean ``text`` with "이(가)", "을(를)", "은(는)" settled by the syllable before.

    After anything but Hangul both stay, as Koreans write it.
    """

    def settle(found: re.Match[str]) -> str:
        syllable, quote, both = found.groups()
        # Hangul syllables stand in Unicode in runs of 28, the first of which ends in a vowel.
        closed = (ord(syllable) - ord("가")) % 28 != 0
        return f"{syllable}{quote}{both[0] if closed else both[2]}"

    return _PARTICLE.sub(settle, text)


_HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_NAMED = re.compile(r"(?P<name>\w+: )?(?P<english>.*) / (?P<korean>.*)", re.DOTALL)


def in_one_language(text: str, language: str) -> str:
    """What a test says in both languages, "English / 한국어", in one of them.

    Args:
        text: An assertion's message, perhaps after the exception's name; one that is not in two
            languages stays as it is.
        language: "ko" or "en".
    """
    found = _NAMED.fullmatch(text)
    if found is None or _HANGUL.search(found["english"]) or not _HANGUL.search(found["korean"]):
        return text
    return (found["name"] or "") + (found["korean"] if language == "ko" else found["english"])


def _catalogue(path: Path) -> Mapping[str, str]:
    if not path.is_file():
        return {}
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, _modified: int) -> Mapping[str, str]:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError, OSError) as error:
        line = getattr(error, "lineno", None)
        raise InstructorError(
            f"the catalogue cannot be read: {error}",
            where=str(path) if line is None else f"{path}:{line + 1}",
            remedy="Mend the .po file; msgfmt --check names every mistake in it.",
        ) from error
    return {
        entry.id: entry.string
        for entry in catalogue
        if isinstance(entry.id, str) and isinstance(entry.string, str)
        if entry.id and entry.string and not entry.fuzzy
    }
