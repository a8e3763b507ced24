"""What a stranger's layout can do: look at what it is handed, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest
from jinja2 import StrictUndefined, TemplateRuntimeError, UndefinedError
from jinja2.exceptions import SecurityError

from hemaprint.content.models import Opener
from hemaprint.theme.geometry import Geometry
from hemaprint.theme.layouts import LONGEST, Sandbox
from hemaprint.theme.theme import Theme


@dataclass(frozen=True)
class Foreign:
    """Something that no room of hemaprint defines."""

    secret: str = "secret"


Foreign.__module__ = "elsewhere"


@dataclass(frozen=True)
class Ours:
    """As a room hands it to a layout."""

    path: Path
    model: Opener = field(default_factory=lambda: Opener(image="a.png", alt="A plain colour"))
    foreign: Foreign = Foreign()
    words: tuple[str, ...] = ("one", "two")

    def method(self) -> str:
        return "method"


Ours.__module__ = "hemaprint.somewhere"


def filled(layout: str, path: Path) -> str:
    environment = Sandbox(undefined=StrictUndefined)
    theme = Theme.of_project(path, path, Geometry(100, 100))
    return environment.from_string(layout).render(it=Ours(path), theme=theme, hand=partial(str.upper))


@pytest.mark.parametrize(
    "layout",
    [
        "{{ cycler.__init__.__globals__ }}",
        "{{ ().__class__.__base__.__subclasses__() }}",
        "{{ hand.func.__globals__ }}",
        "{{ it.path.read_text() }}",
        "{{ it.path.parent }}",
        "{{ it.path.unlink() }}",
        "{{ it.model.parse_file(it.path) }}",
        "{{ it.model.parse_raw('x', content_type='pickle', allow_pickle=true) }}",
        "{{ it.model.model_construct() }}",
        "{{ it.foreign.secret }}",
        "{{ theme.environment.from_string('x') }}",
        "{{ theme.environment.loader }}",
        "{{ it.method.__self__ }}",
        "{{ it|attr('path')|attr('read_text') }}",
        "{{ it['path']['read_text']() }}",
        "{{ '{0.path.read_text}'.format(it) }}",
        "{% set found = {}|list %}{{ found.append(1) }}",
        "{{ lipsum(n=10) }}",
        "{% for one in range(10**9) %}{% endfor %}",
        "{{ 'a' * 10**9 }}",
        "{{ 10**9 * 'a' }}",
        "{{ 10**1000000 }}",
    ],
)
def test_a_layout_runs_no_code(layout: str, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")
    with pytest.raises((SecurityError, UndefinedError, OverflowError, TemplateRuntimeError)):
        filled(layout, kept)
    assert kept.read_text() == "kept"


@pytest.mark.parametrize(
    ("layout", "text"),
    [
        ("{{ it.path.name }} {{ it.path.stem }}", "a.md a"),
        ("{{ it.model.image }} {{ it.model.alt }}", "a.png A plain colour"),
        ("{{ it.method() }} {{ hand('x') }} {{ it.words|join(' ') }}", "method X one two"),
        ("{{ theme.geometry.width }} {{ 'a' * 3 }} {{ 2 ** 3 * 2 }}", "100 aaa 16"),
        ("{% for one in it.words %}{{ loop.index }}{{ one.upper() }}{% endfor %}", "1ONE2TWO"),
        ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m('a') }}{% set n = namespace(x=1) %}{{ n.x }}", "<a>1"),
    ],
)
def test_what_layouts_need_they_have(layout: str, text: str) -> None:
    assert filled(layout, Path("a.md")) == text


def test_the_bound_of_a_repetition_is_a_page(tmp_path: Path) -> None:
    assert len(filled("{{ 'a' * 1000 * 1000 }}", tmp_path)) == LONGEST


@pytest.mark.parametrize("name", ["../outside.css", "/etc/hostname", "a.txt", "link.css", "sub/../../outside.css"])
def test_a_style_sheet_is_one_of_the_project_or_the_theme(name: str, tmp_path: Path) -> None:
    styles = tmp_path / "styles"
    styles.mkdir()
    for path in (tmp_path / "outside.css", styles / "a.txt"):
        path.write_text("secret")
    (styles / "link.css").symlink_to(tmp_path / "outside.css")
    (styles / "issue.css").write_text(f'@import "{name}";')
    theme = Theme.of_project(tmp_path / "layouts", styles, Geometry(100, 100))
    assert theme.find_style(name) is None
    assert "secret" not in theme.css
    assert [one.code for one in theme.problems] == ["HP201"]
