"""Take what WeasyPrint logs as data."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LOGGER = logging.getLogger("weasyprint")


@contextmanager
def captured() -> Iterator[list[logging.LogRecord]]:
    """WeasyPrint's log as a list of records (law 5: warnings are data)."""
    records: list[logging.LogRecord] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
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
