"""Lock a file against other runs, on systems that free the lock of a process which dies."""

from __future__ import annotations

from types import ModuleType

from hemaprint.errors import MissingEnvironmentError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None


def lock(handle: int) -> None:
    """Lock an open file or folder, and wait until that can be done; raises OSError, MissingEnvironmentError."""
    system = require_locks()
    system.flock(handle, system.LOCK_EX)


def lock_at_once(handle: int) -> bool:
    """Lock an open file unless another run has it locked; raises MissingEnvironmentError."""
    system = require_locks()
    try:
        system.flock(handle, system.LOCK_EX | system.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def require_locks() -> ModuleType:
    """What locks files here; raises MissingEnvironmentError on a system that cannot."""
    if fcntl is None:
        raise MissingEnvironmentError(
            "newsletters cannot be sent from this system: it has no locks that end with a run",
            "send from Linux or macOS, or from Linux inside Windows (wsl --install); everything else works here",
        )
    return fcntl
