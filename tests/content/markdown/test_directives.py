import pytest

from content.markdown.reader import FIRST_LINE, Reader, faults
from hemaprint.content.blocks import Block, Box, Entry, Figure, List, NewsItem, Paragraph, PullQuote, Timeline
from hemaprint.content.spans import plain
from markup import block_html, copy_of, html_of


def only(reader: Reader, source: str, **meta: object) -> Block:
    body = reader.read(source, **meta)
    assert faults(body) == []
    (block,) = body.blocks
    return block


def test_a_figure(reader: Reader) -> None:
    source = """:::{figure} images/loop.svg
:label: fig-loop
:alt: A "loop" in
  three stations
:credit: Drawn by *us*
:width: page
:place: top
:sheet: 2

**The loop.** As Dr. Pan
describes it.
:::
"""
    assert only(reader, source) == Figure(
        line=FIRST_LINE,
        anchor="pan--fig-loop",
        width="page",
        place="top",
        sheet=2,
        source=reader.issue / "images/loop.svg",
        alt="A “loop” in three stations",
        caption=copy_of("**The loop.** As Dr. Pan describes it."),
        credit=copy_of("Drawn by *us*"),
        number=1,
        natural_width=150.0,
        natural_height=75.0,
    )


def test_figures_and_charts_are_numbered_together(reader: Reader) -> None:
    figure = ":::{figure} images/loop.svg\n:alt: x\n"
    chart = ":::{chart} data/outcome.csv\n:type: bar\n:alt: x\n"
    table = ":::{table} T\n:label: d\n| a |\n|---|\n| b |\n:::\n"
    source = f"{figure}:label: a\n:::\n{figure}:::\n{figure}:label: b\n:number: no\n:::\n{table}{chart}:label: c\n:::\n"
    body = reader.read(source)
    assert faults(body) == []
    assert [getattr(block, "number", 0) for block in body.blocks] == [1, None, None, 1, 2]


def test_a_pull_quote_knows_whether_it_is_repeated(reader: Reader) -> None:
    source = "We “cleared” the\n*CD5* cells, slowly.\n\n:::{pull}\nWe cleared … cells, slowly!\n:attribution\n:::\n"
    source = source.replace(":attribution\n", "").replace("{pull}\n", "{pull}\n:attribution: Dr. Pan\n")
    quote = reader.read(source).blocks[1]
    assert isinstance(quote, PullQuote)
    assert (quote.repeated, quote.attribution) == (True, plain("Dr.\u00a0Pan"))
    other = reader.read(source.replace("We cleared …", "They cleared …")).blocks[1]
    assert isinstance(other, PullQuote)
    assert not other.repeated


def test_boxes_hold_blocks(reader: Reader) -> None:
    box = only(reader, ":::{tally} 10/16\n:kicker: Count\nAlive.\n\n- a\n:::\n")
    assert isinstance(box, Box)
    assert (box.kind, box.title, box.kicker) == ("tally", plain("10/16"), "Count")
    assert [type(block) for block in box.blocks] == [Paragraph, List]


@pytest.mark.parametrize("fence", ["::::", ":::"])
def test_directives_nest_with_and_without_more_colons(reader: Reader, fence: str) -> None:
    source = f"{fence}{{sidebar}} S\na\n:::{{figure}} images/loop.svg\n:alt: x\n:::\nb\n{fence}\n"
    box = only(reader, source)
    assert isinstance(box, Box)
    assert [type(block) for block in box.blocks] == [Paragraph, Figure, Paragraph]


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_a_diary_needs_no_empty_lines(reader: Reader, between: str) -> None:
    box = only(
        reader, f":::{{diary}} 2025\n12 February\n: Tandem Meetings,\n  Honolulu{between}30 March\n: Florence\n:::\n"
    )
    assert isinstance(box, Box)
    entries = [block for block in box.blocks if isinstance(block, Entry)]
    assert [entry.term for entry in entries] == [plain("12\u00a0February"), plain("30\u00a0March")]
    assert [block_html(entry.blocks[0]) for entry in entries] == ["Tandem Meetings, Honolulu", "Florence"]


@pytest.mark.parametrize(
    ("source", "entries"),
    [
        (
            "2003: Mice.\nMay 2017: A patient,\n  treated.\n",
            [("2003", ["Mice."]), ("May 2017", ["A patient, treated."])],
        ),
        ("2003\n: Mice.\n: More.\n\n2017: One.\n", [("2003", ["Mice.", "More."]), ("2017", ["One."])]),
        ("24 June 2021, 10:30: It *opens*.\n", [("24\u00a0June 2021, 10:30", ["It <em>opens</em>."])]),
    ],
)
def test_a_timeline_has_dates_and_texts(reader: Reader, source: str, entries: list[tuple[str, list[str]]]) -> None:
    timeline = only(reader, f":::{{timeline}} Since\n:kicker: Dates\n:width: page\n\n{source}:::\n")
    assert isinstance(timeline, Timeline)
    assert (timeline.title, timeline.kicker, timeline.width) == (plain("Since"), "Dates", "page")
    assert [(html_of(one.term), [block_html(block) for block in one.blocks]) for one in timeline.entries] == entries


