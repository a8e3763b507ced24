"""Say in the content of a page what its marked sequences are: artifacts, or text that its glyphs do not spell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pydyf


def claim_content(stream: Any, artifacts: Mapping[int, str], texts: Mapping[int, str]) -> None:
    """Rewrite the operators of a pydyf content stream.

    ``artifacts`` gives the type of artifact of each MCID that no element holds (ISO 32000-1, 14.8.2.2), ``texts`` the
    words of content whose glyphs have other letters (14.9.4).
    """
    operators = stream.stream
    for index, operand in enumerate(operators):
        mcid = operand.get("MCID") if isinstance(operand, dict) else None
        if mcid is None or operators[index + 1] != b"BDC":
            continue
        if mcid in artifacts:
            operators[index - 1] = "/Artifact"
            operators[index] = pydyf.Dictionary({"Type": f"/{artifacts[mcid]}"})
        elif mcid in texts:
            operand["ActualText"] = pydyf.String(texts[mcid])
