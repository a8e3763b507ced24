# SPDX-License-Identifier: MIT
"""Find the additions of installed packages to hemaprint: entry points, including its own.

A group is one of ``hemaprint.checks``, ``hemaprint.commands``, ``hemaprint.exports``, ``hemaprint.lints``,
``hemaprint.themes`` and ``hemaprint.transports``. Hemaprint declares its own in the same way, in ``pyproject.toml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from hemaprint.errors import MissingEnvironmentError

_OURS = "hemaprint"
FOREIGN_CODE = re.compile(r"(?!HP)[A-Z][A-Z0-9]{1,7}-?\d{1,4}")
"""The form of a code of another package: letters that are not HP, and a number."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """A name in a group, and the object that it refers to; ``package`` is the distribution that declares it."""

    name: str
    package: str
    place: str
    """``module:attribute``."""
    _entry: EntryPoint

    @property
    def is_ours(self) -> bool:
        """Whether it is part of hemaprint."""
        return self.package == _OURS

    @property
    def title(self) -> str:
        """The name in words."""
        return self.name.replace("-", " ")

    @property
    def foreign(self) -> str:
        """The package that brings it; "" for hemaprint."""
        return "" if self.is_ours else self.package

    def load(self) -> Any:
        """Import the object; raises MissingEnvironmentError when its package cannot be imported."""
        try:
            return self._entry.load()
        except Exception as error:
            if self.is_ours:
                raise
            hint = f"update {self.package}, or uninstall it: python -m pip uninstall {self.package}"
            raise MissingEnvironmentError(
                f"{self._entry.group} of {self.package}: {self.place} cannot be imported: {error!r}", hint
            ) from error


@cache
def plugins(group: str) -> Mapping[str, Plugin]:
    """The plug-ins of ``group`` by name; raises MissingEnvironmentError when two packages claim one name."""
    found: dict[str, Plugin] = {}
    for plugin in sorted(
        map(_plugin, entry_points(group=group)), key=lambda one: (one.name, not one.is_ours, one.package)
    ):
        other = found.setdefault(plugin.name, plugin)
        if other != plugin:
            raise MissingEnvironmentError(
                f"{other.package} and {plugin.package} both register {plugin.name!r} in {group}",
                f"uninstall one of them: python -m pip uninstall {plugin.package}",
            )
    return found


def registered(group: str, what: str) -> Mapping[str, Plugin]:
    """The plug-ins of a ``group`` that has some of hemaprint; raises MissingEnvironmentError where they are not there.

    ``what`` says in the plural what they are.
    """
    found = plugins(group)
    if not any(plugin.is_ours for plugin in found.values()):
        message = f"hemaprint's own {what} are not registered"
        raise MissingEnvironmentError(message, "pip install --force-reinstall hemaprint")
    return found


def remedy(package: str) -> str:
    """What helps where a plug-in of another package fails."""
    return f"report it to the authors of {package}, or python -m pip uninstall {package}"


def _plugin(entry: EntryPoint) -> Plugin:
    return Plugin(entry.name, entry.dist.name if entry.dist else "", entry.value, entry)
