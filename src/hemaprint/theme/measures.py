# SPDX-License-Identifier: MIT
"""Settle the measures of a page: what the house, a theme, a project and an issue say, one over the other, and checked.

A margin that only a theme or the house gives is meant for their own page size: on a smaller page it is smaller in
proportion (at the sides by the widths, at head and foot by the heights), with room for its running head or folio.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple, TypeVar, get_args

from hemaprint.content.models import Issue
from hemaprint.errors import Location, Problem
from hemaprint.project.direction import runs_from_the_right
from hemaprint.project.page import (
    HOUSE_SIZE,
    Binding,
    Edge,
    FolioStyle,
    FrameColumns,
    FrameName,
    HeadLine,
    Heads,
    Page,
    Running,
    SideAt,
)
from hemaprint.project.page import Margins as MarginTexts
from hemaprint.project.project import CONFIG_NAME, MANIFEST_NAME, Project
from hemaprint.project.text import Step, read_text
from hemaprint.project.toml import read_toml
from hemaprint.project.values import PageSize, parse_length, parse_page_size
from hemaprint.project.yaml import read_yaml
from hemaprint.theme.geometry import (
    BLEED,
    LEAST_CHARACTERS,
    MM,
    TRIM_CLEAR,
    FrameRule,
    Furniture,
    Geometry,
    Margins,
)

T = TypeVar("T")
Steps = tuple[Step, ...]

HOUSE = Page(
    size=HOUSE_SIZE,
    margins=MarginTexts(inside="18mm", outside="15mm", top="23mm", bottom="20mm"),
    baseline="12pt",
    text="9pt",
    gutter="5mm",
    folio=FolioStyle(place="outside", edge="foot", form="{page}"),
    heads=Heads(head=HeadLine(outside="department", inside="title"), foot=HeadLine(outside="none", inside="imprint")),
)
LEAST_LINES = 12
"""A lower type area holds a headline and no text below it."""
LEAST_SIDE = 14
"""The least characters of a side column: its captions are set smaller, in lines of three words."""
TIGHTEST, LOOSEST = 1.1, 1.9
"""Bounds of the baseline as a multiple of the text size: below, descenders touch; above, lines fall apart."""
_LEAST_MARGIN = 5 * MM


class PageLayer(NamedTuple):
    """What a file says of the page under its key ``page``; ``own``: of the project, for the size that it names itself.

    The house's own measures have no file.
    """

    page: Page
    path: Path | None = None
    own: bool = True

    def at(self, *steps: Step) -> Location:
        """Where the file says it, or says nothing of it."""
        assert self.path is not None
        text = read_text(self.path)[0] or ""
        read = read_toml if self.path.suffix == ".toml" else read_yaml
        located = read(text, self.path)[0]
        return located.at("page", *steps) if located is not None else Location(self.path)


class Settled(NamedTuple):
    """A geometry and what is wrong with it (errors)."""

    geometry: Geometry
    problems: tuple[Problem, ...]


def settle(layers: Sequence[PageLayer], bleed: float = BLEED, binding: Binding = "left") -> Settled:
    """The geometry of pages whose measures ``layers`` give, the strongest last.

    ``bleed`` is in pt; ``binding`` is the edge that the language of the magazine is bound at.
    """
    asked = _Asked((PageLayer(HOUSE, own=False), *layers))
    geometry = asked.geometry(bleed, binding)
    return Settled(geometry, tuple(_Checks(asked, geometry).problems()) if layers else ())


def measures_of(project: Project, issue: Issue | None = None) -> Settled:
    """The measures of a project's pages, or of those of one issue, and what does not go together in them."""
    package, config = project.theme, project.config
    layers = [PageLayer(config.page, project.root / CONFIG_NAME)]
    if package is not None:
        layers.insert(0, PageLayer(package.file.page, package.path, own=False))
    if issue is not None:
        layers.append(PageLayer(issue.manifest.page, issue.path / MANIFEST_NAME))
    binding: Binding = "right" if runs_from_the_right(config.magazine.language) else "left"
    return settle(layers, project.bleed, binding)


