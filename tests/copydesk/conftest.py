from pathlib import Path

import pytest

from copydesk.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture(scope="module")
def one_desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk for tests that only write the article anew."""
    return Desk(tmp_path_factory.mktemp("desk"))
