"""Add an article to the order of an issue.yaml and leave every other character of the file alone."""

from __future__ import annotations

import yaml

# What closes an issue: new articles come before it.
_BACK_MATTER = frozenset({"masthead", "colophon", "back"})


def order_line(slug: str) -> str:
    """The line of the order that names an article."""
    return f"- article: {slug}"


def stands_in_order(text: str, slug: str) -> bool:
    """Whether the order of this issue.yaml names the article already."""
    order = _order_of(text)
    entries = [entry for entry in order.value if isinstance(entry, yaml.MappingNode)] if order else []
    return any(key.value == "article" and value.value == slug for entry in entries for key, value in entry.value)


def add_to_order(text: str, slug: str) -> str | None:
    """The text of issue.yaml with ``slug`` after the last article of its order; None where that cannot be done safely.

    It can be done when ``order`` is a list in block style, one entry a line or more.
    """
    order = _order_of(text)
    if order is None or order.flow_style or not order.value:
        return None
    kept = len(order.value)
    while kept > 1 and _page_of(order.value[kept - 1]) in _BACK_MATTER:
        kept -= 1
    previous = order.value[kept - 1]
    if not isinstance(previous, yaml.MappingNode):
        return None
    lines = text.splitlines(keepends=True)
    last = _last_line(previous)
    indent = lines[previous.start_mark.line][: lines[previous.start_mark.line].index("-")]
    if not lines[last].endswith("\n"):
        lines[last] += "\n"
    lines.insert(last + 1, f"{indent}{order_line(slug)}\n")
    return "".join(lines)


def _order_of(text: str) -> yaml.SequenceNode | None:
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    for key, value in root.value:
        if key.value == "order" and isinstance(value, yaml.SequenceNode):
            return value
    return None


def _page_of(entry: yaml.Node) -> str:
    if isinstance(entry, yaml.MappingNode):
        for key, value in entry.value:
            if key.value == "page":
                return str(value.value)
    return ""


def _last_line(entry: yaml.MappingNode) -> int:
    """The line (from 0) an entry ends on; the end mark of a block mapping already stands on the next token."""
    if entry.flow_style:
        return int(entry.end_mark.line)
    return max(int(value.end_mark.line) for _, value in entry.value)
