"""Read a web page: its article, its pictures, what it says about itself, and what stands around the article."""

from __future__ import annotations

from pathlib import Path

from hemaprint.intake.files.decode import decode
from hemaprint.intake.files.kinds import read_bytes
from hemaprint.intake.markup.notemarks import take_notes
from hemaprint.intake.markup.soup import parse, visible_text
from hemaprint.intake.markup.walk import read_markup
from hemaprint.intake.passages import Raw
from hemaprint.intake.web.encodings import declared_encoding
from hemaprint.intake.web.metadata import metadata_of
from hemaprint.intake.web.mhtml import unpack
from hemaprint.intake.web.pictures import PagePictures
from hemaprint.intake.web.root import roots_of, set_aside
from hemaprint.intake.wishes import Wishes


def read_html(path: Path, wishes: Wishes) -> Raw:
    """The page at ``path``, also one saved as a single file (.mhtml). Nothing is fetched.

    ``words_of`` is all text that the page holds outside of scripts, hidden or not; the marks that call notes are not
    counted as words. Raises :class:`ContentError` when the page cannot be read.
    """
    page = unpack(read_bytes(path), path)
    text, doubts = decode(page.html, path, wishes.encoding, declared_encoding(page.html, page.encoding))
    soup = parse(text, path)
    metadata = metadata_of(soup)
    notes, called_twice = take_notes(soup)
    words = "\n".join([visible_text(soup), *(visible_text(note.body) for note in notes)])
    roots, guesses = roots_of(soup, wishes.selector, path)
    aside = set_aside(soup, roots)
    pictures = PagePictures(path.parent, page.parts)
    marked = read_markup(roots, notes, path=path, picture_of=pictures.picture_of)
    return Raw(
        path=path,
        kind="html",
        passages=marked.passages,
        words_of=words,
        notes=marked.notes,
        metadata=metadata,
        doubts=(
            *doubts,
            *guesses,
            *sorted([*called_twice, *marked.doubts, *pictures.doubts], key=lambda doubt: doubt.line),
        ),
        left_out=(*aside, *marked.left_out),
    )
