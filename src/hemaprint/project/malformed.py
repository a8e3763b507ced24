"""The exception of a value that is well typed but wrong: a check digit, a page size, a date."""

from __future__ import annotations


class MalformedError(ValueError):
    """Raised by validators of values; ``code`` is a key of :func:`hemaprint.errors.meanings`."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
