# SPDX-License-Identifier: MIT
"""The words of the source against the words of the article: the article is read back, as the typesetter reads it."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from hemaprint.content import spans
from hemaprint.content.article import split_manuscript
from hemaprint.content.blocks import Block
from hemaprint.content.markdown import BodyContext, OwnStyle, parse_body, read_inline
from hemaprint.content.models import FrontMatter
from hemaprint.content.readings import Reading, readings_of
from hemaprint.content.units import block_units
from hemaprint.errors import Problem
from hemaprint.intake.language import counted, words
from hemaprint.intake.passages import LeftOut
from hemaprint.project.config import NO_ACRONYMS
from hemaprint.project.validate import validate
from hemaprint.project.yaml import read_yaml


@dataclass(frozen=True, slots=True)
class Account:
    """Words of the source, those left out on purpose, those of the article, and what does not come out even."""

    source: int
    left_out: int
    joined: int
    """How many words fewer there are because their parts were joined, or a number that hung on one is gone."""
    result: int
    missing: tuple[str, ...]
    added: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether nothing is lost and nothing was added."""
        return not self.missing and not self.added


@dataclass(frozen=True, slots=True)
class ReadBack:
    """An article as the content room reads it: its texts, and what is wrong with it."""

    texts: tuple[str, ...]
    problems: tuple[Problem, ...]


def read_back(
    text: str,
    template: str,
    language: str,
    pictures: Mapping[str, bytes],
    taken: Iterable[str],
    borrowed: Collection[str] = (),
) -> ReadBack:
    """Read the text of an article again.

    ``pictures`` are by path; ``taken`` are keys of front matter that count, ``borrowed`` ids of references that do not:
    they came from another file.
    """
    path = Path("article.md")
    manuscript, problems = split_manuscript(text, path)
    if manuscript.front is None:
        return ReadBack((), problems)
    located, more = read_yaml(manuscript.front, path, manuscript.front_line)
    problems += more
    front = validate(FrontMatter, located) if located else None
    if front is None or front.value is None:
        return ReadBack((), problems + (front.problems if front else ()))
    with tempfile.TemporaryDirectory(prefix="hemaprint-") as name:
        folder = Path(name).resolve()
        for place, data in pictures.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_bytes(data)
        context = BodyContext(
            slug="article",
            meta=front.value,
            template=template,
            language=language,
            style=OwnStyle("ama", language),
            issue_dir=folder,
            project_root=folder,
            listed=NO_ACRONYMS,
        )
        body = parse_body(manuscript.body, first_line=manuscript.body_line, path=path, context=context)
    texts = [*_texts(body.blocks), *(_plain(one.copy) for one in body.references if one.key not in borrowed)]
    texts += [_said(front.value, key, language) for key in taken]
    return ReadBack(tuple(texts), (*problems, *front.problems, *body.problems))


def _said(meta: FrontMatter, key: str, language: str) -> str:
    """The words of a field of front matter, which may be Markdown."""
    text = str(getattr(meta, key))
    is_markdown = readings_of(FrontMatter)[key] in (Reading.HEADLINE, Reading.INLINE)
    return _plain(read_inline(text, language=language)) if is_markdown else text


def balance(
    source: str, left_out: Iterable[LeftOut], respelled: Iterable[tuple[str, str]], texts: Iterable[str]
) -> Account:
    """Compare; every word counts as often as it stands."""
    before, result = counted(source), _counted(texts)
    dropped = _counted(one.text for one in left_out)
    expected = before.copy()
    expected.subtract(dropped)
    gone = 0
    for stood, is_set in respelled:
        expected.subtract(counted(stood))
        expected.update(counted(is_set))
        gone += counted(stood).total() - counted(is_set).total()
    missing, added = Counter(expected), result.copy()
    missing.subtract(result)
    added.subtract(expected)
    return Account(
        source=before.total(),
        left_out=dropped.total(),
        joined=gone,
        result=result.total(),
        missing=tuple(sorted((+missing).elements())),
        added=tuple(sorted((+added).elements())),
    )


def _counted(texts: Iterable[str]) -> Counter[str]:
    """The words of several texts."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(words(text))
    return found


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    """Everything that is read of these blocks, except the names of speakers and what describes a picture."""
    for block in blocks:
        for unit in block_units(block, Path()):
            if not unit.is_picture and unit.name not in ("block.speaker", "block.attribution"):
                yield _plain(unit.copy)


def _plain(copy: spans.Copy) -> str:
    """The words of finished copy; the numbers of citations and of figures are the layout's."""
    notes = (
        _plain(leaf.copy) for leaf in spans.leaves(copy) if isinstance(leaf, spans.Note)
    )  # one may be called amid a word
    return " ".join(["".join(_characters(copy)), *notes])


def _characters(copy: spans.Copy) -> Iterator[str]:
    for span in copy:
        match span:
            case spans.CrossReference():
                yield re.sub(r"(?<!\d)\d+$", "", "".join(_characters(span.copy)))
            case spans.Styled() | spans.Foreign() | spans.Link():
                yield from _characters(span.copy)
            case spans.Text() | spans.Code() | spans.Task():
                yield span.text
            case spans.Formula():
                yield span.tex
            case spans.LineBreak() | spans.PageNumber() | spans.Citation():
                yield " "
            case spans.Note():
                pass
            case _:
                assert_never(span)
