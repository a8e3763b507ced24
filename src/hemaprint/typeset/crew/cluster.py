# SPDX-License-Identifier: MIT
"""Set galleys on other machines: a Dask cluster, whose workers do what the processes of this machine would do.

Styles, galleys and pictures travel by the hash of their content, each once to each worker that needs it. A worker sets
nothing unless its program, its libraries and the theme's faces are ours. Text in installed fonts (Chinese, for example)
is set here: fonts of the same name may differ elsewhere.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import distributed
from distributed import Client, Future, Security, as_completed, get_worker
from distributed.comm.addressing import parse_address, parse_host_port

from hemaprint.errors import HemaprintError, MissingEnvironmentError, UsageError
from hemaprint.system import fingerprint
from hemaprint.system.environment import is_this_machine
from hemaprint.system.store import MemoryStore
from hemaprint.theme.faces import bundled_faces
from hemaprint.typeset.crew.jobs import Done, Failed, Job, Spec
from hemaprint.typeset.crew.schedule import Keys
from hemaprint.typeset.crew.workers import Alone
from hemaprint.typeset.engine import registry
from hemaprint.typeset.pages import MISSING, ForbiddenResourceError, Resource, Resources

_TLS = "DASK_DISTRIBUTED__COMM__TLS"
_FILES = f"name them in {_TLS}__CA_FILE, {_TLS}__CLIENT__CERT and {_TLS}__CLIENT__KEY, or in ~/.config/dask"
PATIENCE = 10  # seconds after which a silent scheduler counts as gone


class OtherEngineError(MissingEnvironmentError):
    """A worker would set other pages than this machine."""


class ClusterCrew:
    """The workers of the scheduler at ``address`` (tls://HOST:PORT or tcp://HOST:PORT).

    Raises UsageError for an invalid address, and for one beyond this machine without TLS unless ``unencrypted`` allows
    it; MissingEnvironmentError where certificates are missing or no scheduler answers.
    """

    def __init__(self, address: str, *, unencrypted: bool = False) -> None:
        security = _security(address, unencrypted=unencrypted)
        try:
            self._client: Any = Client(address, timeout=PATIENCE, set_as_default=False, security=security)
        except (OSError, ValueError, TimeoutError) as error:
            files = ", with certificates of the same authority" if security.require_encryption else ""
            raise MissingEnvironmentError(
                f"no Dask scheduler answers at {address}",
                hint=f"start one with `dask scheduler`, and workers with `dask worker ADDRESS --nthreads 1`{files}",
            ) from error
        self._here = Alone()
        self._local: list[Job] = []
        self._sent: dict[str, Future[Any]] = {}
        self._running: dict[Future[Any], Job] = {}
        self._finished: Any = as_completed(loop=self._client.loop)
        self.placed: dict[str, str] = {}
        """Which worker set a galley last, and may still have the layout."""

    def begin(self, root: Path, spec: Spec) -> None:
        """Take up a project. Raises OtherEngineError where a worker has another engine or other faces."""
        self._here.begin(root, spec)
        self._resources = Resources(root, spec.lender)
        self._keys = Keys(spec, self._resources, MemoryStore())
        # not by its hash: an equal one that another client releases would be lost with it (distributed 2026.8)
        self._spec = self._client.scatter(spec, hash=False, broadcast=True)  # else jobs crowd where it is
        self._ours = description()
        for address, theirs in self._client.run(_describe).items():
            refuse_others(address, theirs, self._ours)

    def submit(self, job: Job) -> None:
        """Send a job to the cluster, unless it can only be done here."""
        pictures = dict(job.pictures)
        if self._keys.needs_more_fonts(job.galley.html, pictures):
            self._local.append(job)
            return
        files = {url: self._send(url) for url, digest in pictures.items() if digest != MISSING}
        holder = self.placed.get(job.galley.html)
        future = self._client.submit(
            set_remotely,
            self._spec,
            replace(job, weight=0.0),
            list(files),
            list(files.values()),
            self._ours,
            priority=int(min(job.weight, 1e6) * 1000),
            workers=[holder] if holder else None,
            allow_other_workers=bool(holder),
            pure=False,
        )
        self._running[future] = job
        self._finished.add(future)

    def next(self) -> Done | Failed:
        """The next job that is finished; what must be done here is done while the others work."""
        if self._local:
            self._here.submit(self._local.pop())
            return self._here.next()
        future = next(self._finished)
        job = self._running.pop(future)
        done: Done
        try:
            done, address = future.result()
        except HemaprintError:
            raise
        except Exception as error:
            return Failed(job, f"failed on the cluster: {error}\n{traceback.format_exc()}", _ours_to_raise(error))
        self.placed[job.galley.html] = address
        return replace(done, job=job)

    def close(self) -> None:
        """Cancel what has not been done, and leave the cluster as it is."""
        self._client.cancel(list(self._running), force=True)
        self._client.close(timeout=PATIENCE)
        self._here.close()

    def _send(self, url: str) -> Future[Any]:
        """A picture on the cluster: sent once, and held there until the crew is closed."""
        picture = self._resources.read(url)
        if picture.digest not in self._sent:
            self._sent[picture.digest] = self._client.scatter(picture.data, hash=False)
        return self._sent[picture.digest]


def _security(address: str, *, unencrypted: bool) -> Any:
    """How connections to ``address`` are secured: with the files that Dask's own configuration names for TLS.

    Dask sends Python objects, and reading one runs what it contains: the machines of a cluster trust each other.
    """
    scheme, host = _parts(address)
    if scheme == "tcp":
        if not unencrypted and not is_this_machine(host):
            raise UsageError(
                f"anyone who can reach {address} can run programs on its machines, and from there on this one",
                hint="use tls://HOST:PORT; in a network that only you can reach, add --unencrypted",
            )
        return Security(require_encryption=False)
    security = Security(require_encryption=True)
    try:
        found = security.get_connection_args("client")["ssl_context"] is not None
    except OSError as error:  # ssl.SSLError is one
        raise MissingEnvironmentError(
            f"the certificates of the cluster cannot be read: {error}", hint=_FILES
        ) from error
    if not found:
        raise MissingEnvironmentError(f"{address} needs certificates, and Dask's configuration names none", hint=_FILES)
    return security


def _parts(address: str) -> tuple[str, str]:
    """The scheme and the host of an address; the scheme defaults to tcp, as in Dask."""
    try:
        scheme, place = parse_address(address)
        host, _ = parse_host_port(place)
    except ValueError as error:
        raise UsageError(f"{address} is not the address of a scheduler: {error}", hint="tls://HOST:PORT") from error
    if scheme not in ("tcp", "tls"):
        raise UsageError(f"{address} is not the address of a scheduler", hint="tls://HOST:PORT, or tcp://HOST:PORT")
    return scheme, str(host)


def description() -> dict[str, str]:
    """What determines how pages are set here: the program, each library, and the theme's faces."""
    faces = "".join(face.digest for face in bundled_faces())
    return {
        "hemaprint's own code": fingerprint.program(),
        **fingerprint.versions(),
        "WeasyPrint's own code": registry.state().files,
        "the faces of the theme": sha256(faces.encode()).hexdigest(),
    }


def _describe() -> dict[str, str]:
    """The description of a worker, called by name so that the worker's own code answers."""
    return description()


def refuse_others(address: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Raise OtherEngineError where a worker's description is not ours."""
    differing = [name for name in ours if theirs.get(name) != ours[name]]
    if not differing:
        return
    names = ", ".join(f"{name} {theirs.get(name) or 'missing'} instead of {ours[name]}" for name in differing)
    raise OtherEngineError(
        f"the worker {address} would set other pages: {names}",
        hint="install the same there as here, and start the worker again",
    )


def _ours_to_raise(error: Exception) -> BaseException | None:
    """The error of the job itself; None where the worker died."""
    return None if isinstance(error, distributed.KilledWorker) else error


# ---------------------------------------------------------------- on the worker


class _SentFiles(Resources):
    """Files that came with jobs, by URL; faces are those of the worker."""

    def __init__(self) -> None:
        super().__init__(Path())
        self._sent: dict[str, Resource] = {}

    def take(self, files: Mapping[str, bytes]) -> bool:
        """Keep these files and no others; whether one of them has changed."""
        before = self._sent
        self._sent = {url: Resource(data, sha256(data).hexdigest(), (0, 0)) for url, data in files.items()}
        return any(url in before and before[url].digest != file.digest for url, file in self._sent.items())

    def read(self, url: str) -> Resource:
        if url in self._sent:
            return self._sent[url]
        if url.startswith("hemaprint-font:"):
            return super().read(url)
        raise ForbiddenResourceError(f"{url[:80]} did not come with the job")

    def refresh(self) -> bool:
        return False


_LOCK = threading.Lock()
_WARM: list[tuple[Any, _SentFiles]] = []


def set_remotely(
    spec: Spec, job: Job, urls: list[str], contents: list[bytes], ours: Mapping[str, str]
) -> tuple[Done, str]:
    """Set a galley on a worker, with an engine that stays warm; the answer comes with the worker's address."""
    address = str(get_worker().address)
    refuse_others(address, description(), ours)
    with _LOCK:  # a worker may have several threads, but the engine serves one
        if not _WARM:
            from hemaprint.typeset.crew.compositor import Compositor  # noqa: PLC0415 - brings WeasyPrint

            files = _SentFiles()
            _WARM.append((Compositor(files), files))
        compositor, files = _WARM[0]
        if files.take(dict(zip(urls, contents, strict=True))):
            compositor.forget_pictures()
        done = compositor.work(job, spec)
        compositor.tidy()
        return done, address
