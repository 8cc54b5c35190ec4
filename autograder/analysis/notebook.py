"""Whose is each name at each place of a notebook, and who runs what.

Goes through the instructor's cells in order.  A name bound by a solution cell is
the student's.  A statement of the instructor's that depends on such a name runs
in the worker only and what it binds is remote too; every other one runs in both
processes, and a test sees the examiner's own copy.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping

import msgspec

from autograder.analysis.statements import BUILTINS, Statement, parse_cell
from autograder.course import Role, SourceCell, SourceNotebook

# What they draw is only ever looked at where it was drawn; importing them costs a second.
DRAWING = frozenset({"matplotlib", "seaborn", "plotly", "pylab", "mpl_toolkits", "ipywidgets", "cv2", "PIL"})
_SHOWING = frozenset({"print", "display", "help"})


class CellPlan(msgspec.Struct, frozen=True):
    """What the examiner does for one source cell.

    Attributes:
        index: Index of the cell in the source notebook.
        local: Source of the statements the examiner runs itself.
        needs: For a test: names to ask the worker for before it runs.
        imported: For a test: names a solution cell was to import; the examiner's own copy
            stands for them, provided the student did import them.
        helpers: For a test: names of the instructor's functions among those it uses.
        uses: For a test: source of the instructor's functions it uses, directly or not.
        modules: For a test: top-level modules the names it reads were imported from.
        also_in_worker: For a test: later cells of the worker use what its released text binds.
        prelude: For a test that runs exposed: definitions of earlier tests it uses.
    """

    index: int
    local: str = ""
    needs: tuple[str, ...] = ()
    imported: tuple[str, ...] = ()
    helpers: tuple[str, ...] = ()
    uses: str = ""
    modules: frozenset[str] = frozenset()
    also_in_worker: bool = False
    prelude: str = ""


class NotebookPlan(msgspec.Struct, frozen=True):
    """Plans of all code cells of a notebook, by source index, and where each remote name is bound.

    Attributes:
        cells: By source index.
        interface: Remote name to the grade_ids of the solution cells that bind it.
        modules: Top-level modules the notebook imports anywhere.
    """

    cells: Mapping[int, CellPlan]
    interface: Mapping[str, tuple[str, ...]]
    modules: frozenset[str]


@functools.lru_cache(maxsize=256)  # computed before the fork, found by every examiner
def analyse(notebook: SourceNotebook, exposed: frozenset[str] = frozenset()) -> NotebookPlan:
    """Plan the examination of ``notebook``.

    Args:
        notebook: The instructor's notebook.
        exposed: grade_ids of tests that run in the worker.
    """
    return _Analysis(exposed).run(notebook)


class _Analysis:
    def __init__(self, exposed: frozenset[str]) -> None:
        self.exposed = exposed
        self.remote: set[str] = set()
        self.local: set[str] = set()
        self.helpers: dict[str, frozenset[str]] = {}  # the instructor's functions: what they look up
        self.sources: dict[str, str] = {}  # of the instructor's functions
        self.origins: dict[str, frozenset[str]] = {}  # imported name -> modules
        self.imported: set[str] = set()  # by solution cells
        self.in_worker: set[str] = set()
        self.by_test: dict[str, int] = {}  # name -> index of the test cell that binds it
        self.test_statements: list[Statement] = []
        self.wanted_tests: set[int] = set()
        self.cells: dict[int, CellPlan] = {}
        self.interface: dict[str, tuple[str, ...]] = {}
        self.modules: set[str] = set()

    def run(self, notebook: SourceNotebook) -> NotebookPlan:
        for cell in notebook.cells:
            if cell.cell_type != "code":
                continue
            statements = parse_cell(cell.source)
            self.modules.update(*(s.modules for s in statements))
            if cell.role is Role.TEST and cell.grade_id not in self.exposed:
                self._guarded_test(cell, statements)
            elif cell.role is Role.TEST:
                self._exposed_test(cell, statements)
            else:
                self._wanted_by_worker(statements)
                student = cell.role in {Role.SOLUTION, Role.MANUAL}
                self._run_by_both(cell, statements, student=student)
        for index in self.wanted_tests:
            self.cells[index] = msgspec.structs.replace(self.cells[index], also_in_worker=True)
        return NotebookPlan(self.cells, self.interface, frozenset(self.modules))

    def _run_by_both(self, cell: SourceCell, statements: tuple[Statement, ...], *, student: bool) -> None:
        own: list[str] = []
        for statement in statements:
            if self._is_remote(statement, student=student):
                self._bind(statement.binds, remote=True)
                if student:
                    self._bound_by(cell, statement)
                continue
            if not self._only_shows(statement):
                own.append(statement.source)
            self._bind(statement.binds, remote=False)
            if student:
                self.imported |= statement.binds
                self._bound_by(cell, statement)
            if statement.kind == "definition":
                self.helpers |= dict.fromkeys(statement.binds, statement.reads)
                self.sources |= dict.fromkeys(statement.binds, statement.source)
            if statement.kind == "import":
                self.origins |= dict.fromkeys(statement.binds, statement.modules)
        self.in_worker.update(*(s.binds for s in statements))
        self.cells[cell.index] = CellPlan(index=cell.index, local="\n".join(own))

    def _bound_by(self, cell: SourceCell, statement: Statement) -> None:
        for name in statement.binds:
            self.interface[name] = (*self.interface.get(name, ()), cell.grade_id)

    def _is_remote(self, statement: Statement, *, student: bool) -> bool:
        if statement.kind == "import":
            # Even in a solution cell: the instructor says what the name means.
            return bool(statement.modules & DRAWING)
        if student:
            return True
        if statement.kind == "definition":
            return bool(statement.reads_now & self.remote)
        return bool(self._deep(statement.reads) & self.remote)

    def _only_shows(self, statement: Statement) -> bool:
        """Whether leaving it out of the examiner changes nothing: it prints, or draws."""
        if statement.kind != "other" or statement.binds:
            return False
        return statement.source.split("(", 1)[0] in _SHOWING or "get_ipython()" in statement.source

    def _bind(self, names: frozenset[str], *, remote: bool) -> None:
        if remote:
            self.remote |= names
            self.local -= names
        else:
            self.local |= names
            self.remote -= names
        self.imported -= names
        for name in names:
            self.helpers.pop(name, None)
            self.by_test.pop(name, None)

    def _needs(self, statements: tuple[Statement, ...]) -> tuple[tuple[str, ...], set[str]]:
        reads: set[str] = set()
        bound: set[str] = set()
        for statement in statements:
            reads |= statement.reads - (bound - statement.binds) if statement.kind != "import" else set()
            reads |= statement.words & self.remote
            bound |= statement.binds
        reads = self._deep(reads)
        needs = {n for n in reads if n not in self.local and n not in bound}
        needs |= reads & self.remote
        return tuple(sorted(needs - (BUILTINS - self.remote))), reads

    def _deep(self, reads: Iterable[str]) -> set[str]:
        """``reads``, and what the instructor's functions among them look up in turn."""
        found: set[str] = set()
        pending = list(reads)
        while pending:
            name = pending.pop()
            if name not in found:
                found.add(name)
                pending += self.helpers.get(name, ())
        return found

    def _guarded_test(self, cell: SourceCell, statements: tuple[Statement, ...]) -> None:
        needs, reads = self._needs(statements)
        helpers = tuple(sorted(reads & self.helpers.keys()))
        prelude = self._prelude(reads)
        self.cells[cell.index] = CellPlan(
            index=cell.index,
            needs=needs,
            imported=tuple(sorted(reads & self.imported)),
            helpers=helpers,
            uses="\n".join(self.sources[name] for name in helpers),
            modules=frozenset().union(*(self.origins.get(name, frozenset()) for name in reads)),
            prelude=prelude,
        )
        released = frozenset().union(*(s.binds for s in parse_cell(cell.release)), frozenset())
        for statement in statements:
            self._bind(statement.binds, remote=False)
        self.test_statements += statements
        for name in released:
            self.by_test[name] = cell.index

    def _exposed_test(self, cell: SourceCell, statements: tuple[Statement, ...]) -> None:
        reads = {name for statement in statements for name in statement.reads}
        self.cells[cell.index] = CellPlan(index=cell.index, prelude=self._prelude(reads))
        for statement in statements:
            self._bind(statement.binds, remote=statement.kind != "import")
        self.in_worker.update(*(s.binds for s in statements))

    def _prelude(self, reads: set[str]) -> str:
        """Statements of earlier tests that bind what ``reads`` needs, transitively."""
        wanted, kept = set(reads), []
        for statement in reversed(self.test_statements):
            if statement.binds & wanted - self.in_worker:
                kept.append(statement.source)
                wanted |= statement.reads
        return "\n".join(reversed(kept))

    def _wanted_by_worker(self, statements: tuple[Statement, ...]) -> None:
        bound: set[str] = set()
        for statement in statements:
            for name in statement.reads - bound - self.in_worker:
                if name in self.by_test:
                    self.wanted_tests.add(self.by_test[name])
            bound |= statement.binds
