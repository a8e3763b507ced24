"""Read a web page: its article, its pictures, what it says about itself, and what stands around the article."""

from __future__ import annotations

from pathlib import Path

from hemaprint.intake import Options
from hemaprint.intake.files.kinds import read_bytes
from hemaprint.intake.language import words
from hemaprint.intake.markup.notemarks import take_notes
from hemaprint.intake.markup.soup import parse, visible_text
from hemaprint.intake.markup.walk import read_markup
from hemaprint.intake.passages import Raw
from hemaprint.intake.web.aside import doubts_about, outside_of, take_out
from hemaprint.intake.web.encodings import decode_page
from hemaprint.intake.web.furniture import Judge
from hemaprint.intake.web.metadata import metadata_of
from hemaprint.intake.web.mhtml import unpack
from hemaprint.intake.web.pictures import PagePictures
from hemaprint.intake.web.prepare import prepare
from hemaprint.intake.web.root import find_article


def read_html(path: Path, options: Options) -> Raw:
    """The page at ``path``, also one saved as a single file (.mhtml). Nothing is fetched.

    ``words_of`` is all text that the page holds outside of scripts, styles and its head, hidden or not; the marks that
    call notes are not counted as words. Raises :class:`ContentError` when the page cannot be read.
    """
    page = unpack(read_bytes(path), path)
    text, doubts = decode_page(page.html, path, options.encoding, page.encoding)
    soup = parse(text, path)
    metadata = metadata_of(soup)
    unseen = prepare(soup)
    notes, called_twice = take_notes(soup)
    judge = Judge(soup)
    found = find_article(soup, options.selector, judge, path)
    aside = [*unseen, *take_out(found.roots, judge)]
    kept = [visible_text(root) for root in found.roots] + [visible_text(note.body) for note in notes]
    source = "\n".join([visible_text(soup), *(visible_text(note.body) for note in notes), *(one.text for one in aside)])
    aside += outside_of(soup, found.roots, judge)
    long = doubts_about(aside, "\n".join(kept), len(words(source)))
    pictures = PagePictures(path.parent, page.parts)
    marked = read_markup(found.roots, notes, path=path, picture_of=pictures.picture_of)
    later = [*called_twice, *marked.doubts, *pictures.doubts, *long]
    return Raw(
        path=path,
        decoded=text,
        kind="html",
        passages=marked.passages,
        words_of=source,
        notes=marked.notes,
        metadata=metadata,
        doubts=(*doubts, *found.doubts, *sorted(later, key=lambda doubt: doubt.line)),
        left_out=(*sorted(aside, key=lambda left: left.line), *marked.left_out),
    )
