"""A real scheduler and two worker processes set what this process sets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dask
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from distributed import LocalCluster, Security

from everything import fill
from hemaprint.build.backend import Backend
from hemaprint.errors import MissingEnvironmentError, UsageError
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.typeset.crew import cluster
from hemaprint.typeset.crew.cluster import ClusterCrew, OtherEngineError
from hemaprint.typeset.crew.jobs import Spec
from samples import Sample

SPEC = Spec("@page{size:A6}", Geometry(105 * MM, 148 * MM))


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
    there = sample.build(backend=Backend(crew=crew)).pdf.read_bytes()
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
        crew.begin(tmp_path, SPEC)
    crew.close()
    assert "pango" in str(caught.value)
    assert "0.1" in str(caught.value)


def test_no_scheduler_is_a_matter_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with pytest.raises(MissingEnvironmentError):
        ClusterCrew(f"tcp://127.0.0.1:{1 + os.getpid() % 1000}")


# ---------------------------------------------------------------- who is believed


def certificate(folder: Path, name: str) -> dict[str, str]:
    """An authority, which is its own certificate and key, as Dask's variables name them."""
    key = ec.generate_private_key(ec.SECP256R1())
    whose = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(whose, whose, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    kept, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / f"{name}.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / f"{name}.key").write_bytes(key.private_bytes(serialization.Encoding.PEM, kept, plain))
    return {
        "DASK_DISTRIBUTED__COMM__TLS__CA_FILE": str(folder / f"{name}.pem"),
        "DASK_DISTRIBUTED__COMM__TLS__CLIENT__CERT": str(folder / f"{name}.pem"),
        "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY": str(folder / f"{name}.key"),
    }


def named(variables: dict[str, str]) -> Any:
    """Dask's configuration as with these variables of the environment, which it reads when it is imported."""
    return dask.config.set({key.removeprefix("DASK_").lower().replace("__", "."): variables[key] for key in variables})


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return certificate(tmp_path_factory.mktemp("authority"), "ours")


@pytest.fixture(scope="module")
def secured(ours: dict[str, str]) -> Iterator[str]:
    """A scheduler that talks TLS, and a worker."""
    authority, signed, key = ours.values()
    files = {
        f"tls_{one}_{kind}": path for one in ("scheduler", "worker") for kind, path in (("cert", signed), ("key", key))
    }
    files |= {"tls_client_cert": signed, "tls_client_key": key}
    security = Security(tls_ca_file=authority, require_encryption=True, **files)  # type: ignore[no-untyped-call]
    options = {"n_workers": 1, "processes": False, "protocol": "tls://", "dashboard_address": "127.0.0.1:0"}
    with LocalCluster(host="127.0.0.1", security=security, **options) as local:  # type: ignore[no-untyped-call]
        yield str(local.scheduler_address)


def test_tls_takes_the_files_that_the_environment_names(secured: str, ours: dict[str, str], tmp_path: Path) -> None:
    assert secured.startswith("tls://")
    with named(ours):
        crew = ClusterCrew(secured)
    crew.begin(tmp_path, SPEC)
    crew.close()


def test_an_authority_that_the_cluster_does_not_know_is_not_let_in(
    secured: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        named(certificate(tmp_path, "theirs")),
        pytest.raises(MissingEnvironmentError),
    ):
        ClusterCrew(secured)


def test_tls_without_certificates_says_where_to_name_them(ours: dict[str, str]) -> None:
    with pytest.raises(MissingEnvironmentError) as none:
        ClusterCrew("tls://127.0.0.1:8786")
    assert all(name.removeprefix("DASK_DISTRIBUTED__COMM__TLS") in none.value.hint for name in ours)
    broken = ours | {"DASK_DISTRIBUTED__COMM__TLS__CA_FILE": "/nowhere.pem"}
    with named(broken), pytest.raises(MissingEnvironmentError):
        ClusterCrew("tls://127.0.0.1:8786")


@pytest.mark.parametrize("address", ["tcp://192.0.2.7:8786", "192.0.2.7:8786", "tcp://cluster.example:8786"])
def test_a_cluster_without_tls_beyond_this_machine_takes_a_word(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def client(address: str, **_: object) -> None:
        asked.append(address)
        raise OSError

    monkeypatch.setattr(cluster, "Client", client)
    with pytest.raises(UsageError):
        ClusterCrew(address)
    assert not asked
    with pytest.raises(MissingEnvironmentError):
        ClusterCrew(address, unencrypted=True)
    assert asked == [address]


@pytest.mark.parametrize(
    "address", ["", "nowhere", "tcp://127.0.0.1", "http://127.0.0.1:8786", "tcp://127.0.0.1:x", "inproc://1"]
)
def test_what_is_no_address_is_a_mistake_of_the_caller(address: str) -> None:
    with pytest.raises(UsageError):
        ClusterCrew(address)
