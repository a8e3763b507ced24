"""Tests of scripts for which not every machine has a face."""

from __future__ import annotations

import pytest

from hemaprint.system.faces import face_of, installed_families


def needs_faces(letters: str) -> pytest.MarkDecorator:
    """Skip where no face is installed for the script of one of these letters."""
    faces = {face.name: face for letter in letters if (face := face_of(letter))}
    missing = [name for name, face in faces.items() if not face.found(installed_families())]
    return pytest.mark.skipif(bool(missing), reason=f"there is no {' and no '.join(missing)}")
