# SPDX-License-Identifier: MIT
"""Ask WeasyPrint what it makes of rules, declarations and selectors, and catch what it logs."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from logging import LogRecord
from typing import Any, Literal

import tinycss2
from cssselect2 import Matcher, SelectorError, compile_selector_list
from weasyprint.css import PSEUDO_ELEMENTS, preprocess_stylesheet
from weasyprint.css.properties import INHERITED as INHERITED_NAMES
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.units import ANGLE_UNITS, LENGTH_UNITS, RESOLUTION_TO_DPPX
from weasyprint.css.validation import NOT_PRINT_MEDIA, preprocess_declarations
from weasyprint.css.validation.expanders import EXPANDERS

PROPERTIES = tuple({name.replace("_", "-") for name in INITIAL_VALUES} | set(EXPANDERS))
INHERITED = frozenset(name.replace("_", "-") for name in INHERITED_NAMES)
"""The properties that an element has from the one around it."""
UNITS = frozenset({*LENGTH_UNITS, *ANGLE_UNITS, *RESOLUTION_TO_DPPX, "fr"})
_LOGGER = logging.getLogger("weasyprint")
_IN_BROWSERS = """
accent-color anchor-name animation-trigger app-region appearance backdrop-filter backface-visibility clip-path
color-scheme contain container container-name container-type content-visibility filter font-smooth hyphenate-limit-last
initial-letter interpolate-size isolation mask mask-image mask-position mask-repeat mask-size mix-blend-mode overflow-x
overflow-y perspective perspective-origin position-anchor position-area ruby-position scrollbar-face-color speak-as
text-emphasis text-justify text-rendering text-shadow text-size-adjust text-wrap text-wrap-mode text-wrap-style
transform-style user-select white-space-collapse writing-mode zoom
"""
BROWSER_PROPERTIES = frozenset({*NOT_PRINT_MEDIA, *_IN_BROWSERS.split()}) - set(PROPERTIES)
"""Properties that browsers know, and that do nothing in print."""


@contextmanager
def captured() -> Iterator[list[LogRecord]]:
    """WeasyPrint's log as a list of records."""
    records: list[LogRecord] = []

    class Handler(logging.Handler):
        def emit(self, record: LogRecord) -> None:
            stopped = sys.exc_info()[1]
            if isinstance(stopped, KeyboardInterrupt):  # WeasyPrint 70 mistakes Ctrl-C for a fault of the drawing
                raise stopped
            records.append(record)

    handler, propagate, others = Handler(logging.WARNING), _LOGGER.propagate, _LOGGER.handlers[:]
    _LOGGER.handlers, _LOGGER.propagate = [handler], False
    try:
        yield records
    finally:
        _LOGGER.handlers, _LOGGER.propagate = others, propagate


def remarks_on_rule(rule: Any) -> list[LogRecord]:
    """The remarks of WeasyPrint on a single parsed rule."""
    with captured() as records:
        preprocess_stylesheet("print", None, [rule], None, Matcher(), [], [], None, {}, {}, ignore_imports=True)
    return records


def reasons_against(declaration: Any) -> tuple[str, ...]:
    """Why WeasyPrint cannot use a parsed declaration, in its words; nothing where it can."""
    records = _remarks_on(declaration)
    if records is None:
        return ("invalid value",)
    return tuple(str(record.args[-1]) if isinstance(record.args, tuple) else record.getMessage() for record in records)


def are_used(declarations: Sequence[Any]) -> bool:
    """Whether WeasyPrint can use all of these, asked at once."""
    return _remarks_on(*declarations) == []


Verdict = Literal["used", "refused", "failed"]
"""What WeasyPrint makes of a declaration: it can fail over one that it should refuse."""


@lru_cache(maxsize=8192)
def verdict_on(name: str, value: str) -> Verdict:
    """What WeasyPrint makes of a value, which has no ``var()`` in it."""
    records = _remarks_on(tinycss2.parse_one_declaration(f"{name}:{value}"))
    return "failed" if records is None else "refused" if records else "used"


def _remarks_on(*declarations: Any) -> list[LogRecord] | None:
    """The remarks of WeasyPrint; None where it fails, as over calc(1mm + ) in WeasyPrint 70."""
    try:
        with captured() as records:
            list(preprocess_declarations(None, declarations))
    except Exception:  # any kind: its validators trust what they are given
        return None
    return records


def is_selector(tokens: Sequence[Any]) -> bool:
    """Whether WeasyPrint can use tokens as one selector."""
    try:
        return all(one.pseudo_element in PSEUDO_ELEMENTS for one in compile_selector_list(list(tokens)))
    except SelectorError:
        return False


@cache
def longhands(name: str) -> frozenset[str]:
    """The properties that a declaration of the property ``name`` sets: those of a shorthand, or itself."""
    declaration = tinycss2.parse_one_declaration(f"{name}:inherit")
    with captured():
        found = [longhand.replace("_", "-") for longhand, *_ in preprocess_declarations(None, [declaration])]
    return frozenset(found or [name])
