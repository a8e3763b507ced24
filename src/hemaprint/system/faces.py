# SPDX-License-Identifier: MIT
"""Name the faces of the scripts that the theme's own faces lack, and what installs them.

``styles/tokens.css`` names the same families, so that fontconfig does not choose another.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from fontTools import unicodedata


@dataclass(frozen=True, slots=True)
class Face:
    """A face of the machine: what it is called, the languages and the scripts (ISO 15924) that need it.

    Any of its ``families`` will do; the first is the best. ``debian`` and ``brew`` are packages that have it.
    """

    name: str
    languages: str
    scripts: frozenset[str]
    families: tuple[str, ...]
    debian: str
    brew: str

    def found(self, installed: Collection[str]) -> str:
        """The best of its families among those that are installed; "" where none is."""
        return next((family for family in self.families if family in installed), "")


FACES = (
    Face(
        *("CJK face", "Chinese, Japanese and Korean", frozenset({"Hani", "Hira", "Kana", "Hang", "Bopo"})),
        *(("Noto Serif CJK SC", "Source Han Serif SC"), "fonts-noto-cjk", "font-noto-serif-cjk-sc"),
    ),
    Face(
        *("Devanagari face", "Hindi, Marathi and Nepali", frozenset({"Deva"})),
        *(("Noto Serif Devanagari", "Lohit Devanagari"), "fonts-noto-core", "font-noto-serif-devanagari"),
    ),
    Face(
        *("Thai face", "Thai", frozenset({"Thai"})),
        *(("Noto Serif Thai",), "fonts-noto-core", "font-noto-serif-thai"),
    ),
    Face(
        *("Arabic face", "Arabic, Persian and Urdu", frozenset({"Arab"})),
        *(("Noto Naskh Arabic", "Amiri"), "fonts-noto-core", "font-noto-naskh-arabic"),
    ),
    Face(
        *("Hebrew face", "Hebrew and Yiddish", frozenset({"Hebr"})),
        *(("Noto Serif Hebrew", "Frank Ruehl CLM"), "fonts-noto-core", "font-noto-serif-hebrew"),
    ),
)


def face_of(character: str) -> Face | None:
    """The face that a character needs; None where its script has none here."""
    script = unicodedata.script(character)
    return next((face for face in FACES if script in face.scripts), None)


@cache
def installed_families(language: str = "") -> frozenset[str]:
    """The families that fontconfig knows, or those for a language ("ar"); none where its ``fc-list`` is missing."""
    program = shutil.which("fc-list")
    if program is None:
        return frozenset()
    pattern = f":lang={language}" if language else ":"
    listing = subprocess.run([program, pattern, "family"], capture_output=True, text=True, check=False).stdout
    return frozenset(family.strip() for line in listing.splitlines() for family in line.split(","))
