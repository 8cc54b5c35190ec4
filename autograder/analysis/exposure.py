"""Tests that must sit beside the student's code, found by what they say.

Running them in the examiner would either execute what a student wrote there
(unpickling, importing the student's module) or look at the wrong process
(patching, source inspection).  Everything subtler is found by the reference
solution's own run; see the judge's calibration.
"""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from collections.abc import Collection

from autograder.analysis.statements import parse_cell, plain_python

_UNPICKLERS = frozenset(
    {"pickle", "cPickle", "_pickle", "dill", "joblib", "cloudpickle", "marshal", "shelve", "yaml"}
)
# Libraries that evaluate any text they are given, wherever it came from.
_EVALUATORS = frozenset({"sympy", "numexpr"})
_CALLS = {
    "eval": "evaluates text that may be the student's",
    "exec": "executes text that may be the student's",
    "__import__": "imports a module by name",
    "import_module": "imports a module by name",
    "getsource": "reads the student's source",
    "getsourcelines": "reads the student's source",
    "read_pickle": "unpickles a file the student may have written",
    "system": "runs a command on files the student may have written",
    "getoutput": "runs a command on files the student may have written",
    "Popen": "runs a command on files the student may have written",
    "patch": "patches names in the student's process",
    "run_path": "runs a file the student may have written",
    "exec_module": "runs a file the student may have written",
    "unsafe_load": "unpickles a file the student may have written",
    "full_load": "unpickles a file the student may have written",
    "load_model": "unpickles a file the student may have written",
    "sympify": "evaluates text that may be the student's",
    "parse_expr": "evaluates text that may be the student's",
}
_SHELL = re.compile(r"^\s*(?:!|%run\b|%%(?:bash|sh|script|python)\b)", re.MULTILINE)


def exposure_reason(source: str, own_modules: Collection[str] = ()) -> str:
    """Why a test cell has to run beside the student's code; empty when nothing says so.

    Args:
        source: The test cell's text.
        own_modules: Modules that come with the assignment.
    """
    if _SHELL.search(source):
        return "runs a command on files the student may have written"
    try:
        tree = ast.parse(plain_python(source))
    except (SyntaxError, ValueError):
        return ""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and (reason := _call_reason(node)):
            return reason
        if isinstance(node, ast.Name) and node.id in {"eval", "exec", "__import__", "compile"}:
            return _CALLS["eval"]
        if isinstance(node, ast.Name) and node.id in {"get_ipython", "In", "_ih"}:
            return "looks at the student's notebook session"
    for statement in parse_cell(source):
        for module in statement.modules:
            if module in {"mock", "unittest"} and "patch" in source:
                return _CALLS["patch"]
            if module in _UNPICKLERS - {"yaml"} and re.search(r"\bloads?\b|Unpickler|\bopen\b", source):
                return "unpickles a file the student may have written"
            if module in _EVALUATORS:
                return _CALLS["sympify"]
            if not _is_known(module, own_modules):
                return f"imports {module}, which the student may have written"
    return ""


def _call_reason(node: ast.Call) -> str:
    function = node.func
    name = (
        function.attr
        if isinstance(function, ast.Attribute)
        else function.id
        if isinstance(function, ast.Name)
        else ""
    )
    holder = function.value if isinstance(function, ast.Attribute) else None
    owner = (
        holder.id
        if isinstance(holder, ast.Name)
        else holder.attr  # torch.jit.load
        if isinstance(holder, ast.Attribute)
        else ""
    )
    if owner in _UNPICKLERS and name in {"load", "loads", "open", "Unpickler"}:
        return "unpickles a file the student may have written"
    if owner == "subprocess" and name in {"run", "call", "check_output", "check_call"}:
        return _CALLS["Popen"]
    if name == "load" and any(k.arg in {"allow_pickle", "weights_only"} for k in node.keywords):
        return "unpickles a file the student may have written"
    if name == "eval":  # model.eval() takes no text; DataFrame.eval() and pd.eval() do
        return _CALLS["eval"] if node.args and not isinstance(node.args[0], ast.Constant) else ""
    if name in {"load", "jit"} and owner in {"torch", "jit"}:
        return "unpickles a file the student may have written"
    if name == "patch" and owner not in {"", "mock"}:
        return ""
    return _CALLS.get(name, "")


def _is_known(module: str, own_modules: Collection[str]) -> bool:
    if not module or module in own_modules or module in sys.stdlib_module_names or module in sys.modules:
        return True
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError):
        return False
