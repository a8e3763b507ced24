"""The reference is what the program says of itself."""

from __future__ import annotations

import runpy
from typing import Any

import pytest
from pydantic import BaseModel

from hemaprint.content import models
from hemaprint.project import config, house

from .manual import ROOT

MADE: dict[str, str] = runpy.run_path(str(ROOT / "tools" / "docs.py"))["pages"]()
FOLDER = ROOT / "docs" / "reference"


def _models() -> list[type[BaseModel]]:
    found: list[Any] = [*vars(models).values(), *vars(config).values(), *vars(house).values()]
    return [model for model in found if isinstance(model, type) and issubclass(model, BaseModel)]


@pytest.mark.parametrize("name", MADE)
def test_a_page_is_as_the_generator_makes_it(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == MADE[name], "run tools/docs.py"


def test_there_are_no_other_pages() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(MADE)


@pytest.mark.parametrize("model", _models(), ids=lambda model: model.__name__)
def test_every_key_is_described(model: type[BaseModel]) -> None:
    assert [key for key, field in model.model_fields.items() if not field.description] == []
