"""Read what a browser asks to be done: a small body of JSON, counted as it comes, of the form that is expected."""

from __future__ import annotations

import asyncio
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

LARGEST = 10_000
"""Bytes of a body; ours have a few dozen."""
PATIENCE = 10.0
"""s that a body may take."""

_Coordinate = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
_Count = Annotated[int, Field(ge=0, le=1_000_000_000)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True)


class Spot(_Asked):
    """A place on a page (from 0), in pt from the corner of its trim."""

    page: _Count
    x: _Coordinate
    y: _Coordinate


class Line(_Asked):
    """A line of a file, its path from the project's folder."""

    path: str
    line: _Count = 1
    column: _Count = 1


class InView(_Asked):
    """The article that is looked at, if any."""

    article: str | None = None


Form = TypeVar("Form", bound=_Asked)


async def asked(request: Request, form: type[Form]) -> Form:
    """The body as ``form``. Raises ValueError for another, HTTPException for one that is too long or too slow."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        raise ValueError("send JSON")
    body = bytearray()
    try:
        async with asyncio.timeout(PATIENCE):
            async for piece in request.stream():
                body += piece
                if len(body) > LARGEST:
                    raise HTTPException(413, f"a request has {LARGEST} bytes at most")
    except TimeoutError:
        raise HTTPException(408, "the request did not come to its end", {"connection": "close"}) from None
    try:
        return form.model_validate_json(bytes(body))
    except ValidationError as error:
        raise ValueError("; ".join(one["msg"] for one in error.errors(include_url=False))) from error
