"""Every line of running text stands on the 12 pt grid of its page, whatever stands between the lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from geometries import A4
from hemaprint.typeset.engine.boxes import copy_boxes
from hemaprint.typeset.strays import off_grid
from samples import Sample, paragraphs

REFERENCES = [{"id": "a", "raw": "A first reference."}, {"id": "b", "raw": "A second."}]
LISTS = """
{0}
- one thing
- another thing that is longer than one line of a narrow column can be, so that it turns over
  - a thing inside it
- the last thing

{1}
3. collect

   and count

   > as somebody said

4. edit

   ```
   $ edit --all the_cells_that_are_listed_in/a_file.txt
   ```

## A crosshead

{2}
> A quotation of somebody, with enough words in it to turn at least once in a narrow column.

{3}
CR
: complete remission

CRi
: the same, before the counts recover

{4}
```python
def edit(cells, *, dose=1_000_000, target="CD5", patience="without end"):

    return [cell for cell in cells if cell.target != target]
```

{5}
"""
DISPLAYED = """
{0}
:::{{figure}} images/low.svg
:alt: A plain colour

**A figure** in a column.
:::

{1}
:::{{pull}}
Words set large, for once.
:::

{2}
:::{{table}} A table

| Group | Count |
|---|---|
| Infused | 16 |
| Enrolled | 19 |

A note.
:::

{3}
:::{{figure}} images/tall.svg
:width: page
:alt: Another plain colour

**A figure** across the columns.
:::

## A crosshead

### A small one under it

{4}
:::{{figure}} images/low.svg
:width: page
:place: here
:alt: A third

**A figure** where it stands.
:::

:::{{timeline}} A timeline
2003: The first thing happens, and it takes more words to say so than a narrow column has room for.
May 2017
: The second.
:::

{5}
:::{{timeline}}
:kicker: Dates
:width: page

2003: The first thing happens.
24 June 2021, 10:30: The second.
:::

{0}
"""
INLINE = """
{0}
With a note[^n] and [some caps]{{.sc}}, FDA, 10^6^ cells, H~2~O, [KMT2A]{{.gene}}, **bold** and *italic*, `n = 12`\
and `some_function_of_a.library(with_an_argument)`, https://example.org/a-b/c_d/e.html?f=g, ❤️,
two citations[@a; @b] and more.

{1}
A name such as 潘静, of [天津]{{lang=zh-Hans}}, 서울 or ☃ moves nothing, not even in **潘静** bold or `潘静`.

{2}
[^n]: The note itself, which is one sentence.
"""
BODIES = {"lists": LISTS, "displayed": DISPLAYED, "inline": INLINE}


def filled(body: str) -> str:
    return body.format(*(paragraphs(3, start=30 * part) for part in range(6)))


@pytest.mark.parametrize("department", ["Report", "Letter", "News", "Questions"])
def test_body_text_is_on_the_grid(sample: Sample, department: str) -> None:
    for slug, body in BODIES.items():
        references = REFERENCES if slug == "inline" else []
        sample.article(slug, department, filled(body), references=references, standfirst="A standfirst.")
    for slug in BODIES:
        laid = sample.lay_out(slug)
        assert {problem.code[:4] for problem in laid.problems} <= {"HP22"}  # of the make-up
        assert off_grid(laid.document, A4) == ()


def test_a_conversation_is_on_the_grid(sample: Sample) -> None:
    turns = "".join(
        f"**HF:** Question {turn}, which is long enough to turn over in a column of half the page?\n\n"
        f"**Pan:** {paragraphs(2, start=40 * turn)}\n\n- a point\n- another\n\n"
        for turn in range(4)
    )
    pull = ":::{pull}\nWords set large.\n:::\n\n## A crosshead\n\n"
    speakers = {
        "HF": {"name": "Plain Cells", "role": "question"},
        "Pan": {"name": "Dr. Jing Pan", "short": "Pan", "role": "answer"},
    }
    sample.article("talk", "Talk", turns + pull + turns, speakers=speakers, opener={"image": "images/cover.svg"})
    laid = sample.lay_out("talk")
    assert len(laid.document.pages) >= 2
    assert off_grid(laid.document, A4) == ()


def test_news_items_are_on_the_grid(sample: Sample) -> None:
    items = "".join(
        f":::{{item}} Item {number} of the news\n:tag: Leukemia\n\n{paragraphs(2, start=9 * number)}:::\n\n"
        for number in range(12)
    )
    opener = {"image": "images/low.svg"}
    for slug in ("news", "news-that-needs-a-title-of-many-lines"):
        sample.article(slug, "News", f"{paragraphs(2)}\n{items}", opener=opener)
        assert off_grid(sample.lay_out(slug).document, A4) == ()


def test_a_line_beside_the_grid_is_found(sample: Sample) -> None:
    """The measure itself: a project that sets its quotations on another leading is told so."""
    sample.write("styles/components/about.css", ".copy blockquote p{line-height:15pt}")
    sample.article("report", "Report", f"{paragraphs(2)}\n> A quotation.\n\n{paragraphs(1)}")
    stray = off_grid(sample.lay_out("report").document, A4)
    assert stray[0].text.startswith("A quotation")
    assert {line.sheet for line in stray} == {1}


def test_what_is_not_running_text_is_not_measured(sample: Sample, tmp_path: Path) -> None:
    sample.article("report", "Report", paragraphs(1) + ":::{sidebar} A box\nIts text.\n:::\n", standfirst="So.")
    document = sample.lay_out("report").document
    assert any(box.text.startswith("Its text") for page in document.pages for box in copy_boxes(page))
    assert off_grid(document, A4) == ()
