"""An article with every block, others with what only stands in theirs, and all that front matter can say."""

from __future__ import annotations

from typing import Any

BODY = """\
First words of the piece, said twice below.

:::{sidebar} A box
:kicker: Its label

Said in a box, with a **note**.

:::

:::{about} About Jo
:kicker: A person

- Director
:::

:::{note} Before
:kicker: A word

From the editors.
:::

:::{tally} 3
:kicker: Count

Three of five.
:::

:::{diary} Dates
12 February
: Honolulu
:::

:::{timeline} Milestones
:kicker: Since

2003: Mice do without it
May 2017
: Nobody was cured
:::

:::{table} Of numbers
| Head | Other |
|---|---|
| 3 | 13 |
| 31 | 1 |

Source: none.
:::

:::{figure} images/low.svg
:alt: Words for those who cannot see
:credit: Who drew it
:label: f

What it shows.
:::

:::{chart} data/outcome.csv
:type: stacked
:alt: Three in remission
:credit: Who counted

What it counts.
:::

:::{pull}
:attribution: Nobody

Large words.
:::

:::{questions} Asked
:kicker: Often

### Why?

So.
:::
"""
ITEM = ":::{item} An item\n:tag: Drugs\n\nOne fact.\n:::\n"
TALK = "**Q:** Why?\n\n**A:** So.\n"
SPEAKERS = {"Q": {"name": "The desk", "role": "question"}, "A": {"name": "Jo Bloggs", "role": "answer"}}
FRONT: dict[str, Any] = {
    "headline": "What *it* is",
    "standfirst": "In short.",
    "kicker": "A label",
    "label": "Paraphrased.",
    "sponsor": "The mill",
    "funding": "A grant.",
    "correspondence": "jo@example.org",
    "contributors": [
        {
            "name": "Jo Bloggs",
            "native": "乔",
            "credentials": "MD",
            "affiliation": "Somewhere",
            "disclosure": "Nothing.",
        },
        {"name": "Al Asks", "role": "interviewer"},
        {"name": "In Terviewed", "role": "interviewee", "credentials": "Prof"},
    ],
    "references": [{"id": "one", "author": [{"family": "Pan", "given": "J"}], "title": "A work"}],
    "opener": {"image": "images/cover.svg", "alt": "x", "caption": "A caption.", "credit": "A painter"},
}
DATA = "Patients,In remission\nA,3\nB,2\n"
