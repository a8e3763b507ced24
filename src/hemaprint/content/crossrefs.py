"""Cross-references between the articles of an issue: every target exists, and none is the article itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from hemaprint.content.article import Draft
from hemaprint.content.models import PageReference
from hemaprint.errors import Problem, did_you_mean


def check_cross_references(drafts: Sequence[Draft], slugs: Sequence[str]) -> Iterator[Problem]:
    """Every reference to an article that ``slugs`` do not have, to a place that its article lacks, or to itself.

    Articles that could not be read are taken to have every place: their own faults are reported.
    """
    anchors = {draft.slug: draft.article.anchors for draft in drafts if draft.article is not None}
    for draft in drafts:
        known = {problem.location for problem in draft.problems}
        for reference in sorted(set(draft.links), key=lambda reference: reference.location):
            if reference.location not in known:
                yield from _dangling(reference, slugs, anchors)
        for reference in draft.page_references:
            if reference.target == draft.slug:
                hint = "name the heading or figure that is meant: article:...#label"
                yield Problem("HP065", "the article cites its own first page", reference.location, hint)


def _dangling(
    reference: PageReference, slugs: Sequence[str], anchors: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    if reference.slug not in slugs:
        hint = did_you_mean(reference.slug, slugs, noun="articles of the issue")
        yield Problem("HP063", f'there is no article "{reference.slug}"', reference.location, hint)
    elif reference.anchor and reference.anchor not in anchors.get(reference.slug, {reference.anchor}):
        message = f'the article "{reference.slug}" has no place "{reference.anchor}"'
        hint = did_you_mean(reference.anchor, anchors[reference.slug], noun="it has")
        yield Problem("HP064", message, reference.location, hint)
