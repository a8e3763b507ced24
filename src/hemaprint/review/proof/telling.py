# SPDX-License-Identifier: MIT
"""Tell what readers wish: as a checklist in Markdown, and as data for programs and the preview."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

from hemaprint.errors import Location
from hemaprint.review.proof.annotations import Kind
from hemaprint.review.proof.remarks import Remark
from hemaprint.review.proof.standing import Standing, State, Stood

Shown = Callable[[Location], str]
"""Writes a place as people see it."""
_DRAWN = {
    "Ink": "a drawing by hand",
    "Square": "a frame",
    "Circle": "an ellipse",
    "Line": "a line",
    "PolyLine": "lines",
    "Polygon": "an outline",
    "Stamp": "a stamp",
    "Text": "an empty note",
    "FreeText": "an empty note",
    "Caret": "a caret without words",
    "FileAttachment": "an attached file",
    "Sound": "a recording",
    "": "a sign without words",
}
"""What remarks are that say nothing, by PDF's word for them."""
_SIGNS = re.compile(r"([\\`*_\[\]<>#|~$])")


def checklist(stood: Stood, shown: Shown) -> Iterator[str]:
    """Every remark as an item to be ticked off, conflicts first, then line by line."""
    yield f"# {heading(stood)}"
    for number, group in enumerate(stood.in_conflict(), 1):
        if number == 1:
            yield "\n## Conflicts"
        yield f"\n{_place(group[0], shown)}, page {group[0].remark.label}:\n"
        yield from (_item(one) for one in group)
    for _, several in groupby(stood.others, key=lambda one: one.remark.source):
        listed = list(several)
        yield f"\n## {_escaped(shown(Location(listed[0].location.path)))}\n"
        yield from (_item(one, where=_where(one)) for one in listed)


def heading(stood: Stood) -> str:
    """What is listed, and of whom."""
    numbers = ", ".join(map(str, stood.numbers))
    readers, remarks = len(stood.readers), len(stood.remarks)
    of = f"{remarks} remark{'s' * (remarks != 1)} of {readers} reader{'s' * (readers != 1)}"
    return f"{stood.issue}, proof {numbers or '–'}: {of}"


def wish(remark: Remark) -> str:
    """What a reader wishes, in words."""
    words, text = f"“{remark.words}”", f"“{_line(remark.text)}”"
    match remark.kind:
        case Kind.STRIKE:
            said = f"strike {words}" if remark.words else "strike what is there"
        case Kind.INSERT:
            said = f"insert {text}"
        case Kind.REPLACE:
            said = f"replace {words} by {text}" if remark.words else f"replace by {text}"
        case Kind.MARK:
            said = f"on {words}: {text}" if remark.text else f"marked {words}"
        case Kind.REMARK:
            said = text if remark.text else _DRAWN.get(remark.subtype, _DRAWN[""])
            said = f"on {words}: {said}" if remark.words else said
    return f"{said}; note: “{_line(remark.note)}”" if remark.note else said


def standing_of(one: Standing) -> str:
    """What an editor must know besides: that the line is not what it was, and why a change is not made by itself."""
    said = []
    if one.state is not State.SAME:
        said.append("moved or changed" if one.state is State.CHANGED else "its line is gone")
    if one.is_certain and not one.done:
        said.append("certain")
    elif one.remark.is_change and one.doubt and not one.done:
        said.append(f"by hand: {one.doubt}")
    return "; ".join(said)


def data(stood: Stood, shown: Shown) -> dict[str, Any]:
    """Everything as JSON; boxes are left, top, right, bottom in pt from the top left corner of the trim."""
    return {
        "issue": stood.issue,
        "proofs": list(stood.numbers),
        "readers": list(stood.readers),
        "remarks": [datum(one, shown) for one in stood.remarks],
    }


def datum(one: Standing, shown: Shown) -> dict[str, Any]:
    """A remark as JSON."""
    remark = one.remark
    return {
        "id": remark.identity,
        "proof": remark.round,
        "reader": remark.who,
        "date": remark.date,
        "kind": remark.kind.value,
        "annotation": remark.subtype,
        "page": remark.label,
        "index": remark.page,
        "boxes": [list(box) for box in remark.boxes],
        "words": remark.words,
        "text": remark.text,
        "note": remark.note,
        "answers": [{"reader": answer.author, "text": answer.text} for answer in remark.answers],
        "place": shown(one.location),
        "line": one.location.line,
        "state": one.state.value,
        "conflict": one.conflict,
        "certain": one.is_certain,
        "doubt": one.doubt,
        "done": one.done,
        "wish": wish(remark),
    }


def _item(one: Standing, where: str = "") -> str:
    tick = "x" if one.done else " "
    more = standing_of(one)
    said = f"- [{tick}] {where}{_escaped(one.remark.who)}: {_escaped(wish(one.remark))}"
    lines = [f"{said} ({more})" if more else said]
    lines += [
        f"  - {_escaped(answer.author or 'answer')}: {_escaped(_line(answer.text))}" for answer in one.remark.answers
    ]
    return "\n".join(lines)


def _place(one: Standing, shown: Shown) -> str:
    return _escaped(shown(one.location))


def _where(one: Standing) -> str:
    line = f"line {one.location.line}, " if one.location.line else ""
    return f"{line}page {_escaped(one.remark.label)}: "


def _line(text: str) -> str:
    return " / ".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def _escaped(text: str) -> str:
    """A text that stays as it is in Markdown."""
    return _SIGNS.sub(r"\\\1", text)
