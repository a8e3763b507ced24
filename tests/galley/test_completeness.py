"""Law 7 begins at the manuscript: what a layout leaves out is named, with its place, and nothing else is."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from everything import fill
from fuzzing import examples
from hemaprint.content.article import Around, has_errors, read_article
from hemaprint.content.models import Issue
from hemaprint.errors import Problem
from hemaprint.galley.completeness import prove_article, prove_issue
from hemaprint.galley.compose import Composer
from hemaprint.galley.galley import MakeUp
from hemaprint.galley.setting import Setting
from hemaprint.project.themes import bundled
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.theme.theme import Theme
from hemaprint.typeset.fitting import set_article
from samples import Sample, paragraphs

from .every_block import BODY, DATA, FRONT, ITEM, SPEAKERS, TALK

TEMPLATES = ("editorial", "explainer", "feature", "interview", "news")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """Every block, and every page template with all that front matter can say, with art and without."""
    sample = Sample(tmp_path_factory.mktemp("whole"))
    sample.write("content/2025-01/data/outcome.csv", DATA)
    sample.article("blocks", "Report", BODY)
    sample.article("talk", "Talk", TALK, speakers=SPEAKERS)
    sample.article("items", "News", ITEM)
    for name in TEMPLATES:
        body = TALK if name == "interview" else "Some text.[@one]\n"
        speakers: dict[str, Any] = {"speakers": SPEAKERS} if name == "interview" else {}
        led = f"{body}\n{ITEM}" if name == "news" else body  # text before items stands in a head of its own
        sample.article(name, "Report", led, template=name, **FRONT, **speakers)
        plain = {key: value for key, value in FRONT.items() if key != "opener"}
        sample.article(f"{name}-plain", "Report", body, template=name, **plain, **speakers)
    for page in ("contents", "masthead", "colophon", "back"):
        sample.page(page)
    sample.manifest["title"] = "A theme"
    copy = {"advertiser": "The mill", "headline": "Large words", "text": "Small *words*.", "art": "images/low.svg"}
    sample.manifest["advertisements"] = [
        copy | {"id": "half", "size": "half", "slot": {"article": "items"}, "label": "Paid for"},
        copy | {"id": "full", "size": "full", "slot": {"after": "items"}, "label": "Paid for"},
    ]
    return sample


ARTICLES = {"qa": "talk", "item": "items", "half-ad": "items"}
"""Where the blocks of a partial stand; the others stand in "blocks"."""
Prove = Callable[..., list[Problem]]


@pytest.fixture(scope="module")
def read(whole: Sample) -> Issue:
    return whole.issue()


@pytest.fixture(scope="module")
def setting(whole: Sample, read: Issue) -> Setting:
    """The issue with the bundled layouts."""
    theme = Theme.of_project(whole.root / "none", whole.root / "none", Geometry(210 * MM, 297 * MM))
    return Setting(whole.project.config, read, theme)


@pytest.fixture
def prove(whole: Sample, read: Issue) -> Iterator[Prove]:
    """What layouts leave out of one article, or of all, with these files as the project's own."""

    def prove(*slugs: str, **layouts: str) -> list[Problem]:
        for name, text in layouts.items():
            whole.write(f"layouts/{name.replace('__', '/')}.html", text)
        theme = Theme.of_project(whole.root / "layouts", whole.root / "styles", Geometry(210 * MM, 297 * MM))
        part = replace(read, articles={slug: read.articles[slug] for slug in slugs}) if slugs else read
        order = () if slugs else read.manifest.order
        part = replace(part, manifest=part.manifest.model_copy(update={"order": order}))
        return list(prove_issue(Setting(whole.project.config, part, theme)))

    yield prove
    shutil.rmtree(whole.root / "layouts", ignore_errors=True)


def layout(name: str) -> str:
    return (bundled("layouts") / f"{name}.html").read_text("utf-8")


def test_the_bundled_layouts_leave_nothing_out(prove: Prove, tmp_path: Path) -> None:
    assert prove() == []


def test_nothing_is_missed_in_one_of_everything(tmp_path: Path) -> None:
    sample = fill(Sample(tmp_path))
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(210 * MM, 297 * MM))
    assert prove_issue(Setting(sample.project.config, sample.issue(), theme)) == ()


# ---------------------------------------------------------------- what partials leave out

_PRINTS = re.compile(
    r"\{\{(?! image| words| baseline)[^}]*(?:block|cell|note|part|entry|drawing|ad)\b[^}]*\}\}|<img[^>]*>"
)
"""What a partial prints of its block."""
_NOT_READ = re.compile(r"anchor|\.kind|alt\b|width|length|number| if ")


