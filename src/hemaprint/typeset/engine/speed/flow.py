"""Say at once whether a box is in the flow, which is asked a dozen times for every line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_OUT_OF_FLOW = frozenset({"left", "right", "inline-start", "inline-end", "footnote"})


def quick(original: Callable[..., Any]) -> Callable[..., Any]:
    """``Box.is_in_normal_flow``, which asks five other methods; children of flex boxes answer one of them."""

    def is_in_normal_flow(self: Any) -> Any:
        if "is_floated" in self.__dict__:
            return original(self)
        style = self.style
        if style["float"] in _OUT_OF_FLOW:
            return False
        position = style["position"]
        return position not in ("absolute", "fixed") and position[0] not in ("running()", "note()")

    return is_in_normal_flow
