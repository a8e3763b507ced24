# SPDX-License-Identifier: MIT
"""Complete the documentation site: add the Markdown files of the top level, and the pages of the sample as pictures.

Hooks of MkDocs, named in mkdocs.yml. A link of ``docs/`` to a file of the repository works on the site as it does in
the repository: to a page of the site where the file is one, and otherwise to the file at the repository's address.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from posixpath import normpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
TOP = ("ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")
"""Files of the top level that are pages of the site."""

PAGES = ROOT / "dist" / "2025-01" / "pages"
"""Where ``tools/site.sh`` draws the sample, one PNG a spread."""

_LINK = re.compile(r"(?<=\]\()(?!\w+:|#)(?P<path>[^)#\s]+)(?P<anchor>#[^)\s]*)?(?=\))")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are not in ``docs/``."""
    for name in TOP:
        files.append(File.generated(config, name, abs_src_path=str(ROOT / name)))
    pictures = sorted(PAGES.glob("*.png"))
    for picture in pictures:
        files.append(File.generated(config, f"pictures/sample/{picture.name}", abs_src_path=str(picture)))
    files.append(File.generated(config, "gallery.md", content=_gallery([picture.name for picture in pictures])))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Turn links to files of the repository into links that the site has."""
    is_top = page.file.src_uri in TOP
    folder = PurePosixPath() if is_top else PurePosixPath("docs") / PurePosixPath(page.file.src_uri).parent

    def linked(match: re.Match[str]) -> str:
        path = normpath(str(folder / match["path"]))
        inside = path.removeprefix("docs/") if path.startswith("docs/") else path if path in TOP else ""
        if inside and files.get_file_from_path(inside):
            up = len(PurePosixPath(page.file.src_uri).parts) - 1
            return "../" * up + inside + (match["anchor"] or "")
        if (ROOT / path).exists():
            return (
                f"{config.repo_url}/{'tree' if (ROOT / path).is_dir() else 'blob'}/main/{path}{match['anchor'] or ''}"
            )
        return match[0]

    return _LINK.sub(linked, markdown)


def _gallery(names: list[str]) -> str:
    """The page that shows the sample, one picture a spread."""
    shown = "\n\n".join(f"![{Path(name).stem}](pictures/sample/{name}){{ loading=lazy }}" for name in names)
    return f"# The sample's pages\n\nHematology Frontier 2025-01, as `make issue` builds it.\n\n{shown}\n"
