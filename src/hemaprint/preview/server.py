# SPDX-License-Identifier: MIT
"""Serve the preview: an address, the application behind it, and its threads from the first to the last."""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import h11
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from uvicorn.protocols.http.h11_impl import H11Protocol

from hemaprint.bind.foundry import Foundry
from hemaprint.errors import HemaprintError, UsageError
from hemaprint.preview import cards
from hemaprint.preview.answers import Answers, PreviewOptions
from hemaprint.preview.desk import Desk, Setter
from hemaprint.preview.guard import Address, Door, Guard
from hemaprint.preview.reach import in_address, is_everywhere, local_name, shared_names
from hemaprint.preview.requests import bad_request, known_error, refused
from hemaprint.preview.watching import watch
from hemaprint.project.project import cache_of
from hemaprint.system.environment import is_this_machine

__all__ = ["Address", "Preview", "PreviewOptions"]

PATIENCE = 10.0
"""s that the head of a request may take, from the opening of the connection or from the previous answer."""
_SWITCH = 0.0005
"""s after which the typesetting thread lets others run: an answer takes a dozen turns, of 5 ms each by default."""


class Preview:
    """Serves one issue at one address."""

    def __init__(
        self, setter: Setter, root: Path, issue: str, options: PreviewOptions, foundry: Foundry | None = None
    ) -> None:
        self.desk = Desk(setter, root)
        self._answers = Answers(self.desk, root, issue, options, foundry or Foundry())
        self._root, self._issue, self._options = root, issue, options
        self._server: uvicorn.Server | None = None
        self._card: Path | None = None

    def run(self, announce: Callable[[Address], None]) -> None:
        """Serve until interrupted or stopped; call ``announce`` with the address once it is open.

        Raises UsageError where the address cannot be used, and what ``announce`` raises.
        """
        failed: list[Exception] = []

        def opened() -> None:
            try:
                self._leave_card(f"http://{in_address(local_name(host))}:{port}", door.program_key)
                announce(door.address(url, shared))
            except Exception as error:  # the server would log it, and end as if all were well
                failed.append(error)
                self.stop()

        listening = _listen(self._options.host, self._options.port)
        host, port = self._options.host, listening.getsockname()[1]
        url, *shared = (
            f"http://{in_address(name)}:{port}/{self._options.path}" for name in (local_name(host), *shared_names(host))
        )
        door = Door(self._application(opened), port, cards.PATH)
        config = uvicorn.Config(
            Guard(door, self._options.host),
            http=PatientProtocol,
            ws="none",
            log_level="error",
            access_log=False,
            proxy_headers=False,
            lifespan="on",
            timeout_graceful_shutdown=2,
        )
        self._server = _Server(config, self._answers.end_streams)
        interval = sys.getswitchinterval()
        sys.setswitchinterval(_SWITCH)
        try:
            with listening:
                self._server.run(sockets=[listening])
        finally:
            sys.setswitchinterval(interval)
            self._take_card()
        if failed:
            raise failed[0]

    def stop(self) -> None:
        """End :meth:`run`, from any thread."""
        if self._server is not None:
            self._server.should_exit = True

    def _leave_card(self, address: str, key: str) -> None:
        """Let programs of this machine find the preview, where they can reach it."""
        if is_this_machine(local_name(self._options.host)):
            with suppress(OSError):  # where nothing can be written, `look` says that it has found no preview
                self._card = cards.Card(address, key).left(cache_of(self._root))

    def _take_card(self) -> None:
        if self._card is not None:
            self._card.unlink(missing_ok=True)

    def _changed(self, paths: set[Path]) -> None:
        """Files were saved: browsers are told of style sheets before the pages are set with them."""
        self._answers.saved(paths)
        self.desk.changed(paths)

    def _application(self, opened: Callable[[], None]) -> Starlette:
        """The application behind door and guard; ``opened`` is called when it is ready."""
        handlers: dict[Any, Any] = dict.fromkeys((ValueError, ClientDisconnect), bad_request)
        handlers |= {HemaprintError: known_error, HTTPException: refused}
        routes = self._answers.routes()
        return Starlette(routes=routes, lifespan=self._lifespan(opened), exception_handlers=handlers)

    def _lifespan(self, opened: Callable[[], None]) -> Callable[[Starlette], Any]:
        @asynccontextmanager
        async def lifespan(_: Starlette) -> AsyncIterator[None]:
            loop, stop = asyncio.get_running_loop(), asyncio.Event()
            leave = self.desk.listen(lambda _state: _call(loop, self._answers.news))
            watching = asyncio.create_task(watch(self._root, self._issue, self._changed, stop))
            self.desk.start()
            opened()
            yield
            leave()
            stop.set()
            self.desk.stop()
            await asyncio.gather(watching, return_exceptions=True)
            self._answers.close()

        return lifespan


class _Server(uvicorn.Server):
    """Ends the streams of events before it waits for open connections."""

    def __init__(self, config: uvicorn.Config, before: Callable[[], None]) -> None:
        super().__init__(config)
        self._before = before

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before()
        await super().shutdown(sockets)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    both = family is socket.AF_INET6 and is_everywhere(host) and socket.has_dualstack_ipv6()
    try:
        return socket.create_server((host, port), family=family, dualstack_ipv6=both)
    except (OSError, OverflowError) as error:
        raise UsageError(
            f"the preview cannot listen on {host}:{port}: {error}", "choose another --port, or 0 for any free one"
        ) from error


def _call(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    try:
        loop.call_soon_threadsafe(work)
    except RuntimeError:  # the loop has ended; nobody is listening any more
        return


class PatientProtocol(H11Protocol):
    """Speaks HTTP as uvicorn does, but closes connections on which no complete request comes within :data:`PATIENCE`.

    uvicorn 0.54 waits for the head of a request indefinitely, and logs a traceback where a body that is already being
    answered breaks off.
    """

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Start waiting for a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Close the connection on data after an answer that are not HTTP: uvicorn would answer twice."""
        try:
            super().data_received(data)
        except h11.LocalProtocolError:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP; the application, which may have its head, must not also answer."""
        if self.cycle is not None:
            self.cycle.disconnected = True
        super().send_400_response(msg)

    def handle_events(self) -> None:
        """Stop the clock once the head of a request has arrived."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._wait_no_more()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._wait()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting: the client has gone."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._wait_no_more()
        self._waiting = self.loop.call_later(PATIENCE, self.transport.close)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
