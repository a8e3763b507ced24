"""Take what WeasyPrint logs as data, and ask it what it cannot use of a style sheet."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from logging import LogRecord
from typing import Any

from cssselect2 import Matcher
from weasyprint.css import preprocess_stylesheet
from weasyprint.css.properties import INITIAL_VALUES
from weasyprint.css.units import ANGLE_UNITS, LENGTH_UNITS, RESOLUTION_TO_DPPX
from weasyprint.css.validation import preprocess_declarations
from weasyprint.css.validation.expanders import EXPANDERS

PROPERTIES = tuple({name.replace("_", "-") for name in INITIAL_VALUES} | set(EXPANDERS))
UNITS = frozenset({*LENGTH_UNITS, *ANGLE_UNITS, *RESOLUTION_TO_DPPX, "fr"})
_LOGGER = logging.getLogger("weasyprint")


@contextmanager
def captured() -> Iterator[list[LogRecord]]:
    """WeasyPrint's log as a list of records (law 5: warnings are data)."""
    records: list[LogRecord] = []

    class Handler(logging.Handler):
        def emit(self, record: LogRecord) -> None:
            stopped = sys.exc_info()[1]
            if isinstance(stopped, KeyboardInterrupt):  # WeasyPrint 70 takes Ctrl-C for a fault of the drawing
                raise stopped
            records.append(record)

    handler, propagate, others = Handler(logging.WARNING), _LOGGER.propagate, _LOGGER.handlers[:]
    _LOGGER.handlers, _LOGGER.propagate = [handler], False
    try:
        yield records
    finally:
        _LOGGER.handlers, _LOGGER.propagate = others, propagate


def remarks_on_rule(rule: Any) -> list[LogRecord]:
    """What WeasyPrint says of a parsed rule by itself."""
    with captured() as records:
        preprocess_stylesheet("print", None, [rule], None, Matcher(), [], [], None, {}, {}, ignore_imports=True)
    return records


def remark_on_declaration(declaration: Any) -> str | None:
    """What WeasyPrint says of a parsed declaration without ``var()``; None where it takes it."""
    with captured() as records:
        list(preprocess_declarations(None, [declaration]))
    return records[0].getMessage() if records else None
