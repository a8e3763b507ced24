# SPDX-License-Identifier: MIT
"""Search for the cheapest cuts that shorten an article and for what would fill its last page; each is tried first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from heapq import heappop, heappush
from itertools import islice

from hemaprint.content.blocks import Paragraph
from hemaprint.content.spans import text_of
from hemaprint.copydesk.copyfit.cuts import MARKS, Cut, cut_of, end_of, paragraphs_of, without
from hemaprint.copydesk.copyfit.extent import Extent, SetParagraph
from hemaprint.copydesk.copyfit.trials import Trials

MOST_LINES = 3
"""Lines that are cut from one paragraph: more of it is a matter of what it says."""
_TRIES = 3
"""How often a cut is made a little longer because it did not save its line."""
_MORE = 4
"""Letters by which it is."""
_AT_ONCE = 6
"""Trials that are made at once: a crew shares them."""
LEAST = 3
"""Free lines of a column that may remain: more of them are worth filling."""
_OF_PARAGRAPH = 60
"""Words of each paragraph that an addition is tried with."""
_PULL = 6
"""Free lines of a column above which a pull quote may go there."""


@dataclass(frozen=True, slots=True)
class CutSuggestion:
    """A cut that was tried: it saves so many ``lines`` of its paragraph, whose last line has the words ``last``.

    ``after`` is the article with this cut alone; ``needed`` cuts make it fit together.
    """

    cut: Cut
    lines: int
    last: str
    after: Extent
    needed: bool = False


@dataclass(frozen=True, slots=True)
class Addition:
    """Copy that was tried below a ``line`` of the manuscript: so many lines and words; ``after`` is the article then.

    ``text`` is what was tried, at ``start`` of the manuscript; ``pull``: it is a pull quote, which repeats a sentence.
    """

    line: int
    start: int
    text: str
    lines: int
    words: int
    after: Extent
    pull: bool = False


@dataclass(frozen=True, slots=True)
class Advice:
    """What would make an article fit.

    ``fitted`` is the article with all cuts that are needed, where these suffice; ``untried`` counts the cuts that could
    be tried next. ``tried`` says whether anything was.
    """

    extent: Extent
    cuts: tuple[CutSuggestion, ...] = ()
    additions: tuple[Addition, ...] = ()
    fitted: Extent | None = None
    untried: int = 0
    tried: bool = False


def advise(extent: Extent, trials: Trials, save: int = 0) -> Advice:
    """Cuts for an article that is too long, or of which so many lines are to be saved; else what would fill its end."""
    if extent.over or save:
        return _Cutter(extent, trials).advice(max(extent.over, save), must_fit=extent.over > 0)
    if extent.free > LEAST * extent.columns:
        return Advice(extent, additions=tuple(_additions(extent, trials)), tried=True)
    return Advice(extent)


# ---------------------------------------------------------------- cuts


@dataclass(order=True, slots=True)
class _Candidate:
    """A cut that may save the ``level``-th line of a paragraph; the cheapest is the one with the fewest letters."""

    cost: int
    line: int
    level: int
    letters: int = field(compare=False)
    paragraph: SetParagraph = field(compare=False)
    tries: int = field(default=1, compare=False)


class _Cutter:
    """Tries the cuts of an article, the cheapest first, and what they give together."""

    def __init__(self, extent: Extent, trials: Trials) -> None:
        self._extent, self._trials = extent, trials
        self._text = trials.manuscript(extent)
        self._pile: list[_Candidate] = []
        self._found: list[CutSuggestion] = []
        lines = paragraphs_of(extent.article)
        for place, paragraph in extent.paragraphs.items():
            if place in lines and paragraph.lines > 1:
                letters = len(paragraph.last.rstrip(MARKS))
                heappush(self._pile, _Candidate(letters, lines[place], 1, letters, paragraph))

    def advice(self, wanted: int, *, must_fit: bool) -> Advice:
        """Cuts of so many lines; with ``must_fit`` as many as it takes until the article keeps its budget."""
        while self._saved < wanted and self._pile and self._trials.left:
            self._try_next(wanted - self._saved)
        count = len(self._found)
        fitted, count = self._fitted(wanted) if must_fit else (self._together(count), count)
        chosen = _deepest(self._found[:count])
        others = (one for one in _deepest(self._found) if not _is_of(one, chosen))
        told = [*(replace(one, needed=True) for one in chosen), *others]
        return Advice(self._extent, tuple(sorted(told, key=_cost)), (), fitted, len(self._pile), tried=True)

    @property
    def _saved(self) -> int:
        return len(self._found)

    def _fitted(self, wanted: int) -> tuple[Extent | None, int]:
        """The article with the fewest of the cuts found that make it fit, and how many these are."""
        most = len(self._found)
        best = self._together(most)
        while not _fits(best) and self._pile and self._trials.left:
            still = best.over if best is not None else wanted
            before = len(self._found)
            while len(self._found) < before + max(1, still) and self._pile and self._trials.left:
                self._try_next(before + still - len(self._found))
            most = len(self._found)
            best = self._together(most)
        if not _fits(best):
            return None, 0
        least = 0
        while most - least > 1 and self._trials.left:
            middle = (least + most) // 2
            found = self._together(middle)
            if _fits(found):
                most, best = middle, found
            else:
                least = middle
        return best, most

    def _together(self, count: int) -> Extent | None:
        """The article with the first so many of the cuts found."""
        cuts = [one.cut for one in _deepest(self._found[:count])]
        (found,) = self._trials.set(self._extent, [without(self._text, cuts)]) if cuts else (None,)
        return found

    def _try_next(self, wanted: int) -> None:
        """Try the cheapest cuts that were not tried, some more than are wanted: not each of them saves its line."""
        batch: list[tuple[_Candidate, Cut]] = []
        while self._pile and len(batch) < min(wanted + 1, _AT_ONCE, self._trials.left):
            one = heappop(self._pile)
            cut = cut_of(self._text, one.line, one.letters)
            if cut is not None:
                batch.append((one, cut))
        results = self._trials.set(self._extent, [without(self._text, [cut]) for _, cut in batch])
        for (one, cut), after in zip(batch, results, strict=True):
            self._judge(one, cut, after)

    def _judge(self, one: _Candidate, cut: Cut, after: Extent | None) -> None:
        """Keep a cut that does what it was to do; what follows from it is tried later."""
        paragraph = one.paragraph
        now = after.paragraphs.get(paragraph.place) if after is not None else None
        saved = paragraph.lines - now.lines if now is not None else 0
        if after is not None and saved >= one.level:
            self._found.append(CutSuggestion(cut, saved, paragraph.last, after))
            deeper = saved + 1
            if deeper <= min(MOST_LINES, paragraph.lines - 1):
                line = paragraph.letters_of_line
                letters = len(paragraph.last) + (deeper - 1) * line
                heappush(self._pile, _Candidate(line, one.line, deeper, letters, paragraph))
        elif one.tries < _TRIES:
            longer = max(one.letters, cut.letters) + _MORE
            again = _Candidate(one.cost + _MORE, one.line, one.level, longer, paragraph, one.tries + 1)
            heappush(self._pile, again)


def _fits(extent: Extent | None) -> bool:
    return extent is not None and not extent.over


def _deepest(found: Sequence[CutSuggestion]) -> tuple[CutSuggestion, ...]:
    """Of the cuts of each paragraph the one that saves most: they begin at different words and end at one."""
    best: dict[int, CutSuggestion] = {}
    for one in found:
        end = one.cut.start + len(one.cut.text)
        if end not in best or one.lines > best[end].lines:
            best[end] = one
    return tuple(best.values())


def _is_of(one: CutSuggestion, chosen: Sequence[CutSuggestion]) -> bool:
    """Whether a paragraph is cut already."""
    end = one.cut.start + len(one.cut.text)
    return any(other.cut.start + len(other.cut.text) == end for other in chosen)


def _cost(one: CutSuggestion) -> tuple[bool, float, int]:
    return not one.needed, one.cut.letters / one.lines, one.cut.line


# ---------------------------------------------------------------- what fills the last page


def _additions(extent: Extent, trials: Trials) -> Iterator[Addition]:
    """Copy that fills what is free, and a pull quote that takes some of it."""
    manuscript, lines = trials.manuscript(extent), paragraphs_of(extent.article)
    places = sorted(lines[place] for place in extent.paragraphs if place in lines)
    if not places or not extent.per_line:
        return
    pages = extent.budget or extent.pages
    copy = _copy_of(extent)
    wanted, best = extent.free, None
    for _ in range(_TRIES):
        if not (copy and trials.left and wanted > 0):
            break
        text = _filling(copy, extent.words(wanted), extent)
        start = end_of(manuscript, places[-1])
        (after,) = trials.set(extent, [manuscript[:start] + text + manuscript[start:]])
        if after is None:
            break
        if after.pages > pages or after.over:
            wanted -= after.last + 1
            continue
        left = after.free if after.pages == pages else extent.free
        if after.pages == pages and (best is None or left < best.after.free):
            best = Addition(places[-1], start, text, extent.free - left, extent.words(extent.free - left), after)
        if left <= LEAST * extent.columns:
            break
        wanted += max(1, left - extent.columns)
    if best is not None and best.lines >= LEAST and best.after.free <= LEAST * extent.columns:
        yield best
    if extent.pages == pages and extent.free >= _PULL * extent.columns:
        yield from _pull_quote(extent, trials, manuscript, places)


def _copy_of(extent: Extent) -> list[str]:
    """Words of the article, without figures and marks, for copy that is tried."""
    words: list[str] = []
    for block in extent.article.body:
        if isinstance(block, Paragraph):
            words += text_of(block.copy).split()
    plain = [word.strip(".,;:!?()“”‘’。，、；：！？") for word in words]
    return [word for word in plain if word.isalpha()]


def _filling(words: Sequence[str], count: int, extent: Extent) -> str:
    """Paragraphs of so many words, or characters, made of the article's own."""
    paragraphs: list[str] = []
    if extent.is_in_letters:
        letters = "".join(words)
        some = (letters * (count // len(letters) + 1))[:count]
        size = _OF_PARAGRAPH * 3
        paragraphs = [f"{some[at : at + size]}。" for at in range(0, len(some), size)]
    else:
        endless = (words[at % len(words)] for at in range(count))
        while part := list(islice(endless, _OF_PARAGRAPH)):
            paragraphs.append(" ".join(part).capitalize() + ".")
    return "".join(f"\n\n{one}" for one in paragraphs)


def _pull_quote(extent: Extent, trials: Trials, manuscript: str, places: Sequence[int]) -> Iterator[Addition]:
    """A pull quote in the middle of the text, of a sentence that is far from it, where it only takes free lines."""
    quoted = next(_sentences(extent), None)
    if quoted is None or not trials.left:
        return
    line = places[len(places) * 2 // 3]
    start = end_of(manuscript, line)
    text = f"\n\n:::{{pull}}\n{quoted}\n:::"
    (after,) = trials.set(extent, [manuscript[:start] + text + manuscript[start:]])
    if after is not None and after.pages == extent.pages and after.free < extent.free:
        lines = extent.free - after.free
        yield Addition(line, start, text, lines, extent.words(lines), after, pull=True)


def _sentences(extent: Extent) -> Iterator[str]:
    """Sentences of the copy that are as long as a pull quote."""
    for block in extent.article.body:
        if isinstance(block, Paragraph):
            for sentence in text_of(block.copy).split(". "):
                plain = sentence.strip()
                if 40 <= len(plain) <= 110 and all(letter.isalpha() or letter in " ,’" for letter in plain):
                    yield f"{plain}."
