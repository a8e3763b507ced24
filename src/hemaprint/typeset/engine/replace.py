"""Put our changes to WeasyPrint in place while our engine is at work, and the originals back when it is done."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

from hemaprint.typeset.engine.registry import Change, changes_made

_Place = tuple[Any, str]
"""A module or class, and the name of what is replaced in it."""
_ours = threading.RLock()
"""Held while changes are in place: they are seen by the whole process, and engines of two threads would mix theirs."""


class Replacements:
    """Changes that are ready to be put in place."""

    def __init__(self, changes: Iterable[Change]) -> None:
        self._made = tuple(
            (*_place(target), _wrapper(wrapper)(_original(*_place(target))))
            for change in changes
            for target, wrapper in change.replaces.items()
        )

    @contextmanager
    def in_place(self) -> Iterator[None]:
        """Inside, WeasyPrint works with these changes; afterwards with what it worked with before, whatever happens.

        May be entered again inside. Other engines of this process wait meanwhile in their threads; whoever else uses
        WeasyPrint in another thread at this moment sees the changes, too.
        """
        with _ours:
            before = [(holder, name, vars(holder)[name]) for holder, name, _ in self._made]
            try:
                for holder, name, value in self._made:
                    setattr(holder, name, value)
                yield
            finally:
                for holder, name, value in before:
                    setattr(holder, name, value)


@cache
def replacements() -> Replacements:
    """The changes that the installed WeasyPrint is given."""
    return Replacements(changes_made())


def _place(target: str) -> _Place:
    """Where ``module:name`` or ``module:Class.name`` is looked up, the module as below ``weasyprint``."""
    module, _, path = target.partition(":")
    holder: Any = import_module(f"weasyprint.{module}")
    *classes, name = path.split(".")
    for one in classes:
        holder = getattr(holder, one)
    return holder, name


@cache
def _original(holder: Any, name: str) -> Any:
    """What stood in a place when it was first asked for: nothing of ours is there before."""
    return vars(holder)[name]


def _wrapper(name: str) -> Any:
    """What takes the original and returns what stands in for it: ``module:function`` below ``hemaprint.typeset``."""
    module, _, function = name.partition(":")
    return getattr(import_module(f"hemaprint.typeset.{module}"), function)
