# SPDX-License-Identifier: MIT
"""Say until when credit for continuing medical education is given, and where to answer."""

from __future__ import annotations

from collections.abc import Mapping

from babel.dates import format_date
from markupsafe import Markup

from hemaprint.content.models import Article
from hemaprint.galley.addresses import code_of
from hemaprint.galley.markup import breakable
from hemaprint.galley.setting import Setting, words_of
from hemaprint.project.languages import locale_of
from hemaprint.project.text import printed_address


def valid_until(article: Article) -> str:
    """The last day of the credit in the words of the article's language; "" where there is no credit."""
    if article.meta.cme is None:
        return ""
    day = format_date(article.meta.cme.expires, "long", locale=locale_of(article.language))
    return words_of(article.language).valid.format(day)


def credit_context(article: Article, setting: Setting) -> Mapping[str, object]:
    """What cme.html prints besides the front matter."""
    cme = article.meta.cme
    if cme is None:
        return {}
    said = {"cme_valid": valid_until(article)}
    if not cme.url:
        return said
    link = Markup('<a href="{}">{}</a>').format(cme.url, Markup(breakable(printed_address(cme.url))))
    address = Markup(words_of(article.language).answer_at).format(link)
    return said | {"cme_address": address, "cme_code": code_of(cme.url, article.language, setting)}
