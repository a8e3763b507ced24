"""Where the blocks of a body go: the flow, the zones, the side column, the tail, the head."""

from __future__ import annotations

import pytest
from markupsafe import Markup

from hemaprint.content.blocks import (
    Block,
    Box,
    Crosshead,
    Displayed,
    Entry,
    List,
    NewsItem,
    Paragraph,
    PullQuote,
    Turn,
)
from hemaprint.content.spans import plain
from hemaprint.galley.flow import SortedBody, Sorter, where_to
from hemaprint.galley.gallery import Room
from hemaprint.galley.markup import InlineWriter
from hemaprint.theme.geometry import MM, Frame, Geometry
from markup import copy_of

SCHOLAR = Frame("scholar", 2, 370, 178, 120)
FEATURE = Frame("feature", 3, 500, 157)
TEXT = Frame("text", 1, 500, 500)
LIST = List(line=5, items=((Paragraph(line=5, copy=plain("One")),),))


def paragraph(text: str = "A line.", line: int = 1) -> Paragraph:
    return Paragraph(line=line, copy=copy_of(text))


def box(kind: str, **options: object) -> Box:
    return Box(line=9, title=plain("A box"), kicker="", blocks=(), kind=kind, **options)  # type: ignore[arg-type]


def pull(**options: object) -> PullQuote:
    return PullQuote(line=7, copy=plain("Large words."), attribution=(), repeated=False, **options)  # type: ignore[arg-type]


def sorted_copy(
    *blocks: Block, frame: Frame = FEATURE, cap: bool = False, lead: bool = False, chinese: bool = False
) -> SortedBody:
    def render(block: Block, where: str) -> Markup:
        return Markup(f'<div class="{where}">{type(block).__name__}</div>')

    return Sorter(
        frame,
        render,
        InlineWriter().html,
        language="zh" if chinese else "en",
        room=Room.of(frame.width, Geometry(210 * MM, 297 * MM)),
        opening="cap" if cap else "none",
        lead_in_head=lead,
    ).sort(blocks)


@pytest.mark.parametrize(
    ("block", "frame", "where"),
    [
        (pull(), FEATURE, "flow"),
        (pull(), SCHOLAR, "side"),
        (pull(place="here"), SCHOLAR, "flow"),
        (pull(width="page"), SCHOLAR, "zone"),
        (pull(width="page", place="here"), FEATURE, "wide"),
        (pull(width="page"), TEXT, "flow"),
        (pull(place="bottom"), FEATURE, "zone"),
        (pull(width="side"), FEATURE, "flow"),
        (box("sidebar"), SCHOLAR, "flow"),
        (box("sidebar", width="side"), SCHOLAR, "side"),
        (box("note"), SCHOLAR, "side"),
        (box("note"), FEATURE, "zone"),
        (box("about"), SCHOLAR, "tail"),
        (box("about", place="here"), SCHOLAR, "flow"),
        (box("related"), SCHOLAR, "side"),
    ],
)
def test_where_a_block_goes(block: Displayed, frame: Frame, where: str) -> None:
    assert where_to(block, frame) == where


def test_every_item_has_its_key_and_its_source_line() -> None:
    copy = sorted_copy(paragraph(line=4), Crosshead(line=6, copy=plain("Head"), level=2, anchor="a--head"))
    assert [(item.key, item.line) for item in copy.flow] == [("t0", 4), ("t1", 6)]
    assert copy.flow[0].html == '<p data-key="t0" data-line="4" class="first">A line.</p>'
    assert 'data-key="t1" data-line="6" class="crosshead" id="a--head"' in copy.flow[1].html


def test_floating_blocks_remember_the_words_before_them() -> None:
    copy = sorted_copy(pull(place="top"), paragraph(), paragraph(), pull(width="page"))
    assert [floating.after for floating in copy.zones] == [-1, 1]
    assert len({floating.key for floating in copy.zones}) == 2


def test_news_before_the_first_item_is_the_lead() -> None:
    item = NewsItem(line=5, tag="", title=plain("News"), anchor="n", blocks=())
    copy = sorted_copy(paragraph(), item, paragraph(), lead=True)
    assert [entry.key for entry in copy.lead] == ["l0"]
    assert [entry.key for entry in copy.flow] == ["t0", "t1"]


def test_a_lead_is_no_longer_than_the_picture_beside_it() -> None:
    long = paragraph("word " * 120)
    item = NewsItem(line=5, tag="", title=plain("News"), anchor="n", blocks=())
    copy = sorted_copy(paragraph(), long, long, paragraph(), item, lead=True)
    assert [entry.key for entry in (*copy.lead, *copy.flow)] == ["l0", "l1", "t0", "t1", "t2"]


def test_questions_are_slots_of_their_own() -> None:
    entries = tuple(Entry(line=line, term=plain("Why?"), said=((paragraph(),),)) for line in (3, 6))
    box = Box(line=1, kind="questions", title=(), kicker="", blocks=entries)
    copy = sorted_copy(box, frame=TEXT)
    assert [(item.key, item.line) for item in copy.flow] == [("s1", 3), ("s2", 6)]


def test_of_several_who_answer_each_is_named() -> None:
    pan = Turn(line=3, speaker="Dr. Pan", short="Pan", role="answer", blocks=(paragraph(), paragraph("Then.")))
    feng = Turn(line=5, speaker="Dr. Feng", short="Feng", role="answer", blocks=(LIST,))
    copy = sorted_copy(pan, feng, cap=True)
    assert [("Pan" in item.html, "Feng" in item.html) for item in copy.flow] == [
        (True, False),
        (False, False),
        (False, True),
        (False, False),
    ]
    assert "dropcap" not in "".join(item.html for item in copy.flow)


@pytest.mark.parametrize("opening", ["One line.", "A line of many words. " * 6, "Broken.\\\nAgain."])
def test_an_answer_starts_with_its_speaker_and_never_with_a_drop_cap(opening: str) -> None:
    blocks = (paragraph(opening), paragraph("A line of many words. " * 6))
    answer = Turn(line=3, speaker="Dr. Pan", short="Pan", role="answer", blocks=blocks)
    copy = sorted_copy(answer, answer, cap=True)
    assert ["speaker" in item.html for item in copy.flow] == [True, False, True, False]
    assert "dropcap" not in "".join(item.html for item in copy.flow)
    assert [item.html.unescape().count('data-turn="1"') for item in copy.flow] == [1, 1, 0, 0]


def test_chinese_has_no_drop_cap_even_where_it_opens_with_a_letter() -> None:
    opening = paragraph("A line of many words. " * 6)
    (english,), (chinese,) = sorted_copy(opening, cap=True).flow, sorted_copy(opening, cap=True, chinese=True).flow
    assert ("dropcap" in english.html, "dropcap" in chinese.html) == (True, False)


def test_a_figure_in_a_question_follows_it() -> None:
    question = Turn(line=3, speaker="HF", short="", role="question", blocks=(paragraph(), pull(place="here")))
    assert [item.html.unescape().count("PullQuote") for item in sorted_copy(question).flow] == [0, 1]


def test_a_signature_is_set_apart() -> None:
    copy = sorted_copy(paragraph(), paragraph("*The Editors*"), paragraph("*Not* a signature"))
    assert ['class="sign"' in item.html for item in copy.flow] == [False, True, False]
