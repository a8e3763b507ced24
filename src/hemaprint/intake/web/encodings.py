"""The encoding that a page says it is in."""

from __future__ import annotations

import re

MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "iso-8859-9": "cp1254",
}  # fmt: skip
"""What pages say -> what they mean (WHATWG Encoding Standard, section 4.2)."""

DECLARED_IN_BYTES = 4096
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)


def declared_encoding(data: bytes, elsewhere: str = "") -> str:
    """What Python calls the encoding that a page declares; ``elsewhere`` is what its envelope says, and wins."""
    found = _CHARSET.search(data[:DECLARED_IN_BYTES])
    said = elsewhere or (next(filter(None, found.groups()), b"").decode("ascii", "replace") if found else "")
    return MEANT.get(said.lower(), said)
