# SPDX-License-Identifier: MIT
"""Group neighbours that are one thing to a listener: the turns of a conversation, the entries of the contents.

A conversation is a list, each turn an item, its speaker the label: the name is heard first, and the keys that lead from
item to item lead from turn to turn, past the headings of the article. The galley says what belongs together:
``data-turn`` numbers the blocks of a turn, ``data-section`` names the department of an entry and of the line above it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from hemaprint.typeset.tags import Tags
from hemaprint.typeset.tags.nodes import DESCRIPTION, Kid, Node, is_a, new_node


def grouped(kids: Sequence[Kid], variant: Tags) -> list[Kid]:
    """The kids of a group, with a list around every run of turns and a TOC around every run of entries."""
    return list(_in_contents(_in_dialogue(_turns(kids), variant)))


# ---------------------------------------------------------------- conversations


def _turns(kids: Sequence[Kid]) -> Iterator[Kid]:
    """The kids, with an LI for each turn; a figure between two blocks of a turn is part of it."""
    numbers = [kid.attribute("data-turn") if isinstance(kid, Node) else "" for kid in kids]
    ends = {number: index + 1 for index, number in enumerate(numbers) if number}
    index = 0
    while index < len(kids):
        end = ends.get(numbers[index], index + 1)
        yield _turn(kids[index:end]) if numbers[index] else kids[index]
        index = end


def _turn(parts: Sequence[Kid]) -> Node:
    """A turn: the name of the speaker, be it an item's label or the first words of a paragraph, and the copy."""
    labels: list[Kid] = []
    copy: list[Kid] = []
    for part in parts:
        if isinstance(part, Node) and part.role == "LI":
            labels += [kid for kid in part.kids if is_a(kid, "Lbl")]
            copy += [one for kid in part.kids if isinstance(kid, Node) and kid.role == "LBody" for one in kid.kids]
        else:
            copy.append(part)
    first = copy[0] if copy else None
    if not labels and isinstance(first, Node) and first.kids and is_a(first.kids[0], "Lbl"):
        labels.append(first.kids.pop(0))
        copy = copy if first.kids else copy[1:]
    like = next(part for part in parts if isinstance(part, Node))
    return new_node("LI", like, [*labels, new_node("LBody", like, copy)] if copy else labels, tag="::turn")


def _in_dialogue(kids: Iterator[Kid], variant: Tags) -> Iterator[Kid]:
    for is_turn, run in groupby(kids, lambda kid: isinstance(kid, Node) and kid.tag == "::turn"):
        turns = list(run)
        first = turns[0]
        if is_turn and isinstance(first, Node):
            dialogue = new_node("L", first, turns)
            dialogue.attributes = dict(DESCRIPTION) if variant is Tags.UA2 else {}
            yield dialogue
        else:
            yield from turns


# ---------------------------------------------------------------- contents


def _in_contents(kids: Iterator[Kid]) -> Iterator[Kid]:
    for is_entry, run in groupby(kids, _is_of_contents):
        several = list(run)
        first = several[0]
        if is_entry and isinstance(first, Node):
            yield new_node("TOC", first, list(_entries([kid for kid in several if isinstance(kid, Node)])))
        else:
            yield from several


def _is_of_contents(kid: Kid) -> bool:
    return isinstance(kid, Node) and (kid.role == "TOCI" or bool(kid.attribute("data-section")))


def _entries(nodes: Sequence[Node]) -> Iterator[Node]:
    """The items of the contents; several of one department are a TOC in the item that names it."""
    for label, entries in _sections(nodes):
        if label is None:
            yield from entries
        elif len(entries) == 1:
            kids = entries[0].kids
            kids.insert(1 if kids and is_a(kids[0], "Lbl") else 0, label)
            yield entries[0]
        else:
            yield new_node("TOCI", label, [label, new_node("TOC", label, entries)] if entries else [label])


def _sections(nodes: Sequence[Node]) -> Iterator[tuple[Node | None, list[Node]]]:
    """The entries of one department after the other, each with the line that names it, if it has one."""
    label: Node | None = None
    entries: list[Node] = []
    for node in nodes:
        if node.role == "TOCI" and (not entries or _section(node) == _section(entries[-1])):
            entries.append(node)
            continue
        if label or entries:
            yield label, entries
        label, entries = (None, [node]) if node.role == "TOCI" else (node, [])
    if label or entries:
        yield label, entries


def _section(node: Node) -> str:
    return node.attribute("data-section")
