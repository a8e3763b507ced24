"""Make names for addresses and files out of any text."""

from __future__ import annotations

import re
import unicodedata


def slug_of(text: str) -> str:
    """``text`` in lower-case Latin letters and digits joined by hyphens; "" when it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain.replace("'", "")))
