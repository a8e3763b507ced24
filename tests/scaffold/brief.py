"""A specimen of few articles, for what is so of each specimen."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from hemaprint.project.project import Project
from hemaprint.scaffold import proof
from hemaprint.scaffold.specimen import ISSUE, Trim, specimen_of


def shorten(monkeypatch: pytest.MonkeyPatch, kept: Collection[str]) -> None:
    """Proofs set these articles of the specimen alone; the cover and an advertisement name ``feature``."""

    def brief(look: Project, root: Path, trim: Trim, language: str) -> Project:
        specimen = specimen_of(look, root, trim, language)
        issue = specimen.content / ISSUE
        slugs = {path.stem for path in (issue / "articles").glob("*.md")}
        assert slugs > set(kept)
        dropped = tuple(f"article: {slug}{end}" for slug in slugs - set(kept) for end in ("", "}"))
        lines = (issue / "issue.yaml").read_text("utf-8").splitlines()
        (issue / "issue.yaml").write_text("\n".join([line for line in lines if not line.endswith(dropped)]), "utf-8")
        for slug in slugs - set(kept):
            (issue / "articles" / f"{slug}.md").unlink()
        return specimen

    monkeypatch.setattr(proof, "specimen_of", brief)
