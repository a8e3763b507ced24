"""Pause the garbage collector while many objects are made and few become garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Collect nothing inside: setting pages makes millions of objects, and traversing them takes a sixth of a build.

    Objects without references are freed at once anyway; only reference cycles remain until later.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
