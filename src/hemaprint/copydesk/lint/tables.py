# SPDX-License-Identifier: MIT
"""Read the tables that the rules of lint share: words, drugs, genes, abbreviations."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """A table of this room: ``NAME.toml``."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))
