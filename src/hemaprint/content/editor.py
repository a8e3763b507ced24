# SPDX-License-Identifier: MIT
"""Require of every model that editors fill that it says how each of its texts is read."""

from __future__ import annotations

from typing import Any

from hemaprint.content.readings import readings_of
from hemaprint.project.model import Model


class EditorModel(Model):
    """What editors write. A text in it has a type of :mod:`hemaprint.content.readings`, or the class is refused."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Require every field to say how it is read."""
        readings_of(cls)
