# SPDX-License-Identifier: MIT
"""Write copy as JATS, and the front of an article: what it says of the journal and of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lxml import etree

from hemaprint.content.blocks import Notice
from hemaprint.content.facts import Book
from hemaprint.content.markdown import read_inline
from hemaprint.content.models import Article, Contributor, IssueManifest
from hemaprint.content.spans import Copy, Formula, Note
from hemaprint.export.formulas import mathml_element
from hemaprint.export.html import append_text
from hemaprint.export.pieces import Face, Linked, Run, Script, characters_of, groups_of
from hemaprint.project.config import Magazine
from hemaprint.project.text import slug_of

XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
HREF = f"{{{XLINK}}}href"
LANGUAGE = f"{{{XML}}}lang"

_TAGS: dict[Face, str] = {
    "strong": "bold",
    "emphasis": "italic",
    "sub": "sub",
    "sup": "sup",
    "code": "monospace",
    "struck": "strike",
    "capitals": "sc",
}


def node(tag: str, parent: Any, text: str = "", **attributes: str) -> Any:
    """A new last child of ``parent``; underscores in the names of attributes become hyphens."""
    made = etree.SubElement(parent, tag)
    made.text = text or None
    for name, value in attributes.items():
        if value:
            made.set(name.replace("_", "-"), value)
    return made


def identifier(anchor: str) -> str:
    """The id of a place: it must begin with a letter, and anchors may begin with a digit (XML 1.0, 2.3)."""
    return anchor and f"p-{anchor}"


def spans_into(parent: Any, copy: Copy, kinds: dict[str, str], call: Callable[[Note], None]) -> None:
    """Write spans at the end of ``parent``.

    ``kinds`` are the places that links can lead to, and the ref-type of each; ``call`` gets every note.
    """
    for group in groups_of(copy, kinds):
        around = node("sup", parent) if group.raised else parent
        for link in group.links:
            holder = _holder(around, link, kinds)
            for run in link.runs:
                _span(holder, run, group.faces, call)


def _holder(parent: Any, link: Linked, kinds: dict[str, str]) -> Any:
    if not link.href:
        return parent
    if link.href.startswith("#"):
        anchor = link.href[1:]
        return node("xref", parent, ref_type=kinds[anchor], rid=identifier(anchor))
    made = node("ext-link", parent, ext_link_type="uri")
    made.set(HREF, link.href)
    return made


def _span(parent: Any, run: Run, known: frozenset[Face], call: Callable[[Note], None]) -> None:
    if run.note:
        call(run.note)
        number = str(run.note.number)
        node("sup", node("xref", parent, ref_type="fn", rid=f"fn_{number}"), number)
        return
    for face in sorted(run.faces - known):
        parent = node(_TAGS[face], parent)
    if run.language:
        parent = node("named-content", parent, content_type="language")
        parent.set(LANGUAGE, run.language)
    if run.formula:
        formula_into(node("inline-formula", parent), run.formula)
        return
    # JATS 1.3 allows <break/> in titles and cells only: in a paragraph a line break is a space
    append_text(parent, run.text.replace("\n", " "))


def formula_into(parent: Any, formula: Formula) -> None:
    """Write a formula in both its forms at the end of ``parent``."""
    both = node("alternatives", parent)
    both.append(mathml_element(formula))
    node("tex-math", both, formula.tex)


# ---------------------------------------------------------------- the front

REGISTRY = "https://clinicaltrials.gov/study/"


def write_front(parent: Any, article: Article, script: Script, magazine: Magazine, manifest: IssueManifest) -> None:
    """Write <front> at the end of ``parent`` (JATS 1.3, Journal Publishing)."""
    front = node("front", parent)
    _write_journal(node("journal-meta", front), magazine)
    meta = node("article-meta", front)
    _write_identifiers(meta, article)
    categories = node("subj-group", node("article-categories", meta), subj_group_type="heading")
    for subject in dict.fromkeys((article.department.name, characters_of(script.kicker))):
        node("subject", categories, subject)
    _inline(node("article-title", node("title-group", meta)), script.headline)
    _write_people(meta, article)
    _write_author_notes(meta, script)
    _write_publication(meta, article, manifest)
    for notice in notices_in(article):
        _write_related(meta, notice)
    _write_history(meta, article)
    for trial in article.meta.nct:
        _write_trial(meta, trial)
    if article.meta.abstract:
        _write_abstract(node("abstract", meta), article)
    if script.standfirst:
        _inline(node("p", node("abstract", meta, abstract_type="teaser")), script.standfirst)
    if article.meta.keywords:
        group = node("kwd-group", meta, kwd_group_type="author")
        for keyword in article.meta.keywords:
            node("kwd", group, keyword)
    if script.funding:
        _inline(node("funding-statement", node("funding-group", meta)), script.funding)


def _inline(parent: Any, copy: Copy) -> None:
    """Copy of the front matter, which leads to no place of the article and calls no notes."""
    spans_into(parent, copy, {}, list[Note]().append)


def _write_journal(meta: Any, magazine: Magazine) -> None:
    node("journal-id", meta, slug_of(magazine.title) or magazine.title, journal_id_type="publisher-id")
    node("journal-title", node("journal-title-group", meta), magazine.title)
    node("issn", meta, magazine.issn)  # the tag set requires the element, even without a number
    node("publisher-name", node("publisher", meta), magazine.publisher)


def _write_identifiers(meta: Any, article: Article) -> None:
    node("article-id", meta, article.slug, pub_id_type="publisher-id")
    if article.meta.doi:
        node("article-id", meta, article.meta.doi, pub_id_type="doi")
    if article.meta.pmid:
        node("article-id", meta, article.meta.pmid, pub_id_type="pmid")


# ---------------------------------------------------------------- people


def _write_people(meta: Any, article: Article) -> None:
    if not article.meta.contributors:
        return
    group = node("contrib-group", meta)
    for person in article.meta.contributors:
        _write_person(node("contrib", group, contrib_type=person.role), person, article.language)


def _write_person(contrib: Any, person: Contributor, language: str) -> None:
    """A person by name; a name without parts, often of a group, as printed."""
    if person.orcid:
        node("contrib-id", contrib, f"https://orcid.org/{person.orcid}", contrib_id_type="orcid")
    names = node("name-alternatives", contrib) if person.native else contrib
    if person.family:
        name = node("name", names)
        node("surname", name, person.family)
        if person.given:
            node("given-names", name, person.given)
    else:
        node("string-name", names, person.name)
    if person.native:
        node("string-name", names, person.native).set(LANGUAGE, person.native_language)
    if person.credentials:
        _inline(node("degrees", contrib), read_inline(person.credentials, language=language))
    if person.affiliation:
        _inline(node("institution", node("aff", contrib)), read_inline(person.affiliation, language=language))


def _write_author_notes(meta: Any, script: Script) -> None:
    """The byline as it is printed, and interests."""
    lines = [("other", line) for line in script.byline]
    lines += [("coi-statement", disclosure) for disclosure in script.disclosures]
    if not lines and not script.correspondence:
        return
    notes = node("author-notes", meta)
    if script.correspondence:
        _inline(node("corresp", notes), script.correspondence)
    for kind, line in lines:
        _inline(node("p", node("fn", notes, fn_type=kind)), line)


# ---------------------------------------------------------------- publication


def _write_publication(meta: Any, article: Article, manifest: IssueManifest) -> None:
    day = article.meta.published.isoformat() if article.meta.published else manifest.date
    published = node("pub-date", meta, date_type="pub", publication_format="print", iso_8601_date=day)
    year, month, *days = day.split("-")
    _write_date(published, year, month, *days)
    if manifest.volume:
        node("volume", meta, str(manifest.volume))
    node("issue", meta, str(manifest.number))
    if manifest.title:
        node("issue-title", meta, manifest.title)
    node("elocation-id", meta, article.slug)  # pages are known only when the issue is set
    for book in article.meta.books:
        _write_book(node("product", meta, product_type="book"), book, article.language)


def _write_book(product: Any, book: Book, language: str) -> None:
    """A book under review, with the data that an archive has elements for."""
    if book.author:
        _inline(node("string-name", node("person-group", product)), read_inline(book.author, language=language))
    _inline(node("source", product), read_inline(book.title, language=language))
    if book.publisher:
        node("publisher-name", product, book.publisher)
    if book.year:
        node("year", product, str(book.year))
    if book.pages:
        node("size", product, str(book.pages), units="pages")
    if book.isbn:
        node("isbn", product, book.isbn)
    if book.price:
        node("price", product, book.price)


def _write_abstract(abstract: Any, article: Article) -> None:
    """An abstract in sections, each with its label as its title."""
    for section in article.meta.abstract:
        parent = node("sec", abstract) if section.label else abstract
        if section.label:
            node("title", parent, section.label)
        _inline(node("p", parent), read_inline(section.text, language=article.language))


def _write_history(meta: Any, article: Article) -> None:
    if article.meta.received:
        text, history = article.meta.received.isoformat(), node("history", meta)
        _write_date(node("date", history, date_type="received", iso_8601_date=text), *text.split("-"))


def _write_date(parent: Any, year: str, month: str, *days: str) -> None:
    for day in days:
        node("day", parent, day)
    node("month", parent, month)
    node("year", parent, year)


NOTICE_TYPES = {"correction": "correction", "retraction": "retraction", "concern": "expression-of-concern"}
_RELATED = {"correction": "corrected-article", "retraction": "retracted-article", "concern": "object-of-concern"}
"""The values of article-type and related-article-type (JATS4R, recommendation on article types and related objects)."""


def notices_in(article: Article) -> tuple[Notice, ...]:
    """The notices of an article, in order."""
    return tuple(block for block in article.body if isinstance(block, Notice))


def notice_of(article: Article) -> str:
    """The kind of an article that is nothing but notices of one kind; "" for any other."""
    kinds = {block.kind if isinstance(block, Notice) else "" for block in article.body}
    return kinds.pop() if len(kinds) == 1 else ""


def _write_related(meta: Any, notice: Notice) -> None:
    """The article that a notice is about: by its DOI, or else by its title and its place."""
    related = node("related-article", meta, related_article_type=_RELATED[notice.kind])
    if notice.doi:
        related.set("ext-link-type", "doi")
        related.set(HREF, notice.doi)
    _inline(node("article-title", related), notice.title)
    if notice.source:
        _inline(node("source", related), notice.source)


def _write_trial(meta: Any, trial: str) -> None:
    """A registered trial that the article reports (JATS4R, recommendation on clinical trials)."""
    made = node(
        "related-object",
        meta,
        trial,
        source_type="clinical-trials-registry",
        source_id="ClinicalTrials.gov",
        source_id_type="registry-name",
        document_id=trial,
        document_id_type="clinical-trial-number",
    )
    made.set(HREF, f"{REGISTRY}{trial}")
