"""A real scheduler and two worker processes set what this process sets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from everything import fill
from hemaprint.errors import MissingEnvironmentError
from hemaprint.stages import Means
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.typeset import cluster
from hemaprint.typeset.cluster import ClusterCrew, OtherEngineError
from hemaprint.typeset.wanted import Kit
from samples import Sample

KIT = Kit("@page{size:A6}", Geometry(105 * MM, 148 * MM))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(host="127.0.0.1", **options) as local:  # type: ignore[no-untyped-call]
        yield str(local.scheduler_address)


@pytest.mark.slow
def test_a_cluster_writes_the_same_bytes(address: str, tmp_path: Path) -> None:
    sample = fill(Sample(tmp_path))
    here = sample.build().pdf.read_bytes()
    crew = ClusterCrew(address)
    there = sample.build(means=Means(crew=crew)).pdf.read_bytes()
    processes = set(crew.placed.values())
    crew.close()
    assert there == here
    assert len(processes) == 2


def test_a_worker_with_another_engine_sets_nothing(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    crew = ClusterCrew(address)
    ours = cluster.description()
    monkeypatch.setattr(cluster, "description", lambda resources=None: ours | {"pango": "0.1"})
    with pytest.raises(OtherEngineError) as caught:
        crew.begin(tmp_path, KIT)
    crew.close()
    assert "pango" in str(caught.value)
    assert "0.1" in str(caught.value)


def test_no_scheduler_is_a_matter_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(MissingEnvironmentError):
        ClusterCrew(f"tcp://127.0.0.1:{1 + os.getpid() % 1000}")
