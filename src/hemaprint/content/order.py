"""What is wrong with the order of an issue: entries, split articles, the pages that the magazine makes itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from hemaprint.content.models import IssueManifest, OrderEntry, PageName
from hemaprint.errors import Location, Problem, Severity, did_you_mean
from hemaprint.project.text import Located

PAGE_NAMES: tuple[str, ...] = get_args(PageName)


def ordered_slugs(manifest: IssueManifest) -> tuple[str, ...]:
    """The articles of the order, each once."""
    return tuple(dict.fromkeys(entry.article for entry in manifest.order if entry.article))


def check_order(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """Every fault of the order."""
    yield from _entries(manifest.order, located)
    yield from _parts(manifest, located)
    yield from _own_pages(manifest, located)


def unknown_article(slug: str, slugs: tuple[str, ...], location: Location) -> Problem:
    """That an article is named which the order does not have."""
    hint = did_you_mean(slug, slugs, noun="articles of the order")
    return Problem("HP030", f'the order has no article "{slug}"', location, hint)


def _entries(order: tuple[OrderEntry, ...], located: Located) -> Iterator[Problem]:
    """Each entry names one thing, and each page and article stands once."""
    first: dict[str, int] = {}
    for index, entry in enumerate(order):
        named = [key for key in ("page", "article", "continued") if getattr(entry, key)]
        if len(named) != 1:
            message = f"an entry of the order names {' and '.join(named) or 'nothing'}"
            yield Problem("HP027", message, located.at("order", index), "it names one of page:, article: or continued:")
        if entry.article in PAGE_NAMES:
            message = f'an article cannot be named "{entry.article}": a page of the magazine is'
            yield Problem("HP026", message, located.at("order", index, "article"), "rename its file")
        for key in ("page", "article"):
            name = getattr(entry, key)
            if name and name in first:
                hint = f"the first stands in line {located.at('order', first[name]).line}"
                yield Problem("HP026", f'"{name}" stands twice in the order', located.at("order", index, key), hint)
            elif name:
                first[name] = index


def _parts(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """Every split article goes on exactly once, further back."""
    starts: dict[str, int] = {}
    rests: dict[str, int] = {}
    for index, entry in enumerate(manifest.order):
        if entry.article:
            starts.setdefault(entry.article, index)
        if entry.continued in rests:
            place = located.at("order", index, "continued")
            hint = "an article can be split into two parts"
            yield Problem("HP028", f'the rest of "{entry.continued}" stands twice', place, hint)
        elif entry.continued:
            rests[entry.continued] = index
    for index, entry in enumerate(manifest.order):
        if entry.split and (not entry.article or entry.article not in rests):
            hint = f"add an entry - continued: {entry.article}" if entry.article else "remove split:"
            message = "the rest of this article stands nowhere" if entry.article else "only an article can be split"
            yield Problem("HP028", message, located.key("order", index, "split"), hint)
    for slug, rest in rests.items():
        yield from _rest(manifest, located, slug, starts.get(slug), rest)


def _rest(manifest: IssueManifest, located: Located, slug: str, start: int | None, rest: int) -> Iterator[Problem]:
    """What is wrong with the entry of the order that continues an article."""
    place = located.at("order", rest, "continued")
    if start is None:
        yield unknown_article(slug, ordered_slugs(manifest), place)
    elif start > rest:
        yield Problem("HP028", f'the rest of "{slug}" stands before its start', place, "move this entry further down")
    elif not manifest.order[start].split:
        hint = f"add split: to the entry in line {located.at('order', start).line}, the number of pages to print there"
        yield Problem("HP028", f'the article "{slug}" is not split', place, hint)


def _own_pages(manifest: IssueManifest, located: Located) -> Iterator[Problem]:
    """The cover comes first, the back last, and a page and what stands on it come together."""
    pages = {entry.page: index for index, entry in reversed(list(enumerate(manifest.order))) if entry.page}
    if pages.get("cover", 0) != 0:
        yield Problem("HP029", "the cover is not the first page", located.at("order", pages["cover"]), "move it up")
    last = len(manifest.order) - 1
    if pages.get("back", last) != last:
        yield Problem(
            "HP029", "the back cover is not the last page", located.at("order", pages["back"]), "move it down"
        )
    for name in ("masthead", "colophon", "back"):
        given = getattr(manifest, name) is not None or located.has_key(name)
        if name in pages and not given:
            place = located.at("order", pages[name])
            yield Problem("HP029", f"the {name} has nothing to print", place, f"add {name}: to this file")
        elif given and name not in pages:
            hint = f"add an entry - page: {name}"
            message = f"the {name} is not in the order"
            yield Problem("HP029", message, located.key(name), hint, Severity.WARNING)
    if "cover" not in pages:
        message, hint = "the cover is not in the order", "add an entry - page: cover"
        yield Problem("HP029", message, located.key("cover"), hint, Severity.WARNING)
