"""What of the manuscripts is lost in a finished issue, or printed more than once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from hemaprint.copydesk.measures.book import Book
from measured.shown import letters

LONG = 18
"""Letters of a piece of text that are not there by chance; of a script with a sign for each word, half as many."""
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_UNSAID = re.compile(r"^:::.*$|^ *:[a-z-]+:.*$|^```.*$|^\[(?!\^)[^\]\n]*\]: .*$", re.MULTILINE)
"""Lines of directives, their options, the fences of code and the targets of links, but not notes."""
_ASIDE = re.compile(r"\]\([^)\n]*\)|\[@[^\]\n]*\]|\[\^[^\]\n]*\]:?|\{[^}\n]*\}|https?://\S+")
"""What is in a line and not printed as it stands: targets, citations, calls of notes, attributes, addresses."""
_TITLES = re.compile(r"^(?::::\{\w+\}| *:[a-z-]+:)(.*)$", re.MULTILINE)
"""What such lines say that is printed: titles, tags, credits."""
_PARTS = re.compile(
    r"\n\s*\n|[*|`~^\[\]#\x00]|\n(?=.+\n *: )|^ *(?:[->+:]|\d+[.)]) |\n(?= *(?:[->+:|]|\d+[.)]) )", re.MULTILINE
)
"""Where pieces of text end that are printed in one run."""


def lost(book: Book, folder: Path) -> list[str]:
    """Pieces of the copy in an issue's folder that are not printed, or not as often as they are written.

    Each with its file and line; of front matter, the headline and the standfirst.
    """
    issue = _Issue.read(folder)
    printed = _printed(book)
    return [
        *(where for where, piece in issue.pieces if printed.count(piece) < issue.bodies.count(piece)),
        *(where for where, piece in issue.heads if piece not in printed),
    ]


def doubled(book: Book, folder: Path) -> list[str]:
    """Pieces of the copy that are printed more often than they stand in the files of the issue.

    What is no part of the copy does not count: the head of a table that is cut stands above each of its parts.
    """
    issue = _Issue.read(folder)
    printed = "\n".join(letters(block.text) for block in book.blocks)
    return [where for where, piece in issue.pieces if printed.count(piece) > issue.everything.count(piece)]


def _printed(book: Book) -> str:
    return "\n".join(letters(block.text) for block in (*book.blocks, *book.unread))


@dataclass(frozen=True, slots=True)
class _Issue:
    """The letters of an issue's files: pieces of bodies and heads with their places, all bodies, and all there is."""

    pieces: tuple[tuple[str, str], ...]
    heads: tuple[tuple[str, str], ...]
    bodies: str
    everything: str

    @classmethod
    def read(cls, folder: Path) -> _Issue:
        pieces, heads, bodies, rest = [], [], [], [path.read_text("utf-8") for path in _others(folder)]
        for path in sorted((folder / "articles").glob("*.md")):
            text = path.read_text("utf-8")
            front = _FRONT.match(text)
            assert front, path
            rest += [front[0], *_TITLES.findall(text)]
            matter = yaml.safe_load(front[1])
            said = [piece for key in ("headline", "standfirst") for _, piece in _pieces(str(matter.get(key, "")), 0)]
            heads += [(f"{path.name}: {piece}", piece) for piece in said]
            for line, piece in _pieces(text[front.end() :], front[0].count("\n")):
                bodies.append(piece)
                if len(piece) * (2 if piece[0] > "\u2e80" else 1) >= LONG:
                    pieces.append((f"{path.name}:{line}: {piece}", piece))
        written = "\n".join(bodies)
        return cls(tuple(pieces), tuple(heads), written, "\n".join((written, *map(letters, rest))))


def _others(folder: Path) -> list[Path]:
    """What else of an issue has words that are printed."""
    return [folder / "issue.yaml", *sorted((folder / "data").glob("*.csv"))]


def _pieces(text: str, before: int) -> Iterator[tuple[int, str]]:
    """The letters of each run that is printed as it stands, with the number of its line, ``before`` lines of others."""
    bare = _ASIDE.sub("\x00", _UNSAID.sub("\n", text))
    at = 0
    for part in [*_PARTS.finditer(bare), None]:
        end = part.start() if part else len(bare)
        if piece := letters(bare[at:end]):
            yield before + bare.count("\n", 0, at) + 1, piece
        at = part.end() if part else end
