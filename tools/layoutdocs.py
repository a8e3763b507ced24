# SPDX-License-Identifier: MIT
"""Write the reference of layouts for tools/docs.py: the names, kinds of blocks, facts and macros."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields
from itertools import pairwise
from typing import Any, get_args

from jinja2 import Environment, nodes

from hemaprint.content import blocks
from hemaprint.galley import names
from hemaprint.galley.blockwriter import partial_of
from hemaprint.galley.galley import MakeUp
from hemaprint.galley.scrim import OnPicture
from hemaprint.galley.setting import WORDS, Jump, Setting
from hemaprint.project.themes import bundled
from hemaprint.theme.facts import TemplateFacts
from hemaprint.theme.geometry import Frame, Geometry

ABOUT = """\
A layout is a file of [Jinja](https://jinja.palletsprojects.com/en/stable/templates/): `{{ name }}` prints, `{% if %}` \
and `{% for %}` choose and repeat, `{% include %}` and `{% extends %}` take in other layouts. It can name what is listed
here, and nothing else; a name that does not exist is an error. Each example is filled by a test.
[Write a template](../how-to/write-a-template.md) shows how they are used.
"""
Told = Callable[[type], dict[str, str]]


def page(made: str, told: Told) -> str:
    """The page; ``told`` says what a class tells of its attributes."""
    parts = ["# Layouts\n", f"{made}\n", ABOUT]
    parts += ["## Every layout\n", _names(names.OfEveryPage)]
    parts += ["## Pages of an article\n", _about(names.OfArticle), _names(names.OfArticle), _meta()]
    parts += ["### Facts\n", FACTS, _facts(), VARIABLES, "### Blocks of article.html\n", BLOCKS]
    parts += ["### Partials\n", 'Include them: `{% include "partials/title.html" %}`.\n', _files("partials")]
    parts += ["## Blocks of the text\n", _about(names.OfBlock), _names(names.OfBlock), _about(names.OfSomeBlocks)]
    parts += [_names(names.OfSomeBlocks), *_kinds()]
    parts += ["## Made pages\n", _about(names.OfMadePage), _names(names.OfMadePage), _manifest()]
    parts += [_about(names.OfSomePages), _names(names.OfSomePages)]
    parts += ["## Filters\n", FILTERS, "## Macros\n", *_macros()]
    for title, kind in CLASSES.items():
        parts += [f"## {title}\n", _about(kind), _attributes(told(kind), title)]
    parts += ["## words\n", WORDS_ABOUT, _words()]
    return "\n".join(parts)


FACTS = "`{% set NAME = VALUE %}` at the top of a page template tells the make-up what it needs to know.\n"
FACTS_SAID = {
    "frame_name": "The columns of running text: `scholar` (two and a side column), `feature` or `news` (three), `text` "
    "(one), as `[page.frames]` of hemaprint.toml has them.",
    "spread": "`true`: an article with an opener begins with a plate on a left page.",
    "title_max": "The largest size of the headline, 8 to 400 pt; it is reduced until the headline fits.",
    "title_leading": "Its leading, as a multiple of its size, 0.5 to 3.",
    "title_measure": "Its width: `plate` (the page), `type` (the type area), `text` (the columns), `main` or `column` (two"
    " or one of three).",
    "front": "`true`: the article opens the issue. Its page has the nameplate, and `entries` for all that is in the issue.",
    "nameplate_max": "Cover and front page: the largest size of the nameplate, 8 to 400 pt.",
    "columns": "Columns of text instead of those of its frame; fewer where they would be too narrow. 0: the frame's.",
    "text": "`ragged` (even on one side) or `justified`; an article can have it otherwise with `text:`.",
    "opening": "`cap` (a drop cap), `words` (led in, in small capitals) or `none`.",
    "lead": "News: the text before the first item is in the `head`, or begins the `text`.",
    "captions": "Captions of pictures across the text are `below` them, or `beside` them in the side column.",
    "addresses": "[Addresses on paper](../how-to/put-addresses-on-paper.md): `links` (those of marked links, with QR "
    "codes); `codes` and `text` also that of the article, with codes or without.",
}
WORDS_ABOUT = """\
What pages say of themselves, in the language of the article; here in English. Fill in a blank: \
`{{ words.figure.format(block.number) }}`.
"""
VARIABLES = """\
`{% set %}` also fills these, which layouts read:

| variable | |
|---|---|
| `notes` | `side`: footnotes are in the side column, each beside the line that calls it. |
| `side_begins` | `text`: the side column begins below the head. |
| `shown` | Contributors whom the template shows elsewhere; set it before `byline.html` is included. |
| `head_depth` | `styles`: the depth of a head is that of the styles; `head:` of an article is not used. |
| `title_tag` | The tag of the headline in the PDF: `H2` on a cover, where the nameplate is `H1`. |
"""
BLOCKS = """\
| block | |
|---|---|
| `plate` | The left page of a spread, before the pages with text; it has `data-key="plate"`. |
| `head` | Above the text. |
| `side_head` | At the head of the first side column; where the frame has none, in the head. |
| `tail` | After the text; filled by `partials/tail.html`. |
| `rules` | CSS of this document alone: begin with `{{ super() }}`. |
| `body_class` | Classes of its pages: `{{ super() }} t-feature` takes the styles of another template. |
"""
FILTERS = """\
| filter | |
|---|---|
| `plain` | HTML without its tags: `{{ headline \\| plain }}` |
| `written` | `lang` and, from right to left, `dir` of a language: `<p{{ article.language \\| written }}>` |
| `direction` | `ltr` or `rtl` by the letters of a text: `{{ article.title \\| direction }}` |

Those of Jinja are there too, such as `join`, `map`, `selectattr`, `first`, `length`, `format`, `safe`.
"""
CLASSES = {
    "setting": Setting,
    "setting.theme.geometry": Geometry,
    "frame": Frame,
    "makeup": MakeUp,
    "jump": Jump,
    "on_picture(…)": OnPicture,
}
"""Objects that layouts look into, and their classes."""


# ---------------------------------------------------------------- names


def _about(kind: type) -> str:
    return inspect.cleandoc(kind.__doc__ or "").replace("``", "`") + "\n"


def described(kind: type) -> Iterator[tuple[str, str, str, str]]:
    """Each name of a class of names: its type, what it is, and an example."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    assert isinstance(body, ast.ClassDef)
    for node, after in pairwise([*body.body, ast.Pass()]):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            assert isinstance(after, ast.Expr), node.target.id
            assert isinstance(after.value, ast.Constant), node.target.id
            said, _, example = str(after.value.value).partition(":\n")
            yield node.target.id, ast.unparse(node.annotation), " ".join(said.split()), " ".join(example.split())


def _names(kind: type) -> str:
    rows = [
        f"| `{name}` | `{_cell(annotation)}` | {_cell(said)}. | `` {_cell(example)} `` |"
        for name, annotation, said, example in described(kind)
    ]
    return "\n".join(["| name | type | | example |", "|---|---|---|---|", *rows, ""])


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def _meta() -> str:
    return "`meta` has the keys of the [front matter](front-matter.md), `article` those of the article itself:\n" + (
        "`title` (plain), `headline.html`, `slug`, `language`, `template`, `department.name`, `references`, `body`.\n"
    )


def _manifest() -> str:
    return "`manifest` has the keys of [issue.yaml](issue.md).\n"


# ---------------------------------------------------------------- facts, files, macros


def _facts() -> str:
    rows = []
    for one in fields(TemplateFacts):
        if one.name == "side_head":  # seen, not said
            continue
        name = "frame_name" if one.name == "frame" else one.name
        written = f'"{one.default}"' if isinstance(one.default, str) else str(one.default).lower()
        rows.append(f"| `{name}` | `{written}` | {FACTS_SAID[name]} |")
    return "\n".join(["| fact | default | |", "|---|---|---|", *rows, ""])


def _files(folder: str) -> str:
    paths = sorted((bundled("layouts") / folder).glob("*.html"))
    rows = [f"| `{path.name}` | {_comment(path.read_text('utf-8'))} |" for path in paths]
    return "\n".join(["| file | |", "|---|---|", *rows, ""])


def _comment(text: str) -> str:
    """The comment that a layout begins with, without its name."""
    found = re.match(r"\{#-?(.*?)-?#\}", text, re.DOTALL)
    said = " ".join(found[1].split()).partition(": ")[2] if found else ""
    return _cell(said[:1].upper() + said[1:])


def _macros() -> Iterator[str]:
    for path in sorted((bundled("layouts") / "macros").glob("*.html")):
        text = path.read_text("utf-8")
        yield f'`{{% import "macros/{path.name}" as {path.stem} %}}`: {_comment(text)}\n'
        rows = []
        for macro in Environment().parse(text).find_all(nodes.Macro):
            rows.append(f"| `{path.stem}.{macro.name}({', '.join(one.name for one in macro.args)})` |")
        yield "\n".join(["| macro |", "|---|", *rows, ""])


# ---------------------------------------------------------------- classes


def _kinds() -> Iterator[str]:
    """Each kind of block that has a partial, with its fields."""
    kinds = [*get_args(blocks.DisplayedBlock), blocks.Turn, blocks.NewsItem, blocks.Entry]
    for kind in kinds:
        where = _partial(kind)
        named = f" (`partials/{where}`)" if where else ""
        said = " ".join((kind.__doc__ or "").split()).replace("``", "`")
        yield f"**{kind.__name__}**{named}: {said}\n"
        rows = [f"| `block.{_read(one.name)}` | `{_cell(_plain(str(one.type)))}` |" for one in fields(kind)]
        yield "\n".join(["| field | type |", "|---|---|", *rows, ""])


def _read(name: str) -> str:
    """How a layout reads a field: copy is ``html``."""
    return "html" if name == "copy" else name


def _plain(annotation: str) -> str:
    """A type without what is said of how it is read."""
    return re.sub(r"Annotated\[(\w+), [^\]]*\]", r"\1", annotation)


def _partial(kind: Any) -> str:
    if kind is blocks.Entry:
        return ""
    if kind is blocks.Box:
        return "box.html, about.html, questions.html, calendar.html".replace(", ", "`, `partials/")
    blank = object.__new__(kind)
    return f"{partial_of(blank)}.html"


def _words() -> str:
    english = WORDS["en"]
    rows = [f"| `words.{one.name}` | {_cell(str(getattr(english, one.name)))} |" for one in fields(english)]
    return "\n".join(["| | |", "|---|---|", *rows, ""])


def _attributes(told: dict[str, str], title: str) -> str:
    rows = []
    for name, text in told.items():
        if name.endswith("()"):
            name = f"{name[:-2]}(…)"
        rows.append(f"| `{title}.{name}` | {text or '—'} |")
    return "\n".join(["| | |", "|---|---|", *rows, ""])
