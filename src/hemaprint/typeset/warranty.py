"""Say whether what is set here may claim to keep a standard: only where the layout engine is the known one.

PDF/UA, PDF/A and PDF/X were proved of files that the known release wrote, with all our changes. Another one may keep
them too, but nobody has looked.
"""

from __future__ import annotations

from pathlib import Path

from hemaprint.errors import Location, MissingEnvironmentError, Problem, Severity
from hemaprint.typeset.engine import known, registry


def may_claim() -> bool:
    """Whether files may claim standards."""
    return not registry.state().fault


def require_changes() -> None:
    """Raise MissingEnvironmentError where a change is left out without which no page can be made."""
    missing = [change for change in registry.state().left_out if change.vital]
    if missing:
        names = ", ".join(change.name for change in missing)
        raise MissingEnvironmentError(f"no page can be made: {registry.state().fault} ({names})", _remedy())


def engine_problems() -> tuple[Problem, ...]:
    """That nothing is claimed, and which changes to the layout engine are not made."""
    state = registry.state()
    if not state.fault:
        return ()
    place = Location((known.folder() or Path("weasyprint")) / "__init__.py")
    hint = _remedy()
    unknown = Problem("HP240", f"no file claims PDF/UA, PDF/A or PDF/X: {state.fault}", place, hint, Severity.WARNING)
    return (
        unknown,
        *(
            Problem("HP241", f"a change to WeasyPrint is left out: {change.why}", place, hint, Severity.WARNING)
            for change in state.left_out
        ),
    )


def _remedy() -> str:
    return f"pip install weasyprint=={known.VERSION}, or a hemaprint that knows this one"
