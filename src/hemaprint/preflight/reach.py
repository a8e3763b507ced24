"""Find what a page uses besides what its content paints: resources, soft masks, the appearances of annotations."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Stream

from hemaprint.pdf.fonts import FontShelf
from hemaprint.pdf.marks import Mark, marks_in
from hemaprint.pdf.objects import ObjectId
from hemaprint.pdf.values import entries_of, entry, inherited, is_new, name_of
from hemaprint.preflight.reading import annotations_of


def resources_of(page: pikepdf.Page, seen: set[ObjectId] | None = None) -> Iterator[Any]:
    """The resources of a page, of its annotations, and of the forms, patterns, masks and Type 3 fonts that these name.

    Each once; what is in ``seen`` is left out, and is added to it.
    """
    known: set[ObjectId] = set() if seen is None else seen
    pending = [inherited(page.obj, "/Resources"), *_appearances(page)]
    while pending:
        holder = pending.pop()
        if holder is None or not is_new(holder, known):
            continue
        resources = entry(holder, "/Resources") if isinstance(holder, Stream) else holder
        if holder is not resources and not is_new(resources, known):
            continue
        yield resources
        pending += [entry(font, "/Resources") for _, font in entries_of(entry(resources, "/Font"))]
        pending += [*_inner(resources), *_masks(resources)]


def marks_beside(page: pikepdf.Page, shelf: FontShelf) -> Iterator[Mark]:
    """The marks inside soft masks and appearances, each in the space of its own form."""
    seen: set[ObjectId] = set()
    masks = (mask for resources in resources_of(page) for mask in _masks(resources))
    for form in (*_appearances(page), *masks):
        if isinstance(form, Stream) and is_new(form, seen):
            yield from marks_in(form, shelf)


def groups_of(page: pikepdf.Page) -> Iterator[tuple[Any, Any]]:
    """The transparency groups of a page and of all forms and masks that it uses, with the resources they stand in."""
    yield entry(page.obj, "/Group"), inherited(page.obj, "/Resources")
    for resources in resources_of(page):
        for form in (*_inner(resources), *_masks(resources)):
            yield entry(form, "/Group"), entry(form, "/Resources")
    for form in _appearances(page):
        yield entry(form, "/Group"), entry(form, "/Resources")


def spaces_of(page: pikepdf.Page) -> Iterator[tuple[Any, Any]]:
    """The colour spaces that resources, pictures and shadings of a page name, with the resources they stand in."""
    for resources in resources_of(page):
        shadings = [shading for _, shading in entries_of(entry(resources, "/Shading"))]
        shadings += [entry(pattern, "/Shading") for _, pattern in entries_of(entry(resources, "/Pattern"))]
        spaces = [space for _, space in entries_of(entry(resources, "/ColorSpace"))]
        things = (*shadings, *(thing for _, thing in entries_of(entry(resources, "/XObject"))))
        for space in (*spaces, *(entry(thing, "/ColorSpace") for thing in things)):
            yield space, resources


def _inner(resources: Any) -> Iterator[Stream]:
    """Forms and cells of patterns."""
    for category in ("/XObject", "/Pattern"):
        for _, thing in entries_of(entry(resources, category)):
            if isinstance(thing, Stream) and name_of(thing.get("/Subtype")) != "Image":
                yield thing


def _masks(resources: Any) -> Iterator[Any]:
    for _, state in entries_of(entry(resources, "/ExtGState")):
        yield entry(entry(state, "/SMask"), "/G")


def _appearances(page: pikepdf.Page) -> Iterator[Any]:
    for annotation in annotations_of(page):
        for _, look in entries_of(entry(annotation, "/AP")):
            yield from [look] if isinstance(look, Stream) else [one for _, one in entries_of(look)]