class _Asked:
    """The layers, asked for one value after the other."""

    def __init__(self, layers: Sequence[PageLayer]) -> None:
        self.layers = layers

    def last(self, get: Callable[[Page], T | None], layers: Sequence[PageLayer] = ()) -> tuple[T, PageLayer] | None:
        """The value of the strongest layer that has one, and the layer."""
        found = ((value, one) for one in reversed(layers or self.layers) if (value := get(one.page)) is not None)
        return next(found, None)

    def must(self, get: Callable[[Page], T | None]) -> T:
        """A value that the house gives at least."""
        found = self.last(get)
        assert found is not None
        return found[0]

    def length(self, get: Callable[[Page], str | None]) -> float | None:
        """A length in pt; None where no layer has one."""
        found = self.last(get)
        return None if found is None else parse_length(found[0])

    def geometry(self, bleed: float, binding: Binding) -> Geometry:
        size = parse_page_size(self.must(lambda page: page.size))
        bound: tuple[Binding, PageLayer] | None = self.last(lambda page: page.binding)
        geometry = Geometry(
            size.width,
            size.height,
            bleed,
            baseline=self.length(lambda page: page.baseline) or 0.0,
            text=self.length(lambda page: page.text) or 0.0,
            gutter=self.length(lambda page: page.gutter) or 0.0,
            rules=tuple(map(self.rule, get_args(FrameName))),
            furniture=self.furniture(),
            binding=bound[0] if bound else binding,
        )
        return replace(geometry, margins=self.margins(geometry))

    def margins(self, geometry: Geometry) -> Margins:
        """The margins: as a project writes them, else the theme's in proportion."""
        given = [one for one in self.layers if not one.own]
        reference = self.last(lambda page: page.size, given)
        assert reference is not None
        ratio = proportion(parse_page_size(reference[0]), geometry)
        least = least_margins(geometry)
        values: dict[str, float] = {}
        for name in ("inside", "outside", "top", "bottom"):
            found = self.last(lambda page, name=name: getattr(page.margins, name))  # type: ignore[misc]
            assert found is not None
            length = parse_length(found[0]) or 0.0
            values[name] = length if found[1].own else max(length * getattr(ratio, name), getattr(least, name))
        return Margins(**values)

    def rule(self, name: str) -> FrameRule:
        """What is said of a frame. Columns of a theme are a wish: a small page has fewer, none at the side."""

        def of(page: Page) -> FrameColumns:
            return getattr(page.frames, name)  # type: ignore[no-any-return]

        columns, side = self.last(lambda page: of(page).columns), self.last(lambda page: of(page).side)
        side_at: tuple[SideAt, PageLayer] | None = self.last(lambda page: of(page).side_at)
        return FrameRule(
            name,
            columns[0] if columns else 0,
            self.length(lambda page: of(page).gutter),
            parse_length(side[0]) if side else None,
            side_at[0] if side_at else "outside",
            wished=columns is not None and not columns[1].own,
            side_wished=side is not None and not side[1].own,
        )

    def furniture(self) -> Furniture:
        """Running heads and folios."""

        def both(edge: Edge) -> tuple[Running, Running]:
            outside = self.must(lambda page: getattr(page.heads, edge).outside)
            inside = self.must(lambda page: getattr(page.heads, edge).inside)
            return outside, inside

        return Furniture(
            both("head"),
            both("foot"),
            self.must(lambda page: page.folio.place),
            self.must(lambda page: page.folio.edge),
            self.must(lambda page: page.folio.form),
        )

    def place(self, *keys: Steps) -> Location:
        """Where the strongest layer that has a file says one of ``keys``, or else which size the page has."""

        def said(page: Page, steps: Steps) -> object:
            value: object = page
            for step in steps:
                value = getattr(value, str(step))
            return value

        files = [one for one in reversed(self.layers) if one.path is not None]
        for wanted in (keys, (("size",),)):
            for layer in files:
                for steps in wanted:
                    if said(layer.page, steps) is not None:
                        return layer.at(*steps)
        return files[-1].at()


def proportion(reference: PageSize, page: Geometry) -> Margins:
    """By how much the margins of a theme for pages of ``reference`` are multiplied on a page; never above 1."""
    across, down = min(1.0, page.width / reference.width), min(1.0, page.height / reference.height)
    return Margins(across, across, down, down)


def least_margins(geometry: Geometry) -> Margins:
    """The smallest margins that a page has unless a project asks for smaller ones, running heads and folios in them."""
    line, furniture = geometry.baseline, geometry.furniture
    top = 1.5 * line + TRIM_CLEAR if furniture.at("head") else _LEAST_MARGIN
    bottom = 2.5 * line + TRIM_CLEAR if furniture.at("foot") else _LEAST_MARGIN
    return Margins(2 * _LEAST_MARGIN, 1.6 * _LEAST_MARGIN, top, bottom)


# ---------------------------------------------------------------- checks


def _mm(length: float) -> str:
    return f"{length / MM:.3g} mm"


def _pt(length: float) -> str:
    return f"{length:.3g} pt"


