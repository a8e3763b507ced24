"""Settings are taken over with every comment; what cannot be edited safely is refused."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.scaffold.settings import taken_over

BEFORE = '''\
# the house
[magazine]
title = "Old"  # as printed
nameplate = [
  "Old",
  "Title",
]
issn = "0378-5955"

# mail
[newsletter]
imprint = """
[magazine]
title = "not this one"
"""

[newsletter.dkim]
key = "secret.pem"

# pages
[page]
# trim
size = "A4"

[[departments]]
name = "Letter"  # first
'''
AFTER = """\
# the house
[magazine]
title = "New"

# mail

# pages
[page]
# trim
size = "A5"

[[departments]]
name = "Letter"  # first
"""
LIMIT = 100_000


def _path(folder: Path, text: str) -> Path:
    path = folder / "hemaprint.toml"
    path.write_text(text, "utf-8")
    return path


def test_lines_are_replaced_and_all_others_stay(tmp_path: Path) -> None:
    changes = {("magazine", "title"): "New", ("magazine", "nameplate"): None, ("page", "size"): "A5"}
    settings = taken_over(_path(tmp_path, BEFORE), changes, LIMIT)
    assert settings.text == AFTER
    assert [(note.location.line, note.code) for note in settings.notes] == [(8, "HP085"), (11, "HP085")]


def test_keys_and_tables_that_are_missing_are_added(tmp_path: Path) -> None:
    changes = {("magazine", "language"): "de", ("theme", "name"): "quarto", ("magazine", "nameplate"): ("A", "B")}
    text = taken_over(_path(tmp_path, '[magazine]\ntitle = "Old"\n\n[page]\n'), changes, LIMIT).text
    assert tomllib.loads(text) == {
        "magazine": {"title": "Old", "language": "de", "nameplate": ["A", "B"]},
        "page": {},
        "theme": {"name": "quarto"},
    }


@pytest.mark.parametrize("text", ['magazine = {title = "Old"}\n', 'magazine.language = "de"\n'])
def test_what_is_not_written_line_by_line_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ContentError) as caught:
        taken_over(_path(tmp_path, text), {("magazine", "title"): "New"}, LIMIT)
    assert [problem.code for problem in caught.value.problems] == ["HP086"]