def leaks() -> Iterator[tuple[str, int]]:
    for name in (
        "about",
        "box",
        "chart",
        "figure",
        "half-ad",
        "item",
        "pullquote",
        "qa",
        "questions",
        "table",
        "timeline",
    ):
        text = layout(f"partials/{name}")
        for match in _PRINTS.finditer(text):
            if match[0].startswith("<img") or not _NOT_READ.search(match[0]):
                yield name, match.start()


@pytest.mark.parametrize(("name", "start"), list(leaks()))
def test_a_partial_that_leaves_copy_out(name: str, start: int, prove: Prove) -> None:
    text = layout(f"partials/{name}")
    match = _PRINTS.match(text, start)
    assert match is not None
    found = prove(ARTICLES.get(name, "blocks"), **{f"partials__{name}": text[:start] + text[match.end() :]})
    assert {problem.code for problem in found} == {"HP254"}
    assert all(f"layouts/partials/{name}.html" in problem.message for problem in found)


def test_a_lost_part_is_located_in_the_manuscript(prove: Prove, read: Issue) -> None:
    lost = '<aside class="box {{ block.kind }}"><h2 class="box-title">{{ block.title | safe }}</h2></aside>'
    lines = read.articles["blocks"].path.read_text("utf-8").splitlines()
    found = {(problem.location.path.name, problem.location.line) for problem in prove("blocks", partials__box=lost)}
    wanted = (
        ":::{sidebar}",
        ":::{note}",
        ":::{tally}",
        "Said in a box",
        "From the editors",
        "Three of five",
        "12 February",
    )
    assert found == {("blocks.md", next(n for n, line in enumerate(lines, 1) if text in line)) for text in wanted}


def test_words_in_an_attribute_are_not_printed(prove: Prove) -> None:
    picture = '<img src="{{ image(block.source) }}" alt="{{ block.caption | striptags }}">'
    lost = f'<figure class="figure">{picture}{{{{ block.credit }}}}</figure>'
    (problem,) = prove("blocks", partials__figure=lost)
    assert "What it shows." in problem.message


def test_each_cell_is_found_for_itself(prove: Prove) -> None:
    """3, 13, 31 and 1: none stands in for a part of another."""
    text = layout("partials/table").replace("{% for cell in row.cells %}", "{% for cell in row.cells[:1] %}")
    (problem,) = prove("blocks", partials__table=text)
    assert "“13”, and 1 more" in problem.message


# ---------------------------------------------------------------- what page templates leave out

_INCLUDES = re.compile(r'\{% include "partials/(\w+)\.html" %\}')


def forgotten() -> Iterator[tuple[str, str]]:
    for name in TEMPLATES:
        for partial in dict.fromkeys(_INCLUDES.findall(layout(f"pages/{name}"))):
            yield name, partial


@pytest.mark.parametrize(("name", "partial"), list(forgotten()))
def test_a_page_template_that_forgets_a_field(name: str, partial: str, prove: Prove, read: Issue) -> None:
    text = layout(f"pages/{name}").replace(f'{{% include "partials/{partial}.html" %}}', "")
    found = prove(name, f"{name}-plain", **{f"pages__{name}": text})
    assert found
    assert {problem.code for problem in found} == {"HP255"}
    for problem in found:
        line = problem.location.path.read_text("utf-8").splitlines()[problem.location.line - 1]
        assert problem.location.column > 1, line
        assert f"layouts/pages/{name}.html" in problem.message


@pytest.mark.parametrize(
    ("name", "printed"),
    [("declarations", "{{ line }}"), ("references", "{{ reference.html | safe }}")],
)
def test_a_tail_that_forgets_what_it_is_for(name: str, printed: str, prove: Prove) -> None:
    text = layout(f"partials/{name}")
    assert printed in text
    found = prove("feature", **{f"partials__{name}": text.replace(printed, "")})
    assert found
    assert {problem.code for problem in found} == {"HP255"}


@pytest.mark.parametrize("name", ["cover", "masthead", "colophon", "back", "contents", "advertisement"])
def test_a_page_of_the_magazine_that_forgets_what_it_says(name: str, prove: Prove, read: Issue) -> None:
    empty = '{% extends "page.html" %}{% block page_body %}<section class="plate"></section>{% endblock %}'
    found = prove(**{f"pages__{name}": empty})
    assert found
    assert {problem.code for problem in found} == {"HP255"}
    assert all(problem.location.line for problem in found)


@pytest.mark.parametrize("loop", ["for item in run.items", "for zone in zones", "for item in tail"])
def test_a_layout_that_forgets_blocks(loop: str, prove: Prove) -> None:
    name = "partials/tail" if "tail" in loop else "article"
    text = layout(name).replace(loop, loop.rpartition(" ")[0] + " []")
    (problem, *_) = prove("blocks", **{name.replace("/", "__"): text})
    assert problem.code == "HP254"
    assert f"layouts/{name}.html" in problem.message


