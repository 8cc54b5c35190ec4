"""Which words of a feedback are in the wrong language."""

from __future__ import annotations

import ast
import builtins
import re

from autograder.course import Assignment
from autograder.feedback import render_html, render_markdown
from autograder.result import Result
from tests.feedback.test_rendering import Page

HANGUL = re.compile(r"[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_WORD = re.compile(r"[A-Za-z][A-Za-z_0-9]+")

# Names that Koreans write in Latin letters too.
NAMES = frozenset(
    "Python PyTorch NumPy ReLU Colab Git LFS CPU GPU cuda cpu UTC PDF MB KB ipynb nan inf".split()
)
_CODE_WORDS = frozenset("assert not and or in is for if else import lambda None True False".split())


def code_words(assignment: Assignment) -> frozenset[str]:
    """Every name in the assignment's code: in a text it is code, whatever the language."""
    words = {notebook.name for notebook in assignment.notebooks} | {"xy"}  # a product in a formula
    for cell in (cell for notebook in assignment.notebooks for cell in notebook.cells):
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                for field in ("id", "attr", "arg", "name"):
                    name = getattr(node, field, None)
                    if isinstance(name, str):
                        words.update(name.split("."))
    return frozenset(words)


def shown(result: Result) -> str:
    """All the text of both forms of the feedback, without the student's name."""
    markdown = re.sub(r"&#8203;|\\(?=[^A-Za-z0-9\s])", "", render_markdown(result))
    return (Page(render_html(result)).text + "\n" + markdown).replace(result.student, "")


def strangers(text: str, language: str, code: frozenset[str] = frozenset()) -> list[str]:
    """Words of the other language.

    Args:
        text: What a student reads.
        language: "ko" or "en": the only language it may be in.
        code: Names that are code.

    Returns:
        For English, every place with Hangul; for Korean, every word in Latin letters that is neither a name
        nor code.
    """
    if language == "en":
        return [text[max(0, f.start() - 20) : f.end() + 20] for f in HANGUL.finditer(text)]
    known = NAMES | _CODE_WORDS | code
    words = (found.group() for found in _WORD.finditer(text))
    return [w for w in words if w not in known and not hasattr(builtins, w) and not re.search(r"\d|_", w)]
