# SPDX-License-Identifier: MIT
"""Drop transparency groups that change nothing: pdfium, Chrome's engine, cuts off the first letter of text in them.

WeasyPrint 70 puts every SVG text with a ``text-anchor`` into an isolated group.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import Dictionary, Name, Object, Page

from hemaprint.pdf.objects import ObjectId

_PLAIN: dict[str, object] = {"/ca": 1, "/CA": 1, "/BM": Name.Normal, "/SMask": Name("/None")}
"""The parameters of transparency under which what is painted is opaque (ISO 32000-1, 11.6.4)."""
_NORMAL = (Name.Normal, Name("/Compatible"))
_OPERATORS = "q Q gs Do"


def drop_needless_groups(issue: pikepdf.Pdf) -> None:
    """Make plain forms of groups that are painted opaque and in which nothing blends.

    An isolated group without knockout gives then what its content gives (ISO 32000-1, 11.4.6): painting one thing over
    another is associative, half transparent or not.
    """
    uses = _Uses()
    for page in issue.pages:
        if any("/Group" in form for _, form in _forms(page.resources)):
            uses.read(page, page.resources, _PLAIN)
    for form in uses.opaque():
        group = form.Group
        if group.get("/I", False) and not group.get("/K", False) and not _blends(form):
            del form["/Group"]


@dataclass(slots=True)
class _Uses:
    """The groups that content paints, and which of them it paints under other parameters than plain ones."""

    _groups: dict[ObjectId, Object] = field(default_factory=dict)
    _needed: set[ObjectId] = field(default_factory=set)

    def opaque(self) -> Iterator[Object]:
        """The groups that are always painted opaque."""
        yield from (form for identity, form in self._groups.items() if identity not in self._needed)

    def read(self, content: Page | Object, resources: Object, entered: dict[str, object]) -> None:
        """Follow the parameters of transparency through a content stream, from those that it is ``entered`` with."""
        forms, states = dict(_forms(resources)), resources.get("/ExtGState", Dictionary())
        state, outer = entered, []
        for one in pikepdf.parse_content_stream(content, _OPERATORS):
            match str(one.operator):
                case "q":
                    outer.append(state)
                case "Q":
                    state = outer.pop() if outer else state
                case "gs":
                    changed = states.get(str(one.operands[0]), Dictionary())
                    state = state | {key: changed[key] for key in _PLAIN if key in changed}
                case _ if (form := forms.get(str(one.operands[0]))) is not None:
                    self._paint(form, resources, state)

    def _paint(self, form: Object, resources: Object, state: dict[str, object]) -> None:
        own = form.get("/Resources", resources)
        if "/Group" not in form:
            self.read(form, own, state)
            return
        if state != _PLAIN:
            self._needed.add(form.objgen)
        if form.objgen not in self._groups:
            self._groups[form.objgen] = form
            self.read(form, own, _PLAIN)


def _forms(resources: Object) -> Iterator[tuple[str, Object]]:
    for name, one in resources.get("/XObject", Dictionary()).items():
        if one.get("/Subtype") == Name.Form:
            yield name, one


def _blends(form: Object) -> bool:
    """Whether something in a form mixes with what is under it in another way than by covering it."""
    resources = form.get("/Resources", Dictionary())
    states = [state for _, state in resources.get("/ExtGState", Dictionary()).items()]
    return any(state.get("/BM", Name.Normal) not in _NORMAL for state in states) or any(
        _blends(inner) for _, inner in _forms(resources)
    )
