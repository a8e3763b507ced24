"""What of the manuscripts is lost in a finished issue, or printed more than once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from measured.book import Book
from measured.shown import letters

LONG = 18
"""Letters of a piece of text that are not there by chance; of a script with a sign for each word, half as many."""
_FRONT = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_UNSAID = re.compile(r"^:::.*$|^ *:[a-z-]+:.*$|^```.*$|^\[[^\]\n]*\]: .*$", re.MULTILINE)
"""Lines of directives, their options, the fences of code and the targets of links."""
_ASIDE = re.compile(r"\]\([^)\n]*\)|\[@[^\]\n]*\]|\[\^[^\]\n]*\]:?|\{[^}\n]*\}|https?://\S+")
"""What is in a line and not printed as it stands: targets, citations, calls of notes, attributes, addresses."""
_PARTS = re.compile(r"\n\s*\n|[*|`~^\[\]#\x00]|^ *(?:>|[-+]|\d+[.)]) |\n(?=[-+:>|]|\d+[.)] )|^: ", re.MULTILINE)
"""Where pieces of text end that are printed in one run."""


def lost(book: Book, folder: Path) -> list[str]:
    """Pieces of the copy in an issue's folder that are not printed, each with the line of its file."""
    return [where for where, found, wanted in _counted(book, folder) if found < wanted]


def doubled(book: Book, folder: Path) -> list[str]:
    """Pieces of the copy that are printed more often than they are written."""
    return [where for where, found, wanted in _counted(book, folder) if found > wanted]


def _counted(book: Book, folder: Path) -> Iterator[tuple[str, int, int]]:
    """Each piece of the copy with how often it is printed, and how often it stands in the manuscripts."""
    printed = "\n".join(letters(block.text) for block in (*book.blocks, *book.unread))
    paths = sorted((folder / "articles").glob("*.md"))
    written = [(path, _FRONT.sub(lambda front: "\n" * front[0].count("\n"), path.read_text("utf-8"))) for path in paths]
    pieces = [(path, *one) for path, text in written for one in _pieces(text)]
    all_written = "\n".join(piece for _, _, piece in pieces)
    for path, line, piece in pieces:
        if len(piece) * (2 if piece[0] > "\u2e80" else 1) >= LONG:
            yield f"{path.name}:{line}: {piece}", printed.count(piece), all_written.count(piece)


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The letters of each run of a manuscript that is printed as it stands, with the number of its line."""
    bare = _ASIDE.sub("\x00", _UNSAID.sub("\n", text))
    at = 0
    for part in [*_PARTS.finditer(bare), None]:
        end = part.start() if part else len(bare)
        if piece := letters(bare[at:end]):
            yield bare.count("\n", 0, at) + 1, piece
        at = part.end() if part else end
