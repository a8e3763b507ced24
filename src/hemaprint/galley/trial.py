"""Fill every layout of the project's own that an issue needs, with a make-up that nobody has measured."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from markupsafe import Markup

from hemaprint.content.models import Article
from hemaprint.errors import ContentError, Problem
from hemaprint.galley.compose import Composer
from hemaprint.galley.makeup import MakeUp
from hemaprint.galley.pages import (
    CONTENTS,
    Folio,
    compose_advertisement,
    compose_contents_proof,
    compose_cover_words,
    compose_folios,
    compose_page,
    compose_unmeasured,
)
from hemaprint.galley.setting import Setting

_SIZE = 24.0


def tried(setting: Setting) -> tuple[Problem, ...]:
    """What is wrong with the project's layouts, each fault once; a project without layouts is not asked."""
    if setting.theme.own[0] is None:
        return ()
    problems: list[Problem] = []
    for attempt in _attempts(setting):
        try:
            attempt()
        except ContentError as error:
            problems += error.problems
    return tuple(dict.fromkeys(problems))


def _attempts(setting: Setting) -> Iterator[Callable[[], object]]:
    """Every document of an issue, to be composed when it is called."""
    for article in setting.issue.articles.values():
        yield partial(_compose, article, setting)
    for entry in setting.issue.manifest.order:
        if entry.page == CONTENTS:
            yield partial(compose_contents_proof, setting)
            yield partial(compose_unmeasured, CONTENTS, setting)
        elif entry.page is not None:
            yield partial(compose_page, entry.page, setting, "right", makeup=_headline(Markup("Trial")))
    for ad in setting.issue.manifest.advertisements:
        yield partial(compose_advertisement, ad, setting, "left")
    yield partial(compose_cover_words, [[Markup("Trial")]], setting)
    yield partial(compose_page, "blank", setting, "left")
    yield partial(compose_folios, [Folio("left", "2")], setting)


def _compose(article: Article, setting: Setting) -> None:
    composer = Composer(article, setting)
    composer.measured()
    composer.galley(_headline(setting.html(article.headline.copy)), "right")


def _headline(text: Markup) -> MakeUp:
    return MakeUp(title_size=_SIZE, title_leading=_SIZE, title_lines=(text,))
