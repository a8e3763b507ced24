# SPDX-License-Identifier: MIT
"""Read requests, small bodies of JSON, and refuse what no browser of ours sends."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from hemaprint.errors import HemaprintError
from hemaprint.system.environment import is_this_machine

SAFE_METHODS = frozenset({"GET", "HEAD"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""
NEVER = {"cache-control": "no-store"}
"""The header of what browsers must not keep."""
FOREVER = {"cache-control": "private, max-age=31536000, immutable"}
"""The header of what is named by its content."""
LARGEST = 10_000
"""Bytes of a body; ours have a few dozen."""
PATIENCE = 10.0
"""s that a body may take."""
Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class Asked(BaseModel):
    """What a request asks."""

    model_config = ConfigDict(frozen=True, strict=True)


class Spot(Asked):
    """A place on a page (from 0), in pt from the corner of its trim."""

    page: Count
    x: Coordinate
    y: Coordinate


class Line(Asked):
    """A line of a file, its path from the project's folder."""

    path: str
    line: Count = 1
    column: Count = 1


Form = TypeVar("Form", bound=Asked)


async def asked(request: Request, form: type[Form]) -> Form:
    """The body as ``form``. Raises ValueError for another form, HTTPException for one that is too long or too slow."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ValueError("send JSON")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST:
                    raise HTTPException(413, f"a request may have {LARGEST} bytes")
    except TimeoutError:
        raise HTTPException(408, "the request was not complete in time", {"connection": "close"}) from None
    try:
        return form.model_validate_json(bytes(body))
    except ValidationError as error:
        raise ValueError("; ".join(one["msg"] for one in error.errors(include_url=False))) from error


def is_from_here(request: Request) -> bool:
    """Whether this machine asks, by an address of its own alone: what was forwarded names another."""
    return bool(request.client and is_this_machine(request.client.host) and is_this_machine(request.url.hostname or ""))


def missing() -> Response:
    """The answer for what is not there."""
    return PlainTextResponse("not found\n", status_code=404, headers=NEVER)


async def known_error(_: Request, error: Exception) -> Response:
    """Answer with an error of ours and its hint."""
    assert isinstance(error, HemaprintError)
    return JSONResponse({"message": error.message, "hint": error.hint}, status_code=409, headers=NEVER)


async def bad_request(_: Request, error: Exception) -> Response:
    """Answer a request that no browser of ours sends."""
    return JSONResponse({"message": str(error), "hint": ""}, status_code=400, headers=NEVER)


async def refused(_: Request, error: Exception) -> Response:
    """Refuse what does not exist, or is not allowed, too large or too slow."""
    assert isinstance(error, HTTPException)
    headers = {**NEVER, **(error.headers or {})}
    return JSONResponse({"message": error.detail, "hint": ""}, status_code=error.status_code, headers=headers)
