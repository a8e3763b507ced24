from pathlib import Path

import pytest

from sample_issue import SampleBuild, build_sample
from samples import Sample


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    """An empty small magazine on A4, to be filled."""
    return Sample(tmp_path)


@pytest.fixture(scope="session")
def sample_build(tmp_path_factory: pytest.TempPathFactory) -> SampleBuild:
    """The sample issue of the repository, every edition of it."""
    return build_sample(tmp_path_factory.mktemp("sample"))
