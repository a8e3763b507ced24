# SPDX-License-Identifier: MIT
"""Tell how much of the program the tests reach, and fail below the floor: tools/coverage.py SLIPCOVER.json.

The floor only rises: where the tests reach half a point more, the program says to raise it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

BRANCHES, LINES = 89.0, 95.5
"""Per cent that the tests must reach."""


def main(report: Path) -> int:
    """Print both numbers; 1 where one is below its floor."""
    summary = json.loads(report.read_text("utf-8"))["summary"]
    code = 0
    for name, floor in (("branches", BRANCHES), ("lines", LINES)):
        covered, missing = summary[f"covered_{name}"], summary[f"missing_{name}"]
        reached = 100 * covered / max(1, covered + missing)
        advice = ""
        if reached < floor:
            advice, code = ": test what is new", 1
        elif reached >= floor + 0.5:
            advice = f": raise {name.upper()} in tools/coverage.py to {int(reached * 2) / 2}"
        print(f"coverage: {reached:.1f} % of {covered + missing} {name}, floor {floor} %{advice}")
    return code


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
