"""One IPython shell without its terminal: magics, shell escapes, last values, no tracebacks printed."""

from __future__ import annotations

import subprocess
import sys
from types import ModuleType
from typing import Any

from IPython.core import async_helpers
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_magic, magics_class
from traitlets import Type
from traitlets.config import Config

from autograder.cells import standins
from autograder.cells.compiling import CellCompiler
from autograder.cells.output import capture

SHELL_SECONDS = 60
# What every module has; multiprocessing asks for __main__.__spec__.
_MODULE = dict.fromkeys(("__doc__", "__loader__", "__package__", "__spec__"))


class CellOutcome:
    """What running one cell came to.

    Attributes:
        value: Value of the last expression, None without one.
        error: The exception it raised, if any.
    """

    def __init__(self, value: object, error: BaseException | None) -> None:
        self.value = value
        self.error = error


class _QuietHook(DisplayHook):
    """Keeps ``_`` and ``Out`` up to date, formats nothing."""

    def __call__(self, result: object = None) -> None:
        self.check_for_underscore()
        if result is not None and not self.quiet():
            self.fill_exec_result(result)
            self.update_user_ns(result)

    def check_for_underscore(self) -> None:
        if self.shell is not None:
            super().check_for_underscore()


class _QuietPublisher(DisplayPublisher):
    """``display()`` shows nothing: nobody looks."""

    def publish(self, *args: object, **kwargs: object) -> None:
        pass

    def clear_output(self, wait: bool = False) -> None:
        pass


class _Shell(InteractiveShell):
    displayhook_class = Type(_QuietHook)
    display_pub_class = Type(_QuietPublisher)
    compiler_class = Type(CellCompiler)

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.transformed: dict[str, str] = {}
        self.is_async: dict[str, bool] = {}

    def transform_cell(self, raw_cell: str) -> str:
        """As Python, magics and all; what :meth:`CellRunner.expect` has done is not done again."""
        known = self.transformed.get(raw_cell)
        return super().transform_cell(raw_cell) if known is None else known

    def should_run_async(self, raw_cell: str, **options: Any) -> bool:
        """Whether it awaits something outside of functions, for which IPython compiles it once more."""
        known = self.is_async.get(raw_cell)
        return super().should_run_async(raw_cell, **options) if known is None else known

    def expect(self, raw_cell: str, name: str) -> None:
        # What becomes of a single line depends on the names there are when it runs: automagic.
        if raw_cell in self.transformed or len(raw_cell.splitlines()) < 2:
            return
        text = super().transform_cell(raw_cell)
        if len(text.splitlines()) > 1 and self.compile.expect(text, name, top_level_await=self.autoawait):
            self.is_async[raw_cell] = super().should_run_async(raw_cell, transformed_cell=text)
            self.transformed[raw_cell] = text

    def showtraceback(self, *args: object, **kwargs: object) -> None:
        pass

    def _format_exception_for_storage(self, *_args: object, **_kwargs: object) -> dict[str, object]:
        """Nobody reads stored tracebacks; formatting one costs 10 ms and asks the student's objects."""
        return {}

    def showsyntaxerror(self, *args: object, **kwargs: object) -> None:
        pass

    def system(self, cmd: str) -> None:
        """``!command``: installs are skipped, anything else runs inside the confinement."""
        cmd = self.var_expand(cmd, depth=1)
        if (package := standins.installer(cmd)) is not None:
            standins.say_skipped(package)
            return
        try:
            done = subprocess.run(  # noqa: S602  (what a notebook's "!" means; /bin/sh in the confinement)
                cmd,
                shell=True,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=SHELL_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            print(f"{cmd}: stopped after {SHELL_SECONDS} s")
            return
        sys.stdout.write(done.stdout)
        sys.stderr.write(done.stderr)
        self.user_ns["_exit_code"] = done.returncode

    system_piped = system_raw = system

    def enable_gui(self, gui: object = None) -> None:
        pass

    def enable_matplotlib(self, gui: object = None) -> tuple[str, str]:  # noqa: ARG002
        return "agg", "agg"


@magics_class
class _Installers(Magics):
    """``%pip`` and friends do nothing and say so, and the student's own check waits for the student."""

    @line_magic("conda")  # type: ignore[untyped-decorator]
    @line_magic("mamba")  # type: ignore[untyped-decorator]
    @line_magic("micromamba")  # type: ignore[untyped-decorator]
    @line_magic("uv")  # type: ignore[untyped-decorator]
    @line_magic("pip")  # type: ignore[untyped-decorator]
    def pip(self, line: str) -> None:
        standins.say_skipped(line)

    @line_magic  # type: ignore[untyped-decorator]
    def autograder(self, line: str) -> None:
        """``%autograder check``, left in a notebook: it would check what is being checked or graded."""


class CellRunner:
    """Runs cells one after the other in one namespace.

    Creating one costs about 0.1 s and is done before any fork.
    """

    def __init__(self) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        config.HistoryManager.hist_file = ":memory:"
        self.module = ModuleType("__main__", "A notebook.")
        self._shell = _Shell(config=config, user_module=self.module)
        self._shell.register_magics(_Installers)
        self._shell.extension_manager.loaded.add("autograder")  # its magic is the one above
        InteractiveShell._instance = self._shell  # get_ipython() of libraries
        standins.install()

    @property
    def namespace(self) -> dict[str, Any]:
        """The notebook's global names."""
        names: dict[str, Any] = self._shell.user_ns
        return names

    def run(self, source: str, name: str) -> CellOutcome:
        """Run one cell.

        Args:
            source: Its text, magics included.
            name: What tracebacks call it, in angle brackets.
        """
        self._shell.compile.name = name
        result = self._shell.run_cell(source, store_history=True)
        close_figures()
        return CellOutcome(result.result, result.error_before_exec or result.error_in_exec)

    def expect(self, source: str, name: str) -> None:
        """Prepare a cell that many forks will run; only for sources that register no transformers.

        Args:
            source: Its text.
            name: As :meth:`run` will call it.
        """
        self._shell.expect(source, name)

    def warm_up(self) -> None:
        """Run what the first cells of a notebook would pay for, and forget it."""
        for source in ("1", "1/0", "%time 1", "await __import__('asyncio').sleep(0)"):
            with capture():
                self.run(source, "warm-up")
        # A forked process must not share the loop's descriptors with its parent.
        loop, async_helpers._asyncio_event_loop = async_helpers._asyncio_event_loop, None
        if loop is not None:
            loop.close()
        self._shell.reset(new_session=False)
        vars(self.module).update(_MODULE)
        self._shell.execution_count = 1


def close_figures() -> None:
    """What the inline backend does after each cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        try:
            pyplot.close("all")
        except Exception:  # noqa: BLE001  (the student may have replaced it)
            return
