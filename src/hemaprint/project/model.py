# SPDX-License-Identifier: MIT
"""Give every model of a file its rules: an unknown key is an error, and a value keeps its type."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Strict and frozen: an unknown key is an error, and no value is converted to another type."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)
