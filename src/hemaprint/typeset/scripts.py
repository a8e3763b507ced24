# SPDX-License-Identifier: MIT
"""Find letters of an issue for whose script the theme names no face that is installed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hemaprint.content.models import Issue
from hemaprint.errors import Problem
from hemaprint.project.text import place_of, read_text
from hemaprint.system.environment import install
from hemaprint.system.faces import face_of, installed_families
from hemaprint.theme.theme import Theme

_LETTERS = {"ar": re.compile("[\u0620-\u064a\u066e-\u06d3]"), "he": re.compile("[\u05d0-\u05ea]")}
"""Letters of scripts that most machines have in some face, a sans that does not go with ours, by a language of each."""


def faceless(issue: Issue, theme: Theme) -> Iterator[Problem]:
    """An error (HP913) at the first letter of a script, in each file, for which no face of the theme is installed.

    Nothing is said where fontconfig cannot be asked.
    """
    files = {issue.path / "issue.yaml", *(article.path for article in issue.articles.values())}
    texts = {path: read_text(path)[0] or "" for path in sorted(files)}
    for language, letters in _LETTERS.items():
        found = {path: match for path, text in texts.items() if (match := letters.search(text))}
        if not found or not installed_families() or any(one in theme.css for one in installed_families(language)):
            continue
        for path, match in found.items():
            face = face_of(match[0])
            assert face is not None
            message = f"no face for “{match[0]}” is installed that the theme names"
            hint = f"install one, for {face.languages}: {install(face.debian, face.brew)}"
            yield Problem("HP913", message, place_of(texts[path], match.start(), path), hint)
