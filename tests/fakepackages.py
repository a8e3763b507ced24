"""Packages that exist for a test only: a module and its entry points."""

from __future__ import annotations

from pathlib import Path


def install(folder: Path, package: str, group: str, entries: str, module: str = "") -> None:
    """Install a package with one module into ``folder``."""
    meta = folder / f"{package}-1.dist-info"
    meta.mkdir()
    (meta / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1\n")
    (meta / "entry_points.txt").write_text(f"[{group}]\n{entries}\n")
    (folder / f"{package}.py").write_text(module)
