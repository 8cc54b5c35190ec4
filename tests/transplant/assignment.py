"""A small assignment and students' notebooks built from it, for the tests of this room."""

from pathlib import Path

import msgspec

from autograder.course.records import Role, SourceCell, SourceNotebook
from autograder.intake.records import SubmittedCell, SubmittedNotebook

STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
F_STUB = "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"

SOURCE = SourceNotebook(
    "moons",
    Path("nowhere.ipynb"),
    tuple(
        SourceCell(
            index, cell_type, role, source, release, grade_id=grade_id, points=points, cell_id=f"id{index}"
        )
        for index, (cell_type, role, grade_id, points, source, release) in enumerate(
            [
                ("markdown", Role.PLAIN, "", 0, "# Two moons", "# Two moons"),
                (
                    "code",
                    Role.LOCKED,
                    "setup",
                    0,
                    "import torch\ntorch.manual_seed(0)",
                    "import torch\ntorch.manual_seed(0)",
                ),
                ("code", Role.PLAIN, "", 0, "epochs = 10\nrate = 0.1", "epochs = 10\nrate = 0.1"),
                ("code", Role.SOLUTION, "f", 0, "def f(x):\n    return x + 1", F_STUB),
                ("code", Role.TEST, "test_f", 2, "assert f(1) == 2\nassert f(5) == 6", "assert f(1) == 2"),
                ("code", Role.SOLUTION, "train", 0, "model = build(epochs)\nloss = fit(model)", STUB),
                (
                    "code",
                    Role.TEST,
                    "test_train",
                    3,
                    "assert loss < 1\nassert model.secret",
                    "assert loss < 1",
                ),
                ("markdown", Role.MANUAL, "why", 4, "Because it bends.", "YOUR ANSWER HERE"),
                ("markdown", Role.TASK, "draw", 1, "Draw the boundary.", "Draw the boundary."),
            ]
        )
    ),
)
SOLVED = {
    "f": "def f(x):\n    return 1 + x",
    "train": "model = mine(epochs)\nloss = 0.5",
    "why": "It is not linear.",
}


def released(**answers):
    """The released notebook with answers filled in by grade_id."""
    return [
        SubmittedCell(
            cell.index,
            cell.cell_type,
            answers.get(cell.grade_id, cell.release),
            grade_id=cell.grade_id,
            solution=cell.role in (Role.SOLUTION, Role.MANUAL),
            cell_id=cell.cell_id,
        )
        for cell in SOURCE.cells
    ]


def solved():
    return released(**SOLVED)


def at(cells, grade_id):
    """Position of the first cell with that id."""
    return next(i for i, cell in enumerate(cells) if cell.grade_id == grade_id)


def added(source, cell_type="code", **more):
    return SubmittedCell(0, cell_type, source, **more)


def changed(cell, **more):
    return msgspec.structs.replace(cell, **more)


def stripped(cells):
    """As Colab or a copy into a new notebook leaves them: no metadata, no ids."""
    return [SubmittedCell(cell.index, cell.cell_type, cell.source) for cell in cells]


def handed_in(cells):
    renumbered = tuple(changed(cell, index=index) for index, cell in enumerate(cells))
    return SubmittedNotebook("moons", renumbered)
