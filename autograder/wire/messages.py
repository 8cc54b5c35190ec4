"""The two messages of the wire, and what accompanies a handle.

Both sides speak the same two messages, nested like a call stack: while one
waits for a reply it may be asked to call something back.
"""

from __future__ import annotations

from typing import Any

import msgspec

Node = Any  # an encoded value: a scalar, or a list [tag, ...]; see codec.py


class ErrorInfo(msgspec.Struct, frozen=True):
    """An exception, as data.

    Attributes:
        names: Qualified class names along the method resolution order, most derived first.
        text: ``str(exception)``, cut.
        args: Its arguments, when all of them are plain data.
        attributes: Its other attributes that are plain data, by name.
        class_handle: Handle of the class, when the student's code defined it.
        line: Line of the student's cell it was raised from, 1-based; 0 when unknown.
        source: Text of that line.
        cell: Name of the cell that line is in: "cell 3", "test 3"; empty when unknown.
    """

    names: tuple[str, ...]
    text: str = ""
    args: Node = None
    attributes: Node = None
    class_handle: int = 0
    line: int = 0
    source: str = ""
    cell: str = ""


class Kind(msgspec.Struct, frozen=True):
    """What the owner of a handle says of the object behind it.

    Attributes:
        name: Class name, for messages.
        dunders: Special methods its class has, of those a proxy may forward.
        bases: Qualified names of well-known classes it is an instance of.
        callable: Whether it can be called.
        exception: When it is an exception class: its bases' qualified names.
    """

    name: str
    dunders: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    callable: bool = False
    exception: tuple[str, ...] = ()


class Request(msgspec.Struct, tag="request", frozen=True):
    """Do ``op`` on ``args``.

    Attributes:
        number: Counts up on each side.
        op: Name of the operation; each side has a table of those it serves.
        args: Encoded positional operands.
        kwargs: Encoded keyword operands.
        random: Encoded states of the random generators to continue from, or None.
    """

    number: int
    op: str
    args: Node = None
    kwargs: Node = None
    random: Node = None


class Reply(msgspec.Struct, tag="reply", frozen=True):
    """What came of request ``number``.

    Attributes:
        number: The request's.
        value: Encoded result.
        error: Set when it raised instead.
        out: Text printed meanwhile.
        err: Text printed to standard error meanwhile.
        changed: (index of the argument, its new content) for those changed in place.
        names: (name, whether it is the same object changed in place, new content) for
            watched global names that changed.
    """

    number: int
    value: Node = None
    error: ErrorInfo | None = None
    out: str = ""
    err: str = ""
    changed: tuple[tuple[int, Node], ...] = ()
    names: tuple[tuple[str, bool, Node], ...] = ()


Message = Request | Reply
