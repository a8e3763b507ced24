from pathlib import Path

import pytest

from content.magazine import Magazine


@pytest.fixture
def magazine(tmp_path: Path) -> Magazine:
    """A magazine that loads without a problem."""
    return Magazine(tmp_path.resolve())
