"""The size of a file: what mail systems and readers take."""

from __future__ import annotations

from collections.abc import Iterator

from hemaprint.bind.editions import Edition
from hemaprint.errors import Severity
from hemaprint.preflight.models import Finding, Purpose, Subject

ON_THE_WIRE = 1.37
"""base64 makes an attachment so much larger: 78 bytes of a line carry 57 (RFC 2045, 6.8)."""
FOR_MAIL = 7_000_000
"""Bytes: what passes a mail server that takes 10 MB, Exchange's default for messages of its own."""
FOR_SCREEN = 25_000_000
"""Bytes: at 10 Mbit/s a reader waits twenty seconds."""


def check_size(subject: Subject) -> Iterator[Finding]:
    """The e-mail edition passes mail servers; what is read on a screen does not keep its reader waiting."""
    size = len(subject.data)
    if subject.edition is Edition.EMAIL:
        largest = subject.largest or FOR_MAIL
        if size > largest:
            message = (
                f"the e-mail edition has {size / 1e6:.1f} MB, and {size * ON_THE_WIRE / 1e6:.1f} MB in a message; "
                f"no more than {largest / 1e6:.1f} MB are wanted"
            )
            hint = "build it again with a smaller --max-mb, or with fewer large pictures"
            yield Finding("HP417", Severity.WARNING, message, hint)
    elif subject.purpose is Purpose.SCREEN and size > FOR_SCREEN:
        message = f"the file has {size / 1e6:.0f} MB; readers of a file for the screen wait for it"
        yield Finding("HP417", Severity.WARNING, message, "lower the resolution of its pictures")
