"""A part of the readers, so that several machines send side by side without overlap."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from hemaprint.errors import UsageError
from hemaprint.newsletter.mail import Readers, Recipient

MOST = 1000
_SHARD = re.compile(r"(\d{1,4})/(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """The part ``number`` (from 1) of ``of`` parts. Whose part an address is depends on the address alone."""

    number: int = 1
    of: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    def overlaps(self, other: Shard) -> bool:
        """Whether a reader can be in both parts."""
        return self.of != other.of or self.number == other.number

    def has(self, recipient: Recipient) -> bool:
        """Whether a reader is in this part: by SHA-256 of the address, which is the same everywhere and always."""
        digest = hashlib.sha256(recipient.key.encode("utf-8")).digest()
        return int.from_bytes(digest[:8], "big") % self.of == self.number - 1

    def of_readers(self, readers: Readers) -> Readers:
        """The readers in this part, in their order."""
        return readers if self.of == 1 else _Part(self, readers)


@dataclass(frozen=True, slots=True)
class _Part:
    """The readers of one shard, found anew each time."""

    shard: Shard
    readers: Readers

    def __iter__(self) -> Iterator[Recipient]:
        return filter(self.shard.has, self.readers)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def parse_shard(text: str) -> Shard:
    """``2/8``; raises UsageError."""
    match = _SHARD.fullmatch(text)
    number, of = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1 <= number <= of <= MOST:
        raise UsageError(
            f'"{text}" is not a part of the readers', hint=f'write "2/8" for the second of eight; at most {MOST} parts'
        )
    return Shard(number, of)
