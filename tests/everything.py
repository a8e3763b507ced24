"""A small issue that has one of everything: every template, every kind of block, ads, a split article."""

from __future__ import annotations

from samples import Sample, paragraphs, sentence

DATA = "Patients,note,In remission,Relapsed\nTransplanted,n = 4,3,0\nNot transplanted,n = 12,2,3\n"
_ROWS = "\n".join(f"| Row {number} | {number} | {sentence(number, 5)} |" for number in range(30))
REPORT = f"""\
FDA and CAR-T cells: [潘静](https://example.org/pan) went first.[@one; @two] {sentence(900)} {sentence(901)}

{paragraphs(3, start=100)}
## Why the target is hard

A claim of *some* **weight**.[^dose] See [Fig. #](#fig-zone), [Table #](#tab-long),
[the talk, page #](article:talk) and a [long link to another place that is so long that it has to go over the end \
of a line in any column](article:letter).

[^dose]: Ten of the sixteen were treated at it, as [the registry](https://clinicaltrials.gov) says.

:::{{figure}} images/low.svg
:label: fig-zone
:alt: A drawing across the columns
:width: page
:place: top

**The zone.** Its caption, with a [link](https://example.org).
:::

{paragraphs(4, start=200)}
The ratio is $\\frac{{h_1}}{{h_0}}=e^{{\\beta}}$, at $p<0.001$, by [equation #](#eq-km).

$$S(t)=\\prod_{{i: t_i\\le t}}\\left(1-\\frac{{d_i}}{{n_i}}\\right)$$ {{#eq-km}}

### A shared antigen

- Donor cells
  - Edited twice
  - Edited once
- Others

  In a paragraph of their own.

1. Collect
2. Edit

Then, with `edit --all` at https://example.org/a_b/c-d.html?e=f or <mailto:lab@example.org>\\
and \u2764\ufe0f:

5) Freeze
6) Go home

   ```
   home --now
   ```

```python
def edit(cells, dose=1e6, *, target="CD5"):

    return [cell for cell in cells if cell.target != target]
```

CR
: complete remission

CRi
: the same, before the counts recover

> A sentence from a letter.

:::{{pull}}
:attribution: Nobody
:width: page

{sentence(950, 12)}
:::

:::{{figure}} images/low.svg
:decorative: yes
:::

:::{{chart}} data/outcome.csv
:type: stacked
:label: fig-chart
:alt: Of four patients transplanted, three are in remission
:unit: patients
:counts: yes

**Remission is the rule.** The groups were not randomized.
:::

{paragraphs(3, start=300)}
:::{{table}} Many rows
:label: tab-long
:place: here

| Measure | Patients | Note |
|---|---|---|
| **Treatment** |||
{_ROWS}

Source: none.
:::

{paragraphs(22, start=400)}
"""
TALK = f"""\
:::{{note}} Editors' note
The answers are paraphrased.
:::

**HF:** What does the award mean to your team?

**Pan:** It is the second such award. {sentence(1)} {sentence(2)}

:::{{figure}} images/low.svg
:label: fig-side
:alt: A drawing in the side column
:width: side

On the side.
:::

**HF:** And then?

**Pan:** {sentence(3)}

:::{{pull}}
{sentence(960, 10)}
:::

{paragraphs(5, start=20)}
:::{{sidebar}} Words for outcomes
:width: page

### Remission

No leukemia is found under the microscope.
:::

:::{{about}} About Dr. Jing Pan
- Director of the department
- Graduate supervisor
:::
"""
NEWS = f"""\
{sentence(70)} {sentence(71)}

:::{{item}} A menin inhibitor arrives
:tag: Acute leukemia

{sentence(72)} See [Report](article:report).
:::

:::{{item}} Another thing
{sentence(73)}
:::

:::{{tally}} 16/16
:kicker: Count

All infused patients were in remission by day 30.
:::

:::{{diary}} Diary, 2025
12-15 February
: Tandem Meetings, Honolulu
30 March to 2 April
: EBMT, Florence
:::

:::{{timeline}} Milestones
:kicker: Dates

2003: CD5 is knocked out of *mice*,
  which do well
24 June 2021, 10:30
: The trial opens
:::
"""
QUESTIONS = """\
:::{questions}
### Why CD5?

Most T-cell leukemias carry it.

### Why from a donor?

The patient's own cells may be leukemic.
:::

:::{glossary} Words in this issue
fratricide
: CAR-T cells killing each other
:::
"""
GRID = "COO\nA#R\nB#E\n"
BOXES = """\
:::{calendar} Dates
2025-06-12/15
: EHA, Milan
2025-06-30/07-03
: A summer school
: [ehaweb.org](https://ehaweb.org)
:::

:::{crossword} data/grid.txt
:alt: A grid of three by three squares
COO
: What a dove says
CAB
: A ride
ORE
: A find
:::

:::{retraction} Silence
:source: Number 1, page 22
:doi: 10.1234/x.22
It was not silent.
:::

:::{crossword} data/grid.txt
:alt: The same grid, filled in
:solved: yes
:::

:::{qr} https://example.org/data
The data:
:::
"""
CME = {
    "credit": "0.5 hours",
    "expires": "2026-03-31",
    "url": "https://example.org/credit",
    "objectives": ["To listen"],
    "questions": [{"question": "Who hears it?", "options": ["All", "Nobody"], "answer": 2, "explanation": "Ask."}],
}
LETTER = f"""\
{paragraphs(4, start=40)}
:::{{related}} In this issue
[Report, page #](article:report)
:::

{paragraphs(2, start=60)}
*The Editors*
"""


