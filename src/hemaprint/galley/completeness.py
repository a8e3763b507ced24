# SPDX-License-Identifier: MIT
"""Prove that a galley holds the whole of its manuscript (law 7): every unit of copy that layouts should print."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from hemaprint.content import spans
from hemaprint.content.models import Advertisement
from hemaprint.content.paper import address_units
from hemaprint.content.units import (
    Unit,
    advertisement_units,
    block_units,
    contents_units,
    front_units,
    page_units,
    reference_units,
    running_units,
)
from hemaprint.errors import Location, Problem
from hemaprint.galley.blockwriter import image_url, partial_of
from hemaprint.galley.compose import AD_KEY, Composer
from hemaprint.galley.facts import fact_units
from hemaprint.galley.flow import Floating, Item
from hemaprint.galley.galley import Galley, MakeUp
from hemaprint.galley.pages import compose_advertisement, compose_unmeasured
from hemaprint.galley.printed import GAP, SVG, Print, read, words_of
from hemaprint.galley.setting import Setting

_EXCERPT = 90
_PRINTED_BY = {
    "headline": "title",
    "kicker": "kicker",
    "sponsor": "kicker",
    "standfirst": "standfirst",
    "byline": "byline",
    "contributors": "byline",
    "disclosure": "declarations",
    "about": "contributors",
    "cme": "cme",
    "label": "byline",
    "opener": "opener",
    "funding": "declarations",
    "correspondence": "declarations",
    "consent": "declarations",
    "abstract": "abstract",
    "keywords": "abstract",
    "books": "books",
    "life": "life",
    "doi": "addresses",
    "addresses": "addresses",
}
"""The partials that print what front matter says."""
_WITHOUT = {
    "HP254": "delete the file: the bundled layout of the same name prints it",
    "HP255": "leave the key out if it is not wanted",
}
_INSIDE = "{% for part in block.blocks %}{{ inner(part) }}{% endfor %}"
_REMEDIES = {
    "copy": "{{ block.html }}",
    "blocks": _INSIDE,
    "figures": "{% for row in rows %}{% for figure in row.figures %}{{ inner(figure) }}{% endfor %}{% endfor %}",
    "entries": f"{{% for block in block.entries %}}{{{{ block.term }}}}{_INSIDE}{{% endfor %}}",
}
_ITEM = '<div class="slot" data-key="{{ item.key }}">{{ item.html }}</div>'


def prove_article(composer: Composer, galley: Galley) -> tuple[Problem, ...]:
    """What of an article its galley does not print: blocks (HP254, HP256) and front matter (HP255)."""
    setting, article = composer.setting, composer.article
    blocks = {placed.key: tuple(_units_of(composer, placed)) for placed in composer.body.placed}
    around, parts, running = read(galley.html, blocks)
    page = f"pages/{article.template}.html"
    problems: list[Problem] = []
    for key, units in blocks.items():
        if len(parts[key]) > 1:
            problems.append(_twice(units, _layouts(setting, page)))
        elif parts[key]:
            lost = _lost(units, parts[key][0], setting)
            problems += _dropped_by_partials(lost, units, setting, page)
        elif units:
            problems.append(_dropped(units, _layouts(setting, page), _ITEM, "HP254"))
    rest = Print(GAP.join([around.words, *(part.words for found in parts.values() for part in found)]), around.pictures)
    told = (*front_units(article), *fact_units(article), *reference_units(article))
    wanted = (*told, *address_units(composer.addresses))
    fields = [unit for unit in wanted if not _is_said(unit, rest, setting)]
    fields += [unit for unit in running_units(article) if not Print(running).says(_words(unit, setting))]
    problems += [_dropped([unit], _layouts(setting, page), _remedy(unit), "HP255") for unit in fields]
    return tuple(problems)


def prove_page(kind: str, galley: Galley, setting: Setting) -> tuple[Problem, ...]:
    """What of ``issue.yaml`` a page that the magazine makes itself does not print (HP255)."""
    units = page_units(setting.issue, kind, setting.language)
    more = contents_units(setting.issue) if kind == "contents" else ()
    return _prove_whole([*units, *more], galley, setting, f"pages/{kind}.html")


def prove_advertisement(ad: Advertisement, galley: Galley, setting: Setting) -> tuple[Problem, ...]:
    """What of a full-page advertisement is not printed (HP255)."""
    units = advertisement_units(setting.issue, ad, setting.language)
    return _prove_whole(list(units), galley, setting, "pages/advertisement.html")


def prove_issue(setting: Setting) -> tuple[Problem, ...]:
    """What layouts leave out of an issue, found before anything is measured."""
    problems: list[Problem] = []
    for article in setting.issue.articles.values():
        composer = Composer(article, setting)
        problems += prove_article(composer, composer.galley(MakeUp(), "right"))
    for entry in setting.issue.manifest.order:
        if entry.page:
            problems += prove_page(entry.page, compose_unmeasured(entry.page, setting), setting)
    for ad in setting.issue.manifest.advertisements:
        if ad.size == "full":
            problems += prove_advertisement(ad, compose_advertisement(ad, setting, "right"), setting)
    return tuple(problems)


def _prove_whole(units: Sequence[Unit], galley: Galley, setting: Setting, layout: str) -> tuple[Problem, ...]:
    around, _, _ = read(galley.html, ())
    lost = _lost(units, around, setting)
    return tuple(_dropped([unit], _layouts(setting, layout), _remedy(unit), "HP255") for unit in lost)


# ---------------------------------------------------------------- what is wanted


def _units_of(composer: Composer, placed: Item | Floating) -> Iterator[Unit]:
    setting = composer.setting
    if placed.block is not None:
        yield from block_units(placed.block, composer.article.path)
    elif placed.key.startswith(AD_KEY):
        ad = next(ad for ad in setting.half_pages(composer.article.slug) if placed.key == f"{AD_KEY}{ad.id}")
        yield from advertisement_units(setting.issue, ad, setting.language)


def _words(unit: Unit, setting: Setting) -> str:
    return words_of(unit.copy, setting.page_label)


# ---------------------------------------------------------------- comparison


def _lost(units: Sequence[Unit], printed: Print, setting: Setting) -> list[Unit]:
    """The units that are not printed. Long ones are searched first, so that none is found inside another."""
    wanted = {id(unit): _words(unit, setting) for unit in units if not unit.is_picture}
    order = sorted((unit for unit in units if not unit.is_picture), key=lambda unit: -len(wanted[id(unit)]))
    # what is printed as written is taken first, so that the others have little to be found in
    late = [unit for unit in order if wanted[id(unit)] and not printed.take_whole(wanted[id(unit)])]
    missing = {id(unit) for unit in late if not printed.take(wanted[id(unit)])}
    return [unit for unit in units if id(unit) in missing or (unit.is_picture and not _shown(unit, printed, setting))]


def _is_said(unit: Unit, printed: Print, setting: Setting) -> bool:
    if unit.is_picture:
        return _shown(unit, printed, setting)
    wanted = _words(unit, setting)
    return not wanted or printed.says(wanted)


def _shown(unit: Unit, printed: Print, setting: Setting) -> bool:
    return (SVG if unit.picture is None else image_url(setting, unit.picture)) in printed.pictures


def _dropped_by_partials(lost: Sequence[Unit], units: Sequence[Unit], setting: Setting, page: str) -> Iterator[Problem]:
    """One problem for each layout that leaves something of a block out."""
    left_out = {id(unit) for unit in lost}
    kept = [unit for unit in units if id(unit) not in left_out]
    groups: dict[tuple[str, str], list[Unit]] = defaultdict(list)
    for unit in lost:
        groups[_blamed(unit, kept) or (page, _ITEM)].append(unit)
    for (layout, remedy), group in groups.items():
        yield _dropped(group, _layouts(setting, layout), remedy, "HP254")


def _blamed(unit: Unit, kept: Sequence[Unit]) -> tuple[str, str] | None:
    """The partial that left a unit out, and how it prints it; None where none has drawn it.

    That is the innermost one around it that printed anything else of the same block, or the outermost.
    """
    if not unit.path:
        return "partials/half-ad.html", _remedy(unit)
    heard = {id(block) for other in kept for block, _ in other.path}
    ways = [(block, name) for block, name in unit.path if partial_of(block)]
    inner = [(block, name) for block, name in ways if id(block) in heard]
    if not ways:
        return None
    block, name = inner[-1] if inner else ways[0]
    return f"partials/{partial_of(block)}.html", _REMEDIES.get(name, f"{{{{ block.{name} }}}}")


def _layouts(setting: Setting, name: str) -> list[str]:
    """The files that a layout is made of: the project's own among them, or else the layout itself."""
    root = setting.issue.path.parents[1].resolve()
    own = setting.theme.own_layouts(name)
    shown = [path.relative_to(root) if path.is_relative_to(root) else path for path in own]
    return [path.as_posix() for path in shown] or [f"layouts/{name}"]


