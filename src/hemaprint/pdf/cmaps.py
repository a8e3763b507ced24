"""Read character maps: what text codes stand for (ToUnicode), and which glyphs they choose (Encoding)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

_TOKEN = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])|(-?\d+)|([A-Za-z]+)")
_LARGEST = 70_000
"""Entries that are read from one map: more than a map of two bytes can have."""


@dataclass(slots=True)
class CMap:
    """``texts`` and ``cids`` by the length of a code in bytes and the code; ``spaces`` are its codespace ranges."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    cids: dict[tuple[int, int], int] = field(default_factory=dict)
    spaces: list[tuple[bytes, bytes]] = field(default_factory=list)

    def length_at(self, codes: bytes, at: int) -> int:
        """How many bytes the next code has: those of the codespace range that it falls in (ISO 32000-1, 9.7.6.2)."""
        for low, high in self.spaces:
            code = codes[at : at + len(low)]
            if len(code) == len(low) and all(a <= b <= c for a, b, c in zip(low, code, high, strict=True)):
                return len(low)
        return min((len(low) for low, _ in self.spaces), default=2)


_Item = bytes | int | list[bytes | int]


def read_cmap(data: bytes) -> CMap:
    """The ranges of a CMap file (Adobe Technical Note 5014); what cannot be read is left out."""
    cmap = CMap()
    sections: dict[bytes, tuple[int, Callable[[CMap, list[_Item]], None]]] = {
        b"endcodespacerange": (2, _codespace),
        b"endbfchar": (2, _bfchar),
        b"endbfrange": (3, _bfrange),
        b"endcidchar": (2, _cidchar),
        b"endcidrange": (3, _cidrange),
    }
    items: list[_Item] = []
    for item, word in _items(data):
        if word.startswith(b"begin"):
            items = []
        elif word in sections:
            size, read = sections[word]
            for at in range(0, len(items) - size + 1, size):
                read(cmap, items[at : at + size])
            items = []
        elif item is not None:
            items.append(item)
    return cmap


def _items(data: bytes) -> Iterator[tuple[_Item | None, bytes]]:
    """Strings, numbers and arrays of them, or words."""
    array: list[bytes | int] | None = None
    for text, bracket, digits, word in _TOKEN.findall(data):
        if bracket == b"[":
            array = []
        elif bracket == b"]":
            if array is not None:
                yield array, b""
            array = None
        elif word:
            yield None, word
        else:
            item = int(digits) if digits else _bytes(text)
            if array is None:
                yield item, b""
            else:
                array.append(item)


def _bytes(text: bytes) -> bytes:
    digits = b"".join(text.split()).decode("ascii")
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def _text(item: _Item) -> str:
    return item.decode("utf-16-be", "replace") if isinstance(item, bytes) else ""


def _codespace(cmap: CMap, items: list[_Item]) -> None:
    low, high = items
    if isinstance(low, bytes) and isinstance(high, bytes) and 0 < len(low) == len(high) <= 4:
        cmap.spaces.append((low, high))


def _bfchar(cmap: CMap, items: list[_Item]) -> None:
    code, text = items
    if isinstance(code, bytes) and len(cmap.texts) < _LARGEST:
        cmap.texts[len(code), int.from_bytes(code, "big")] = _text(text)


def _bfrange(cmap: CMap, items: list[_Item]) -> None:
    low, high, target = items
    for offset, (length, code) in enumerate(_codes(low, high, _LARGEST - len(cmap.texts))):
        if isinstance(target, list):
            if offset >= len(target):
                break
            cmap.texts[length, code] = _text(target[offset])
        elif isinstance(target, bytes) and target:
            last = int.from_bytes(target[-2:], "big") + offset
            cmap.texts[length, code] = _text(target[:-2] + (last & 0xFFFF).to_bytes(2, "big"))


def _cidchar(cmap: CMap, items: list[_Item]) -> None:
    code, cid = items
    if isinstance(code, bytes) and isinstance(cid, int):
        cmap.cids[len(code), int.from_bytes(code, "big")] = cid


def _cidrange(cmap: CMap, items: list[_Item]) -> None:
    low, high, cid = items
    if isinstance(cid, int):
        for offset, key in enumerate(_codes(low, high, _LARGEST - len(cmap.cids))):
            cmap.cids[key] = cid + offset


def _codes(low: _Item, high: _Item, most: int) -> Iterator[tuple[int, int]]:
    if not isinstance(low, bytes) or not isinstance(high, bytes):
        return
    first, last = int.from_bytes(low, "big"), int.from_bytes(high, "big")
    for code in range(first, min(last, first + most - 1) + 1):
        yield len(low), code
