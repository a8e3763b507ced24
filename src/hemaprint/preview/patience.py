"""Close connections on which no whole request comes, and let broken ones fail quietly.

uvicorn 0.54 waits for the head of a request as long as it may take, and writes a traceback where a body breaks off
that somebody has begun to answer.
"""

from __future__ import annotations

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 10.0
"""s that the head of a request may take, from the opening of the connection or from the answer before."""


class PatientProtocol(H11Protocol):
    """Speaks HTTP as uvicorn does, within :data:`PATIENCE`."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Close the connection where data come that are no HTTP behind an answer: uvicorn would answer twice."""
        try:
            super().data_received(data)
        except h11.LocalProtocolError:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP; the application may have the head of it, and must not answer, too."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        super().send_400_response(msg)

    def handle_events(self) -> None:
        """Let the clock stand once the head of a request is here."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._wait_no_more()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._wait()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """The client has gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_more()
        self._waiting = self.loop.call_later(PATIENCE, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
