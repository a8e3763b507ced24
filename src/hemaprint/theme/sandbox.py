"""Fill layouts so that they can only look at what they are given: a stranger's layout runs no code of its own.

Jinja2's sandbox keeps names with underscores, generators, frames and the changing of values from a layout. What a
layout is handed here besides plain values are objects of hemaprint; of these it sees what hemaprint itself defines,
and not what they inherit: pydantic's ``parse_file`` would read any file, and a path can be read and removed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from datetime import date
from functools import cache
from pathlib import PurePath
from typing import Any

from jinja2.environment import Environment
from jinja2.exceptions import SecurityError
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner, Namespace
from pydantic import BaseModel

LONGEST = 1_000_000
"""Characters or items that multiplying can make, and the largest whole power."""
_PLAIN = (
    str, bytes, int, float, complex, type(None), date, Mapping, Sequence, Set, Undefined,
    LoopContext, Macro, BlockReference, TemplateReference, Cycler, Joiner, Namespace,
)  # fmt: skip
_OF_PATHS = frozenset({"name", "stem", "suffix", "parts"})
_OURS = "hemaprint"


class Sandbox(ImmutableSandboxedEnvironment):
    """Layouts that look at values, call what they are handed, and repeat no more than a page can hold."""

    intercepted_binops = frozenset({"*", "**"})

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        del self.globals["lipsum"]  # as much text as it is asked for

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a layout may see an attribute."""
        if not super().is_safe_attribute(obj, attr, value) or isinstance(obj, type | Context | Environment):
            return False
        if isinstance(obj, PurePath):
            return attr in _OF_PATHS
        kind: Any = type(obj)
        return _is_plain(kind) or _defines(kind, attr)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """``*`` and ``**`` within bounds; raises SecurityError beyond them."""
        if operator == "**":
            too_much = isinstance(left, int) and isinstance(right, int) and left.bit_length() * abs(right) > LONGEST
        else:
            sizes = [len(one) for one in (left, right) if isinstance(one, Sequence)]
            times = [abs(one) for one in (left, right) if isinstance(one, int)]
            too_much = bool(sizes) and bool(times) and sizes[0] * times[0] > LONGEST
        if too_much:
            raise SecurityError(f"a layout cannot make more than {LONGEST:,} characters or items at once")
        return super().call_binop(context, operator, left, right)


@cache
def _is_plain(kind: Any) -> bool:
    """Values of Python and of Jinja2, whose own methods the sandbox of Jinja2 knows."""
    return issubclass(kind, _PLAIN) or (kind.__module__ == "jinja2.environment" and kind.__name__ == "TemplateModule")


@cache
def _defines(kind: Any, attribute: str) -> bool:
    """Whether hemaprint itself defines an attribute of a class: as a field, a property or a method."""
    if issubclass(kind, BaseModel) and attribute in kind.model_fields:
        return True
    defining = next((one for one in kind.__mro__ if attribute in vars(one)), None)
    owner = defining if defining is not None else kind
    return str(owner.__module__).split(".")[0] == _OURS
