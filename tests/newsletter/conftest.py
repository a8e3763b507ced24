from collections.abc import Iterator
from pathlib import Path

import pytest

from hemaprint.newsletter.ledger import Ledger

from .post import Authority, Office, open_office


@pytest.fixture
def office() -> Iterator[Office]:
    with open_office() as opened:
        yield opened


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger" / "newsletter.sqlite") as opened:
        yield opened
