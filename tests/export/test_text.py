"""Plain text is a transcript in the form that the importer reads."""

from __future__ import annotations

from collections.abc import Callable

from hemaprint.export.script import script_of
from hemaprint.export.text import article_text

from .forms import Magazine

TALK = """\
:::{note} Editors' note
The answers are paraphrased.

They are not quotations.
:::

**HF:** What does the award mean?

**Pan:** It is *the second*, ~~not the third~~.

It will not be the last.

## Another matter

**HF:** And then?

**Pan:** H~2~O, 10^9^/L and 3 mg.

:::{about} About Jing Pan
- Director
- Graduate supervisor
:::
"""
TRANSCRIPT = """\
Editors’ note: The answers are paraphrased.

They are not quotations.

Hematology Frontier: What does the award mean?

Dr. Jing Pan: It is the second, ~~not the third~~.

It will not be the last.

## Another matter

Hematology Frontier: And then?

Dr. Jing Pan: H₂O, 10⁹/L and 3 mg.

About Jing Pan

• Director
• Graduate supervisor
"""
SPEAKERS = {
    "HF": {"name": "Hematology Frontier", "role": "question"},
    "Pan": {"name": "Dr. Jing Pan", "role": "answer"},
}
BODY = """\
A claim.[^one] Another.[@a; @b]

[^one]: With its note.

- First
  - Inside
- Second

3) Three
4) Four

   and more

```python
if a  < b:

    '--'
```

CR
: complete remission

> A letter,\\
> in lines.

:::{pull}
:attribution: Nobody

Words that stand nowhere else.
:::

:::{figure} images/low.svg
:label: fig-zone
:alt: A drawing
:credit: HF

**The zone.** Its caption
:::

:::{table} Doses
:label: tab-doses

| Drug | Dose |
|---|--:|
| **Group** ||
| A | 1 |

Source: none.
:::
"""
TEXT = """\
# It is so

What it says.

By A. Writer

A claim.[^1] Another.[1, 2]

• First
  • Inside
• Second

3) Three
4) Four

  and more

    if a  < b:

        '--'

CR
: complete remission

> A letter,
> in lines.

> Words that stand nowhere else.
>
> — Nobody

[Figure 1: A drawing. The zone. Its caption. HF.]

Table 1. Doses
Drug\tDose
Group
A\t1
Source: none.

[^1]: With its note.

A. Writer: None.

## References

1. Pan J. One.
2. Pan J. Two.
"""


def test_an_interview_is_a_transcript(magazine_of: Callable[..., Magazine]) -> None:
    text = article_text(script_of(magazine_of(TALK, department="Talk", speakers=SPEAKERS).only))
    assert text.endswith(f"\n\n{TRANSCRIPT}")


def test_everything_else_has_its_form(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of(
        BODY,
        headline="It is\nso",
        standfirst="What it says.",
        contributors=[{"name": "A. Writer", "disclosure": "None."}],
        references=[
            {"id": key, "author": [{"family": "Pan", "given": "J"}], "title": title}
            for key, title in (("a", "One"), ("b", "Two"))
        ],
    )
    assert magazine.text(magazine.only) == TEXT


def test_everything_of_the_front_is_there(magazine_of: Callable[..., Magazine]) -> None:
    magazine = magazine_of(
        "One.\n",
        headline="On *E. coli*",
        label="Paraphrased.",
        funding="A *grant*.",
        correspondence="jo@example.org",
        contributors=[{"name": "Jo Bloggs", "credentials": "MD", "affiliation": "Somewhere"}],
    )
    text = magazine.text(magazine.only)
    assert text.startswith("# On E. coli\n\nBy Jo Bloggs, MD\n\nSomewhere\n\nParaphrased.\n\nOne.\n")
    assert text.endswith("\n\nFunding: A grant.\n\nCorrespondence: jo@example.org\n")


def test_a_repeated_pull_quote_is_no_copy(magazine_of: Callable[..., Magazine]) -> None:
    words = "The cells carry what they are given, and they come back."
    magazine = magazine_of(f"{words}\n\n:::{{pull}}\n{words}\n:::\n")
    assert magazine.text(magazine.only).count("come back") == 1


def test_the_numbers_of_a_chart_are_rows(everything: Magazine) -> None:
    text = everything.text(everything.issue.articles["report"])
    assert "\n\tIn remission (patients)\tRelapsed (patients)\nTransplanted (n = 4)\t3\t0\n" in text