def test_a_line_without_a_date_is_refused(reader: Reader) -> None:
    assert reader.faults(":::{timeline}\nNo date here\n2003: Mice.\n:::\n") == [("HP122", 2, 1)]


def test_questions(reader: Reader) -> None:
    box = only(reader, ":::{questions}\n### Why now?\nBecause.\n\nAlso.\n### How?\nSo.\n:::\n")
    assert isinstance(box, Box)
    assert [(entry.term, len(entry.blocks)) for entry in box.blocks if isinstance(entry, Entry)] == [
        (plain("Why now?"), 2),
        (plain("How?"), 1),
    ]


def test_a_news_item(reader: Reader) -> None:
    item = only(reader, ":::{item} A menin inhibitor\n:tag: Leukemia\nIt arrives.\n:::\n", template="news")
    assert item == NewsItem(
        line=FIRST_LINE,
        tag="Leukemia",
        title=plain("A menin inhibitor"),
        anchor="pan--a-menin-inhibitor",
        blocks=(Paragraph(line=FIRST_LINE + 2, copy=plain("It arrives.")),),
    )


FIGURE = ":::{figure} images/loop.svg\n:alt: x\n"


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        (":::{figure} images/no.svg\n:alt: x\n:::", [("HP041", 1, 13)]),
        (":::{figure} ../../../x.svg\n:alt: x\n:::", [("HP040", 1, 13)]),
        (":::{figure} data/outcome.csv\n:alt: x\n:::", [("HP042", 1, 13)]),
        (":::{figure} images/loop.svg\n:::", [("HP044", 1, 1)]),
        ("::::{pull}\na\n:::{note}\nb\n:::\n::::", [("HP122", 3, 1)]),
        (":::{figur} x\n:::", [("HP110", 1, 4)]),
        ("a\n\n:::{pull}\nb\n\nc", [("HP111", 3, 1)]),
        ("a\n\n:::", [("HP112", 3, 1)]),
        ("a\n\n::: {pull}\nb\n:::", [("HP113", 3, 1)]),
        ("a\n\n:::pull\nb", [("HP113", 3, 1)]),
        ("- a\n\n  :::{pull}\n  b\n  :::", [("HP113", 3, 3)]),
        ("> :::{pull}\n> a", [("HP114", 1, 3)]),
        (":::{note}\n:::{item} b\nc\n:::\nd\n:::", [("HP114", 2, 1)]),
        (":::{item} a\nb\n:::", [("HP114", 1, 1)]),
        (FIGURE + ":labl: a\n:::", [("HP115", 3, 2)]),
        (FIGURE + ":alt: a\n:::", [("HP116", 3, 2)]),
        (FIGURE + ":label a\n:::", [("HP117", 3, 1)]),
        (FIGURE + "\n:width: page\n:::", [("HP117", 4, 1)]),
        (FIGURE + ":width: wide\n:::", [("HP118", 3, 9)]),
        (FIGURE + ":sheet: 0\n:::", [("HP118", 3, 9)]),
        (FIGURE + ":number: on\n:::", [("HP118", 3, 10)]),
        (FIGURE + ":credit:\n:::", [("HP118", 3, 2)]),
        (FIGURE + ":credit: 'Jo'\n:::", [("HP118", 3, 2)]),
        (":::{sidebar}\na\n:::", [("HP119", 1, 1)]),
        (":::{pull} a\nb\n:::", [("HP120", 1, 11)]),
        (":::{pull}\n:::", [("HP121", 1, 1)]),
        (":::{note}\n:::", [("HP121", 1, 1)]),
        (FIGURE + "a\n\nb\n:::", [("HP122", 5, 1)]),
        (FIGURE + "- a\n:::", [("HP122", 3, 1)]),
        (":::{glossary}\na\n:::", [("HP122", 2, 1)]),
        (":::{note}\n## a\n:::", [("HP104", 2, 1)]),
        (FIGURE + ":decorative: yes\n:::", [("HP123", 3, 14)]),
        (FIGURE + ":label: Fig 1\n:::", [("HP130", 3, 9)]),
        (FIGURE + ":label: a\n:::\n" + FIGURE + ":label: a\n:::", [("HP131", 7, 9)]),
    ],
)
def test_faults(reader: Reader, source: str, faults: list[tuple[str, int, int]]) -> None:
    assert reader.faults(source) == faults
