# SPDX-License-Identifier: MIT
"""Tell what a leaf of a galley is, by its elements and its styles: a quotation, a plate, a heading, a call."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil
from typing import Any

from hemaprint.typeset.cut.leaves import Leaf
from hemaprint.typeset.engine.boxes import has_class, walk


def is_call(box: Any) -> bool:
    """Whether a box is the call of a note; the text in it is of the same element."""
    return str(box.element_tag).endswith("::footnote-call") and not hasattr(box, "text")


def is_plate(leaf: Leaf) -> bool:
    """Whether a block is a gallery, or a picture that asks for its room (plates.css)."""
    names = " ".join(element.get("class", "") for element in leaf.element.iter()).split()
    return any(name == "gallery" or name.startswith("size-") for name in names)


def is_quotation(leaf: Leaf) -> bool:
    """Whether a block is a pull quote."""
    return any(has_class(element, "pull") for element in leaf.element.iter())


def spoken(element: Any) -> Iterator[str]:
    """The words of a quotation, without its attribution."""
    yield element.text or ""
    for kid in element:
        if not has_class(kid, "attribution"):
            yield from spoken(kid)
        yield kid.tail or ""


def stays_with_next(leaf: Leaf) -> bool:
    """Whether a leaf, or a box that ends with it, must not be separated from what follows."""
    ends = [leaf.box]
    for box in reversed(leaf.chain):
        if box.children[-1] is not ends[-1]:
            break
        ends.append(box)
    return any(box.style["break_after"].startswith("avoid") for box in ends)


def cap_lines(leaf: Leaf) -> int:
    """Lines beside a float in the first line: a drop cap."""
    first = leaf.lines[0]
    caps = [box for box in first.children if box.is_floated()]
    return max((ceil(box.margin_height() / first.height - 0.01) for box in caps), default=0)


def targets_in(line: Any) -> Iterator[str]:
    """The names that the links of a line lead to."""
    for box in walk(line):
        if box.element is not None and box.element.tag == "a":
            _, hash_mark, name = box.element.get("href", "").partition("#")
            if hash_mark:
                yield name