@dataclass(frozen=True, slots=True)
class _Checks:
    """The bounds of measures that depend on one another."""

    asked: _Asked
    geometry: Geometry

    def problems(self) -> Iterator[Problem]:
        """Every fault; where the type area is too small, nothing that follows from it."""
        too_small = [*self._type_area()]
        yield from too_small
        yield from self._leading()
        yield from self._margins()
        yield from self._places()
        if not too_small:
            for name in get_args(FrameName):
                yield from self._frame(name)

    def _type_area(self) -> Iterator[Problem]:
        page, held = self.geometry, int(self.geometry.characters(self.geometry.type_width))
        if held < LEAST_CHARACTERS:
            message = f"the type area is {_mm(page.type_width)} wide: a line holds {max(0, held)} characters"
            hint = f"{LEAST_CHARACTERS} are the least: make the margins narrower, the page wider or the text smaller"
            place = self.asked.place(("margins", "inside"), ("margins", "outside"), ("text",))
            yield Problem("HP077", message, place, hint)
        height = page.height - page.margins.top - page.margins.bottom
        if height < LEAST_LINES * page.baseline:
            place = self.asked.place(("margins", "top"), ("margins", "bottom"), ("baseline",))
            message = (
                f"the type area is {_mm(max(0.0, height))} high: it holds {max(0, int(height / page.baseline))} lines"
            )
            hint = f"{LEAST_LINES} are the least: make the margins narrower, the page higher or the baseline smaller"
            yield Problem("HP077", message, place, hint)

    def _leading(self) -> Iterator[Problem]:
        text, baseline = self.geometry.text, self.geometry.baseline
        if TIGHTEST * text - 0.01 <= baseline <= LOOSEST * text + 0.01:
            return
        tight = baseline < text * TIGHTEST
        reason = "descenders touch the line below" if tight else "the lines fall apart"
        message = f"lines {_pt(baseline)} apart are too {'close' if tight else 'far apart'} for text of {_pt(text)}"
        hint = f"{reason}: give a baseline from {_pt(TIGHTEST * text)} to {_pt(LOOSEST * text)}, or another text size"
        yield Problem("HP079", message, self.asked.place(("baseline",), ("text",)), hint)

    def _margins(self) -> Iterator[Problem]:
        page = self.geometry
        needed = 1.5 * page.baseline + TRIM_CLEAR
        edges: tuple[tuple[Edge, str, float], ...] = (
            ("head", "top", page.margins.top),
            ("foot", "bottom", page.margins.bottom),
        )
        for edge, name, margin in edges:
            if page.furniture.at(edge) and margin < needed - 0.01:
                message = f"the {name} margin of {_mm(margin)} has no room for its running head or folio"
                hint = (
                    f"a running head or a folio takes a line of {_pt(page.baseline)}, half a line of white and "
                    f"{_mm(TRIM_CLEAR)} to the trim: give it {_mm(needed)}, or leave heads.{edge} and the folio out"
                )
                yield Problem("HP080", message, self.asked.place(("margins", name), ("baseline",)), hint)

    def _places(self) -> Iterator[Problem]:
        furniture = self.geometry.furniture
        edge: Edge = furniture.folio_edge
        heads = dict(zip(("outside", "inside"), furniture.head if edge == "head" else furniture.foot, strict=True))
        said = heads.get(furniture.folio, "none")
        if said != "none":
            message = f"the folio and the running head “{said}” are both at the {edge}, {furniture.folio}"
            hint = f'move one of them, or leave one out: heads.{edge}.{furniture.folio} = "none"'
            keys = (("folio", "place"), ("folio", "edge"), ("heads", edge, furniture.folio))
            yield Problem("HP081", message, self.asked.place(*keys), hint)

    def _frame(self, name: str) -> Iterator[Problem]:
        page, frame, rule = self.geometry, self.geometry.frame(name), self.geometry.rule(name)
        here: Steps = ("frames", name)
        held = int(page.characters(frame.column) + 0.01)
        if held < LEAST_CHARACTERS and (rule.columns or rule.side):
            most = page.fitting(frame.columns, LEAST_CHARACTERS, frame.width, frame.gutter)
            fewer = f"use {most} of them" if most < frame.columns else "make its side column narrower"
            message = f"a column of {_mm(frame.column)} in the frame {name} holds {max(0, held)} characters"
            hint = f"{LEAST_CHARACTERS} are the least: {fewer}, or narrower margins, or smaller text"
            yield Problem("HP078", message, self.asked.place((*here, "columns"), (*here, "side")), hint)
        if rule.side and page.characters(rule.side) < LEAST_SIDE:
            message = f"a side column of {_mm(rule.side)} holds {int(page.characters(rule.side))} characters"
            hint = f'{LEAST_SIDE} are the least: make it wider, or leave it out: side = "0mm"'
            yield Problem("HP078", message, self.asked.place((*here, "side")), hint)
        if frame.gutter < page.text and (frame.columns > 1 or frame.side):
            message = f"a gutter of {_mm(frame.gutter)} is narrower than an em of the text, {_mm(page.text)}"
            hint = "readers would read on across it: make it wider, or the text smaller"
            yield Problem("HP083", message, self.asked.place((*here, "gutter"), ("gutter",), ("text",)), hint)