def fill(sample: Sample) -> Sample:
    """Fill an empty sample with one of everything."""
    sample.write("content/2025-01/data/outcome.csv", DATA)
    cover = sample.manifest["cover"]
    assert isinstance(cover, dict)
    cover |= {
        "deck": "All of it.",
        "code": "https://example.org/1",
        "lines": [{"article": "talk", "headline": "A talk", "text": "With somebody."}],
    }
    sample.manifest["advertisements"] = [
        _ad("mill", "full", {"after": "news"}, art="images/cover.svg", alt="A blue page"),
        _ad("half", "half", {"article": "questions"}, art="images/low.svg", alt="Half a page"),
    ]
    opener = {"image": "images/cover.svg", "alt": "A blue plate", "caption": "A caption of the plate.", "credit": "HF"}
    for page in ("contents", "masthead"):
        sample.page(page)
    references = [{"id": name, "author": [{"family": "Pan", "given": "J"}], "title": name} for name in ("one", "two")]
    sample.article("letter", "Letter", LETTER, opener=opener)
    sample.article("news", "News", NEWS, opener=opener)
    sample.article("report", "Report", REPORT, opener=opener, standfirst="What it says.", references=references)
    _split(sample, 3)
    speakers = {
        "HF": {"name": "Hematology Frontier", "role": "question"},
        "Pan": {"name": "Dr. Jing Pan", "role": "answer"},
    }
    person = {"name": "Jing Pan", "role": "interviewee", "native": "潘静", "native_language": "zh-Hans"}
    sample.article("talk", "Talk", TALK, opener=opener, speakers=speakers, contributors=[person])
    sample.enter({"continued": "report"})
    sample.article("questions", "Questions", QUESTIONS)
    sample.write("content/2025-01/data/grid.txt", GRID)
    ann = {
        "name": "Ann Lee",
        "about": "walks at night.",
        "portrait": "images/low.svg",
        "alt": "Ann",
        "disclosure": "No.",
    }
    sample.article("boxes", "Letter", BOXES, contributors=[ann], cme=CME, funding="A grant.")
    sample.page("colophon")
    sample.page("back", notes=[{"head": "A note", "text": "On the back."}])
    return sample


def _ad(name: str, size: str, slot: dict[str, str], **copy: str) -> dict[str, object]:
    return {"id": name, "size": size, "slot": slot, "advertiser": "The mill", "label": "Advertisement", **copy}


def _split(sample: Sample, pages: int) -> None:
    order = sample.manifest["order"]
    assert isinstance(order, list)
    order[-1]["split"] = pages