def test_a_layout_that_prints_a_block_twice(prove: Prove) -> None:
    text = layout("partials/tail")
    (problem,) = prove("blocks", partials__tail=text.replace("{% for item in tail %}", "{% for item in tail + tail %}"))
    assert problem.code == "HP256"


def test_a_running_title_that_no_head_shows(prove: Prove, tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("it", "Report", "Text.\n", running="Short")
    sample.write("layouts/base.html", layout("base").replace("data-running", "data-run"))
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(210 * MM, 297 * MM))
    (problem,) = prove_issue(Setting(sample.project.config, sample.issue(), theme))
    assert (problem.code, problem.location.line) == ("HP255", 4)


# ---------------------------------------------------------------- what is no loss


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("box", "{{ block.title | safe }}", "{{ block.title | upper }}"),
        ("box", '<aside class="box', '<aside class="box'),
        ("pullquote", "{{ block.html | safe }}", "<b>{{ block.html[:3] | safe }}</b>{{ block.html[3:] | safe }}"),
        (
            "pullquote",
            "{{ block.html | safe }}",
            "{{ block.html[:6] | safe }}<i> (sic) </i>{{ block.html[6:] | safe }}",
        ),
        ("pullquote", "<p>{{ block.html | safe }}", "<div>{{ block.html[0] }}</div><p>{{ block.html[1:] | safe }}"),
        ("item", '<h2 class="item-title">{{ block.title | safe }}</h2>', ""),
    ],
)
def test_a_text_may_be_moved_parted_labelled_and_set_in_capitals(name: str, old: str, new: str, prove: Prove) -> None:
    text = layout(f"partials/{name}")
    assert old in text
    text = text.replace(old, new)
    if not new:
        text = text.replace("</div>", f"{old}</div>")
    assert prove(ARTICLES.get(name, "blocks"), **{f"partials__{name}": text}) == []


def test_an_issue_with_such_a_layout_is_not_built(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.article("it", "Letter", f":::{{sidebar}} A box\nLost words.\n:::\n\n{paragraphs(1)}")
    sample.write("layouts/partials/box.html", "<aside>{{ block.title | safe }}</aside>")
    setter = sample.setter()
    pages = setter.schedule.alone(set_article(Composer(setter.issue.articles["it"], setter.setting), "left")).pages
    assert "HP254" in {problem.code for problem in pages.problems}


# ---------------------------------------------------------------- whatever is written

WORDS = ["word", "CAR-T", "*some*", "**bold**", "10^9^", "H~2~O", "`code`", "潘静", "3-5", "it's", '"so"', "p < 0.05"]
LINE = st.lists(st.sampled_from([*WORDS, "\\*", "\\<b>", "&", "FDA", "½", "3", "13", "31"]), min_size=1, max_size=6)
TEXT = LINE.map(" ".join)
CELLS = st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=4)
BLOCKS = st.one_of(
    TEXT,
    TEXT.map("## {}".format),
    st.lists(TEXT, min_size=1, max_size=3).map(lambda items: "\n".join(f"- {item}\n  1. {item}" for item in items)),
    st.tuples(TEXT, TEXT).map(lambda two: f":::{{sidebar}} {two[0]}\n{two[1]}\n\n- {two[0]}\n:::"),
    st.tuples(TEXT, TEXT).map(lambda two: f":::{{note}} {two[0]}\n{two[1]}\n:::"),
    st.tuples(TEXT, TEXT).map(lambda two: f":::{{diary}} {two[0]}\n{two[1]}\n: {two[0]}\n:::"),
    st.tuples(TEXT, TEXT).map(lambda two: f":::{{pull}}\n:attribution: {two[0]}\n\n{two[1]}\n:::"),
    CELLS.map(
        lambda rows: (
            ":::{table} A table\n| A | B |\n|---|---|\n" + "".join(f"| {' | '.join(row)} |\n" for row in rows) + ":::"
        )
    ),
)


@pytest.mark.fuzz
@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(BLOCKS, min_size=1, max_size=5), headline=TEXT, template=st.sampled_from(TEMPLATES))
def test_nothing_is_missed_whatever_is_written(
    blocks: list[str], headline: str, template: str, whole: Sample, setting: Setting
) -> None:
    front = f"headline: {json.dumps(headline)}\nstandfirst: {json.dumps(headline)}\ndepartment: Report\n"
    path = whole.write("content/2025-01/articles/any.md", f"---\n{front}---\n\n" + "\n\n".join(blocks) + "\n")
    around = Around(
        whole.project.config.departments, path.parents[1], whole.root, whole.project.article_templates, None
    )
    draft = read_article(whole.project, path, around)
    assert draft.article is not None
    assume(not has_errors(draft.problems))
    composer = Composer(replace(draft.article, template=template), setting)
    assert prove_article(composer, composer.galley(MakeUp(), "right")) == ()
