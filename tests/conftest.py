from pathlib import Path

import pytest

from samples import Sample


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """An empty small magazine on A4, to be filled."""
    return Sample(tmp_path)
