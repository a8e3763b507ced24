"""Let the garbage collector wait while much is made and little of it is garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_waiting() -> Iterator[None]:
    """Nothing is collected inside: setting pages makes objects by the million, and walking through them takes a sixth
    of the time of a build. What nobody refers to goes at once all the same; only circles stay until later.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
