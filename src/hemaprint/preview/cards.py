# SPDX-License-Identifier: MIT
"""Let programs of this machine find a running preview, and tell it where the cursor of an editor is.

A preview leaves a :class:`Card` in the cache of its project, which only its owner can read: its address, and a key that
opens ``POST /look`` and nothing else. Programs start sooner where nothing that serves is imported: nothing is here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from hemaprint.errors import UsageError

PATH = "/look"
_FOLDER = "previews"
_PATIENCE = 5.0
"""s in which a preview answers, while it sets pages as well."""


@dataclass(frozen=True, slots=True)
class Card:
    """Where a preview can be told of a cursor: its ``address``, and the ``key`` for it."""

    address: str
    key: str

    def left(self, cache: Path) -> Path:
        """Write it into the cache of a project; returns its file. Raises OSError where that is impossible."""
        folder = cache / _FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.address.rpartition(':')[2]}.json"
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        return path

    def tell(self, path: str, line: int, column: int) -> str:
        """Tell the preview of a place (``path`` from the project's folder); the page that it shows, for people.

        Raises OSError where nobody answers, ValueError where another program does, UsageError where it is refused.
        """
        head = {"authorization": f"Bearer {self.key}", "origin": self.address, "content-type": "application/json"}
        place = json.dumps({"path": path, "line": line, "column": column})
        connection = HTTPConnection(urlsplit(self.address).netloc, timeout=_PATIENCE)
        try:
            connection.request("POST", PATH, place, head)
            answer = connection.getresponse()
            told = json.loads(answer.read())
            if answer.status == 200:
                return str(told["page"])
            refusal = UsageError(str(told["message"]), str(told["hint"]))
        except (HTTPException, ValueError, KeyError, TypeError) as error:
            raise ValueError("another program answers there") from error
        finally:
            connection.close()
        raise refusal


def tell_previews(cache: Path, path: str, line: int, column: int) -> tuple[str, ...]:
    """Tell every preview of a project of a place; the pages that they show.

    Raises UsageError where none shows the file, or where none is running. Cards of previews that have died are removed.
    """
    pages: list[str] = []
    refusals: list[UsageError] = []
    for file, card in _cards(cache):
        try:
            pages.append(card.tell(path, line, column))
        except UsageError as error:
            refusals.append(error)
        except ConnectionRefusedError:
            file.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            message = f"{card.address} does not answer as a preview: {error}"
            refusals.append(UsageError(message, "start hemaprint preview again; where it is running, end it first"))
    if pages:
        return tuple(pages)
    raise refusals[0] if refusals else UsageError("no preview of this project is running", "start hemaprint preview")


def _cards(cache: Path) -> Iterator[tuple[Path, Card]]:
    """The cards in a cache with their files, sorted; another user's and broken ones are left out."""
    for path in sorted((cache / _FOLDER).glob("*.json")):
        with suppress(OSError, ValueError, TypeError):
            yield path, Card(**json.loads(path.read_text("utf-8")))
