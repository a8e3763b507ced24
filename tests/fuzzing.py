"""How many inputs are generated: few in ``make test``, HEMAPRINT_FUZZ of them for each test in ``make fuzz``."""

from __future__ import annotations

import os


def examples(default: int) -> int:
    """For hypothesis' ``max_examples``; mark the test with ``pytest.mark.fuzz``."""
    return int(os.environ.get("HEMAPRINT_FUZZ") or default)