# ---------------------------------------------------------------- problems


def _remedy(unit: Unit) -> str:
    """What prints a text of front matter or ``issue.yaml``: a partial where one does, or its name."""
    if unit.is_picture:
        return f'<img src="{{{{ image({unit.name}) }}}}">'
    owner, key = unit.name.split(".")[:2]
    inner = unit.name.rpartition(".")[2]
    partial = _PRINTED_BY.get(inner, _PRINTED_BY.get(key)) if owner == "meta" else None
    return f'{{% include "partials/{partial}.html" %}}' if partial else f"{{{{ {unit.name} }}}}"


def _dropped(units: Sequence[Unit], layouts: Sequence[str], remedy: str, code: str) -> Problem:
    first = units[0]
    more = f", and {len(units) - 1} more of this block" if len(units) > 1 else ""
    return Problem(
        code,
        f"{' or '.join(layouts)} leaves out {_excerpt(first)}{more}",
        first.location,
        hint=f"write {remedy} there, or {_WITHOUT[code]}",
    )


def _twice(units: Sequence[Unit], layouts: Sequence[str]) -> Problem:
    what = _excerpt(units[0]) if units else "a line of the page"
    return Problem(
        "HP256",
        f"{' or '.join(layouts)} prints {what} more than once",
        units[0].location if units else Location(Path(layouts[0])),
        hint="print each item of a list once",
    )


def _excerpt(unit: Unit) -> str:
    if unit.is_picture:
        return f"the picture {Path(unit.picture).name}" if unit.picture else "a drawing"
    text = spans.text_of(unit.copy)
    return f"“{text if len(text) <= _EXCERPT else text[: _EXCERPT - 1] + '…'}”"
