# SPDX-License-Identifier: MIT
"""Fetch the official DTD of JATS 1.3, which a test validates exports against, into .venv/share: tools/jats.py.

No package of PyPI or Debian carries it; @jats4r/dtds of the npm registry does (the DTD is in the public domain).
"""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from pathlib import Path, PurePosixPath
from urllib.request import urlopen

REGISTRY = "https://registry.npmjs.org"
TARBALL = "@jats4r/dtds/-/dtds-0.0.10.tgz"
SHA256 = "300be5ca79352794c2508cb46db9259abfe69d127a3a4c51c81816b5949d20dc"
INSIDE = PurePosixPath("package/schema/1.3")
FOLDER = Path(__file__).resolve().parent.parent / ".venv" / "share" / "jats-1.3"


def main() -> None:
    """Write the files of the DTD, unless they are there; raises OSError or ValueError where they cannot be had."""
    if FOLDER.is_dir():
        return
    registry = os.environ.get("NPM_CONFIG_REGISTRY", REGISTRY).rstrip("/")
    with urlopen(f"{registry}/{TARBALL}", timeout=60) as answer:
        data = answer.read()
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise ValueError(f"{TARBALL} is not the file that was expected")
    unfinished = FOLDER.with_name("jats-1.3.part")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for member in archive:
            name = PurePosixPath(member.name)
            file = archive.extractfile(member) if name.is_relative_to(INSIDE) else None
            if file is not None:
                target = unfinished / name.relative_to(INSIDE)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(file.read())
    unfinished.rename(FOLDER)


if __name__ == "__main__":
    main()
