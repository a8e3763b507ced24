"""Call pandoc within bounds: no network, no files, a limit of memory and of time."""

from __future__ import annotations

import subprocess
from pathlib import Path

from hemaprint.errors import ContentError, Location, MissingEnvironmentError, Problem

SECONDS_AT_MOST = 60
HEAP = "-M768M"
OUTPUT_CHARACTERS_AT_MOST = 64 * 1024 * 1024
MEDIA = "media"
"""Where pandoc unpacks pictures, in the folder that it works in."""

TEMPLATE = "page.template"
HEAP_EXHAUSTED = 251
INSTALL = "pip install 'hemaprint[pandoc]'"


def run_pandoc(
    data: bytes, source: str, path: Path, folder: Path, options: list[str], *, to: str = "html5"
) -> tuple[str, str]:
    """The metadata (a line of JSON) and the body of ``data``, a document in the format ``source``.

    pandoc works in ``folder`` and reads nothing else: the data come on its standard input. Raises
    :class:`MissingEnvironmentError` without pandoc, and :class:`ContentError` about ``path`` when it fails.
    """
    (folder / TEMPLATE).write_text("$meta-json$\n$body$\n", encoding="utf-8")
    bounds = ["+RTS", HEAP, "-RTS", "--sandbox"]
    command = [find_pandoc(), *bounds, "--standalone", f"--template={TEMPLATE}", "--wrap=none", "-f", source, "-t", to]
    try:
        done = subprocess.run(
            [*command, *options], input=data, cwd=folder, capture_output=True, timeout=SECONDS_AT_MOST, check=False,
            env={"LANG": "C.UTF-8", "HOME": str(folder)},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _fault(path, f"pandoc needs more than {SECONDS_AT_MOST} seconds for {path.name}") from error
    except OSError as error:
        raise MissingEnvironmentError(f"pandoc cannot be started: {error.strerror}", INSTALL) from error
    if done.returncode == HEAP_EXHAUSTED:
        raise _fault(path, f"pandoc needs too much memory for {path.name}")
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().splitlines()
        said = " ".join(line.strip() for line in reason[:3]) or f"it ended with {done.returncode}"
        mends = ("mend the lines between --- at its head",) if "YAML" in said else ()
        raise _fault(path, f"pandoc cannot read {path.name}: {said}", *mends)
    text = done.stdout.decode("utf-8", "replace").replace("\r\n", "\n")
    if len(text) > OUTPUT_CHARACTERS_AT_MOST:
        raise _fault(path, f"{path.name} becomes too long a page")
    said, _, body = text.partition("\n")
    return said, body


def find_pandoc() -> str:
    """The path of pandoc. Raises :class:`MissingEnvironmentError`."""
    try:
        import pypandoc  # noqa: PLC0415 - an extra

        return str(pypandoc.get_pandoc_path())
    except (ImportError, OSError) as error:
        message = "this kind of manuscript is read through pandoc, which is not installed"
        raise MissingEnvironmentError(message, INSTALL) from error


def _fault(path: Path, message: str, hint: str = "save it as .docx, and import that") -> ContentError:
    return ContentError([Problem("HP520", message, Location(path), hint)])
