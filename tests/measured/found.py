# SPDX-License-Identifier: MIT
"""What searches in viewers find: ``python -m measured.found FOLDER PDF [PDF ...]``, FOLDER being that of the issue.

Words and two-word phrases of every article, as its copy is read, are looked for in what pdfium, poppler and MuPDF
extract. A phrase is within a line, over the end of one, or holds a word that is divided: where lines end, is read from
the tags and glyphs of the file. ``-v`` names what is not found.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2

from hemaprint.content import spans
from hemaprint.content.load import load_issue
from hemaprint.content.models import Article
from hemaprint.content.units import block_units, front_units, reference_units
from hemaprint.copydesk.measures.book import Book
from hemaprint.copydesk.measures.reading import read
from hemaprint.project.project import find_root, load_project

_SPACES = re.compile(r"\s+")
_DIVIDED = re.compile(r"(?:[\u00ad\x02\ufffe]|(?<=\w)[-\u2010])(?:\r?\n|(?<=[\x02\ufffe]))")
"""A divided word: pdfium joins its lines with a sign of its own, the others leave its hyphen and the line end."""
_PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2011": "-", "\u00b5": "\u03bc", "\u00ad": None})
"""As readers type it."""
_PART = "\n"
"""Where copy is parted by what is not read with it: a call, a page number."""


class MissingToolError(Exception):
    """A program is not installed; the message says which package has it."""


# ---------------------------------------------------------------- what viewers extract


def _pdfium(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _output(package: str, *command: str) -> str:
    if shutil.which(command[0]) is None:
        raise MissingToolError(f"{command[0]} is not installed (Debian's {package})")
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8", "replace")


ENGINES: Mapping[str, Callable[[Path], str]] = {
    "pdfium": _pdfium,
    "poppler": lambda path: _output("poppler-utils", "pdftotext", str(path), "-"),
    "poppler, as drawn": lambda path: _output("poppler-utils", "pdftotext", "-raw", str(path), "-"),
    "MuPDF": lambda path: _output("mupdf-tools", "mutool", "draw", "-q", "-F", "text", str(path)),
}


# ---------------------------------------------------------------- what is looked for


def phrases(article: Article) -> tuple[set[str], set[str]]:
    """The words of an article, and its phrases of two words, as readers would type them."""
    words: set[str] = set()
    pairs: set[str] = set()
    for piece in _pieces(article):
        said = piece.split()
        words.update(said)
        pairs.update(" ".join(pair) for pair in pairwise(said))
    return words, pairs


def _pieces(article: Article) -> Iterator[str]:
    copies = [unit.copy for unit in front_units(article)]
    copies += [unit.copy for block in article.body for unit in block_units(block, article.path)]
    copies += [unit.copy for unit in reference_units(article)]
    copies += [leaf.copy for copy in copies for leaf in spans.leaves(copy) if isinstance(leaf, spans.Note)]
    for copy in copies:
        yield from _SPACES.sub(" ", _read(copy).replace(_PART, "\0")).translate(_PLAIN).split("\0")


def _read(copy: spans.Copy) -> str:
    """Copy as it is read; what a call or a page number is glued to is no word by itself, and not looked for."""
    said = ""
    for span in copy:
        match span:
            case spans.Citation() | spans.Note() | spans.PageNumber():
                said += _PART
            case spans.Styled(style="superior" | "inferior"):
                said += spans.text_of((span,))
            case spans.Styled() | spans.Foreign() | spans.Link() | spans.CrossReference():
                said += _read(span.copy)
            case spans.LineBreak():
                said += " "
            case _:
                said += span.text
    return said


# ---------------------------------------------------------------- what is found


@dataclass(frozen=True, slots=True)
class Found:
    """What of a kind was looked for, and what of it was not found."""

    wanted: int
    lost: tuple[str, ...]

    def __str__(self) -> str:
        return f"{100 * (1 - len(self.lost) / self.wanted):.2f} % of {self.wanted}" if self.wanted else "-"


KINDS = ("words", "phrases within a line", "phrases over a line end", "phrases with a divided word")


def measure(articles: Iterable[Article], path: Path, engine: str) -> dict[str, Found]:
    """What a search finds of the articles in a file, by kind; raises MissingToolError."""
    wanted = _sorted(articles, read(path))
    text = ENGINES[engine](path)
    lines = _folded(text.replace("\r", ""))
    joined = _folded(_SPACES.sub(" ", _DIVIDED.sub("", text)))
    return {
        kind: Found(len(several), tuple(one for one in several if not _in(one, lines if kind in KINDS[:2] else joined)))
        for kind, several in wanted.items()
    }


def _in(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a folded text as whole words: a raised figure behind it is none of its letters."""
    phrase, at = phrase.casefold(), -1
    while (at := text.find(phrase, at + 1)) >= 0:
        around = text[at - 1 : at] + text[at + len(phrase) : at + len(phrase) + 1]
        if not any(one.isalpha() or one.isdecimal() for one in around):
            return True
    return False


def _folded(text: str) -> str:
    """Text as a search compares it: case does not count, nor a character without width."""
    return text.replace("\u200b", "").casefold()


def _sorted(articles: Iterable[Article], book: Book) -> dict[str, list[str]]:
    """Words and phrases by kind; words that stand only divided are sought with their neighbours."""
    blocks = (*book.blocks, *book.unread)
    within = [_typed(line.text) for block in blocks for line in block.lines]
    inside = "\n".join(within)
    over = "\n".join(" ".join(_typed(line.text) for line in block.lines if not line.is_divided) for block in blocks)
    kinds: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for article in articles:
        words, pairs = phrases(article)
        whole = {word for word in words if _in(word, inside)}
        kinds[KINDS[0]] += sorted(whole)
        for pair in sorted(pairs):
            at = 1 if _in(pair, inside) else 2 if _in(pair, over) or set(pair.split()) <= whole else 3
            kinds[KINDS[at]].append(pair)
    return kinds


def _typed(text: str) -> str:
    return _folded(_SPACES.sub(" ", text.translate(_PLAIN)))


# ---------------------------------------------------------------- the program


def main(arguments: Sequence[str]) -> None:
    """A table with a row for each engine and a column for each kind, for each file."""
    verbose = "-v" in arguments
    folder, *files = (Path(argument) for argument in arguments if argument != "-v")
    issue = load_issue(load_project(find_root(folder)), folder.resolve().name).issue
    assert issue is not None, "the issue has problems: `hemaprint check` names them"
    articles = tuple(issue.articles.values())
    for path in files:
        print("", f"## {path}", "", f"| | {' | '.join(KINDS)} |", "|---" * (len(KINDS) + 1) + "|", sep="\n")
        for engine in ENGINES:
            try:
                found = measure(articles, path, engine)
            except MissingToolError as error:
                print(f"| {engine} | {error} |")
                continue
            print(f"| {engine} | {' | '.join(map(str, found.values()))} |")
            if verbose:
                for kind, one in found.items():
                    print(*(f"    {kind}: {lost}" for lost in one.lost), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
