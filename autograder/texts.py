"""The words for the codes that other rooms produce.

A code and its parameters are free of any language and are what gets stored
first; the words are chosen here, in the student's language.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.feedback.escaping import plain
from autograder.language import msgid, placeholders_of, translator

# A note's ``where`` is shown before its words, so they say "this cell".
# From most to least specific; the first whose placeholders all have a value is said.
_Variants = tuple[str, ...]

CELL_TEXTS: dict[str, _Variants] = {
    "passed": (msgid("All checks passed."),),
    "partial": (
        msgid("{earned} of {total} points: some checks passed, others do not yet."),
        msgid("Some checks passed, others do not yet."),
    ),
    "failed-visible": (
        msgid(
            "The visible test “{line}” does not pass yet ({error}). "
            "Run that cell in your notebook to see why."
        ),
        msgid("The visible test “{line}” does not pass yet. Run that cell in your notebook to see why."),
        msgid("A visible test does not pass yet. Run the test cell in your notebook to see why."),
    ),
    "failed-hidden": (
        msgid(
            "A hidden test does not pass yet. "
            "Read the task again and try your code on other inputs of your own."
        ),
    ),
    "error-student": (
        msgid(
            "Your code in “{where}” stopped with {error}. Call it yourself in the notebook and fix it there."
        ),
        msgid("Your code stopped with {error}. Call it yourself in the notebook and fix it there."),
        msgid("Your code stopped with an error. Call it yourself in the notebook and fix it there."),
    ),
    "student-error-cell": (
        msgid(
            "Your cell {cell} stopped in line {line} with {error}. "
            "Fix that cell first, then run all cells again."
        ),
        msgid("Your cell {cell} stopped with {error}. Fix that cell first, then run all cells again."),
        msgid("One of your cells stopped with an error. Fix that cell first, then run all cells again."),
    ),
    "timeout": (
        msgid(
            "Stopped after {seconds} s of running time. "
            "Look for a loop that never ends, or train for fewer steps."
        ),
        msgid("The running time was used up. Look for a loop that never ends, or train for fewer steps."),
    ),
    "cpu": (
        msgid(
            "Stopped after {seconds} s of processor time. Compute with whole arrays instead of Python loops."
        ),
        msgid("The processor time was used up. Compute with whole arrays instead of Python loops."),
    ),
    "memory": (
        msgid(
            "Your code needed more than {mb} MB of memory. Look for a list or an array that keeps growing."
        ),
        msgid("Your code needed too much memory. Look for a list or an array that keeps growing."),
    ),
    "crashed": (
        msgid(
            "The Python process crashed while your code ran. "
            "Restart the kernel, run all cells from top to bottom and see where it stops."
        ),
    ),
    "exited": (
        msgid("Your code ended the program. Remove exit(), quit() and sys.exit(), then hand in again."),
    ),
    "output": (
        msgid("Your code printed more than {kb} KB. Print less, for example only every 100th step."),
        msgid("Your code printed too much. Print less, for example only every 100th step."),
    ),
    "disk": (
        msgid("Your code wrote more than {mb} MB of files. Write fewer or smaller files."),
        msgid("Your code wrote too many or too large files. Write fewer or smaller files."),
    ),
    "processes": (
        msgid(
            "Your code started too many processes. Use num_workers=0 in a DataLoader and start none yourself."
        ),
    ),
    "missing": (msgid("This cell is not filled in yet. Write your answer where the task asks for it."),),
    "missing-cell": (
        msgid(
            "The cell for your answer is gone from your notebook. "
            "Copy it from the original notebook, write your answer into it and hand in again."
        ),
    ),
    "pending-person": (msgid("Your teacher will read this answer. You need not do anything."),),
    "pending-device": (
        msgid("This test needs a GPU ({device}) and will run on one later. You need not do anything."),
        msgid("This test needs a GPU and will run on one later. You need not do anything."),
    ),
    "ungraded": (
        msgid(
            "Grading failed on our side and will be tried again. "
            "It costs you no points and you need not do anything."
        ),
    ),
    "test-broken": (
        msgid(
            "The test itself is broken, not your answer. "
            "Your teacher will fix it; it costs you no points and you need not do anything."
        ),
    ),
}

NOTE_TEXTS: dict[str, _Variants] = {
    # Nothing could be read.
    "not-a-notebook": (
        msgid(
            "This file is not a notebook. In Colab choose File > Download > Download .ipynb and hand that in."
        ),
    ),
    "not-a-notebook/html": (
        msgid("This file is a web page. In Colab choose File > Download > Download .ipynb and hand that in."),
    ),
    "not-a-notebook/python": (
        msgid(
            "This file is a Python script. "
            "In Colab choose File > Download > Download .ipynb and hand that in."
        ),
    ),
    "not-a-notebook/zip": (msgid("This file is an archive. Unpack it and hand in the .ipynb file inside."),),
    "not-a-notebook/pdf": (
        msgid("This file is a PDF. Hand in the notebook itself, the file that ends in .ipynb."),
    ),
    "not-a-notebook/git-lfs": (
        msgid(
            "Git LFS kept only a pointer to the file. "
            "Add the notebook to Git without LFS and hand it in again."
        ),
    ),
    "not-a-notebook/merge-conflict": (
        msgid(
            "The notebook holds marks of a Git merge conflict (<<<<<<<). "
            "Keep one version, check that it opens, and hand it in again."
        ),
    ),
    "truncated-json": (
        msgid(
            "The file breaks off in the middle. "
            "Save the notebook, wait until it is saved, and hand it in again."
        ),
    ),
    "empty-file": (msgid("The file is empty. Save the notebook and hand it in again."),),
    "too-large": (
        msgid(
            "The notebook is larger than {limit_mb} MB. "
            "Clear the outputs (Edit > Clear all outputs), save it and hand it in again."
        ),
        msgid(
            "The notebook is too large ({mb} MB). "
            "Clear the outputs (Edit > Clear all outputs), save it and hand it in again."
        ),
        msgid(
            "The notebook is too large. "
            "Clear the outputs (Edit > Clear all outputs), save it and hand it in again."
        ),
    ),
    "too-many-cells": (
        msgid(
            "The notebook has more than {limit} cells. Start from the original notebook and hand in again."
        ),
        msgid("The notebook has far too many cells. Start from the original notebook and hand in again."),
    ),
    "symlink": (
        msgid("This is a link to a file, not the file. Put the notebook itself there and hand in again."),
    ),
    "is-folder": (
        msgid("This is a folder, not a notebook. Put the .ipynb file itself there and hand in again."),
    ),
    "unreadable": (
        msgid("The file could not be read. Save the notebook under its original name and hand it in again."),
    ),
    "missing-notebook": (
        msgid("This notebook was not handed in. Add it under exactly this name and hand in again."),
    ),
    "unknown-notebook": (
        msgid(
            "This file belongs to no notebook of the assignment and was left aside. "
            "If it is your answer, give it its original name."
        ),
    ),
    # Read, with a remark.
    "renamed-notebook": (
        msgid("Your file “{file}” was taken for this notebook. Next time keep the original name."),
        msgid("A file of another name was taken for this notebook. Next time keep the original name."),
    ),
    "old-format": (
        msgid(
            "The notebook is in an old format ({version}) and was converted for you. "
            "You need not do anything."
        ),
        msgid("The notebook is in an old format and was converted for you. You need not do anything."),
    ),
    "newer-format": (
        msgid(
            "The notebook is in a newer format than we know and was read as far as possible. "
            "If points are missing, save it in Colab and hand it in again."
        ),
    ),
    "other-kernel": (
        msgid("The notebook was saved for “{kernel}” and was run with Python 3. Choose the Python 3 kernel."),
        msgid(
            "The notebook was saved for another language and was run with Python 3. "
            "Choose the Python 3 kernel."
        ),
    ),
    "duplicate-id": (
        msgid(
            "{count} cells carry this id; one of them was graded. Keep only your answer and hand in again."
        ),
        msgid(
            "Several cells carry this id; one of them was graded. Keep only your answer and hand in again."
        ),
    ),
    "metadata-lost": (
        msgid(
            "Your editor dropped the marks of {count} cells; "
            "we found them again by their text. You need not do anything."
        ),
        msgid(
            "Your editor dropped the marks of some cells; "
            "we found them again by their text. You need not do anything."
        ),
    ),
    "test-cell-changed": (
        msgid("This test cell was changed; grading used the original. You need not do anything."),
    ),
    "test-cell-missing": (
        msgid("This test cell was deleted; grading used the original. You need not do anything."),
    ),
    "locked-cell-changed": (
        msgid(
            "This given cell was changed; grading used the original. "
            "If your answer needs the change, move it into your own cell."
        ),
    ),
    "locked-cell-missing": (
        msgid("This given cell was deleted; grading used the original. You need not do anything."),
    ),
    "plain-cell-restored": (
        msgid("This given cell was deleted and was put back for grading. You need not do anything."),
    ),
    "cell-moved": (
        msgid(
            "This cell was moved; grading put it back in its place. "
            "Run all cells from top to bottom once to see the same."
        ),
    ),
    "cell-duplicated": (
        msgid(
            "This cell occurs more than once; one of them was graded. "
            "Keep only your answer and hand in again."
        ),
    ),
    "cell-type-changed": (
        msgid(
            "This cell had become another kind of cell (code or text) and was turned back. "
            "You need not do anything."
        ),
    ),
    "solution-cell-missing": (
        msgid("This answer cell is gone. Copy it from the original notebook, fill it in and hand in again."),
    ),
    "extra-cells": (
        msgid("Cells you added ({count}) were run in their places. You need not do anything."),
        msgid("Cells you added were run in their places. You need not do anything."),
    ),
    # The run.
    "student-cell-error": (
        msgid("Your cell {n} stopped with {error}; the cells after it were still run. Fix it first."),
        msgid("One of your cells stopped with an error; the cells after it were still run. Fix it first."),
    ),
    "pip-ignored": (
        msgid(
            "“pip install {package}” does nothing while grading. "
            "Use only the packages of the course, or ask your teacher to add it."
        ),
        msgid(
            "“pip install” does nothing while grading. "
            "Use only the packages of the course, or ask your teacher."
        ),
    ),
    "shell-escape-ignored": (
        msgid("The shell command “{command}” does nothing while grading. Do the same in Python."),
        msgid("Shell commands (lines with !) do nothing while grading. Do the same in Python."),
    ),
    "magic-ignored": (
        msgid("The notebook command “{magic}” does nothing while grading. You need not do anything."),
        msgid("Some notebook commands (lines with %) do nothing while grading. You need not do anything."),
    ),
    "colab-stand-in": (
        msgid(
            "google.colab is only a stand-in while grading: "
            "there is no Drive and no upload. Use the files that come with the assignment."
        ),
    ),
    "output-cut": (msgid("Your code printed a lot; only the beginning was kept. You need not do anything."),),
    "unsandboxed": (
        msgid(
            "This run was not confined to a sandbox. "
            "That is meant for a teacher's own solution, not for students' work."
        ),
    ),
}
_SAME_AS = {"missing-id": "metadata-lost", "shell-escape": "shell-escape-ignored"}
_UNKNOWN = msgid("The grader left a remark it has no words for ({code}). Please show it to your teacher.")

TEXTS = CELL_TEXTS | NOTE_TEXTS


def message_text(code: str, params: Mapping[str, str], language: str) -> str:
    """The words for a code, for a student.

    Args:
        code: A key of ``TEXTS``; any other gets a sentence that names it, so that no
            result is lost for want of words.
        params: Values for the placeholders; may hold text a student made.
        language: "ko" or "en".

    Returns:
        One or two sentences, plain text.
    """
    code = _SAME_AS.get(code, code)
    variants = TEXTS.get(f"{code}/{params.get('looks_like')}") or TEXTS.get(code)
    values = {name: plain(value, limit=200) for name, value in params.items()}
    _ = translator(language)
    if variants is None:
        return _(_UNKNOWN, code=plain(code, limit=60))
    given = {name for name, value in values.items() if value}
    message = next((m for m in variants if placeholders_of(m) <= given), variants[-1])
    return _(message, **values)
