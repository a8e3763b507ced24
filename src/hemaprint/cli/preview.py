# SPDX-License-Identifier: MIT
"""Show an issue while it is written: ``preview``, and ``look``, which leads it to a line."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import diagnostics
from hemaprint.cli.session import IssueName, session_of
from hemaprint.errors import UsageError
from hemaprint.project.project import cache_of, find_root, load_project

if TYPE_CHECKING:
    from hemaprint.preview.documents import Editor
    from hemaprint.preview.server import Address
    from hemaprint.project.project import Project


class ShownEdition(StrEnum):
    """The values of ``--edition``."""

    DIGITAL = "digital"
    PRINT = "print"


Host = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help="The address to listen on; with any other than this machine's own, others can connect.",
    ),
]
Port = Annotated[int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="The port; 0: any free one.")]
OpenBrowser = Annotated[
    bool, typer.Option("--open/--no-open", help="Open it in the browser; --no-open only prints the address.")
]


def preview_command(
    context: typer.Context,
    issue: IssueName = None,
    host: Host = "127.0.0.1",
    port: Port = 0,
    open_browser: OpenBrowser = True,
    edition: Annotated[
        ShownEdition,
        typer.Option("--edition", help="The edition shown first: digital for the screen, print with its bleed."),
    ] = ShownEdition.DIGITAL,
    editor: Annotated[
        str | None,
        typer.Option(
            "--editor",
            metavar="COMMAND",
            help="Opens a line in your editor, for example 'code -g {file}:{line}'; defaults to $HEMAPRINT_EDITOR.",
        ),
    ] = None,
    template: Annotated[
        str | None,
        typer.Option(
            "--template",
            metavar="NAME",
            help="Instead of an issue, one article of this page template with sample copy, in the project's styles.",
        ),
    ] = None,
) -> None:
    """Show the pages in a browser, and set them again when a file is saved. Ctrl-C ends it."""
    if template is not None and issue is not None:
        raise UsageError("--template shows sample copy instead of an issue", "leave out one of them")
    if template is None:
        project, name = session_of(context).issue(issue)
        show_issue(project, name, host, port, open_browser=open_browser, edition=edition.value, editor=editor)
        return
    project = session_of(context).project()
    with TemporaryDirectory(prefix="hemaprint-") as folder:
        show_issue(
            *(project, template, host, port),
            open_browser=open_browser,
            edition=edition.value,
            editor=editor,
            sample=Path(folder),
        )


def show_issue(
    project: Project,
    name: str,
    host: str,
    port: int,
    *,
    open_browser: bool,
    edition: str = "digital",
    editor: str | None = None,
    path: str = "",
    sample: Path | None = None,
) -> None:
    """Serve an issue until Ctrl-C; the browser opens ``path`` first.

    With a folder ``sample``, sample copy of the page template ``name`` is written there, and served instead.
    """
    from hemaprint.build.backend import open_backend  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.system.environment import require_engine  # noqa: PLC0415 - as above

    def announce(address: Address) -> None:
        diagnostics().print(f"preview of {name}; Ctrl-C ends it")
        typer.echo("\n".join(dict.fromkeys((address.shown, *address.shared))))
        _show_code(address)
        if open_browser:
            typer.launch(address.launched)

    require_engine()
    with open_backend(project) as backend:
        from hemaprint.bind.foundry import Foundry  # noqa: PLC0415 - servers load slowly
        from hemaprint.newsletter.campaign import letter_of  # noqa: PLC0415 - as above
        from hemaprint.preview.desk import WarmSetter  # noqa: PLC0415 - as above
        from hemaprint.preview.server import Preview, PreviewOptions  # noqa: PLC0415 - as above

        options = PreviewOptions(host, port, path, edition, _editor(editor, host), letter_of)
        issue, load = (name, load_project) if sample is None else _sample(project, sample, name)
        setter = WarmSetter(project.root, issue, backend.crew, load)
        Preview(setter, project.root, issue, options, Foundry(backend.store)).run(announce)


def _sample(project: Project, folder: Path, template: str) -> tuple[str, Callable[[Path], Project]]:
    """The name of the issue with sample copy of a template, written into ``folder``, and what reads its project."""
    from hemaprint.scaffold.specimen import ISSUE, sample_of  # noqa: PLC0415 - as above

    sample_of(project, folder, template)
    return ISSUE, lambda root: sample_of(load_project(root), folder, template)


def _show_code(address: Address) -> None:
    """The address for other machines as a QR code, where a person looks at the terminal."""
    from hemaprint.preview.reach import qr_code  # noqa: PLC0415 - as above

    if address.shared and sys.stdout.isatty() and sys.stderr.isatty() and os.environ.get("TERM") != "dumb":
        typer.echo(qr_code(address.shared[0]), err=True)


def _editor(command: str | None, host: str) -> Editor | None:
    """The editor of ``command`` or of the environment, with a warning of what will not work or is not safe."""
    from hemaprint.preview.documents import VARIABLE, Editor  # noqa: PLC0415 - as above
    from hemaprint.preview.reach import local_name, shared_names  # noqa: PLC0415 - as above
    from hemaprint.system.environment import is_this_machine  # noqa: PLC0415 - as above

    command = os.environ.get(VARIABLE, "") if command is None else command
    editor = Editor.of(command) if command else None
    warnings = []
    if editor is not None and not editor.is_there:
        warnings.append(f"the editor {editor.arguments[0]} was not found; quote a path that contains a space")
    if not is_this_machine(host):
        warnings.append(
            "everybody who can reach this machine and has the address, which HTTP does not hide, can read the pages of "
            "this issue, the words and lines of its manuscripts, its layouts and its styles; nobody can change them"
        )
        if not shared_names(host):
            warnings.append("this machine has no address in a network: nobody else can reach it")
        if editor is not None and not is_this_machine(local_name(host)):
            warnings.append(f"no editor is started from {host}, only from an address of this machine alone")
    for warning in warnings:
        diagnostics().print(f"warning: {warning}")
    return editor


# ---------------------------------------------------------------- look

_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>\d{1,9}))?(?::(?P<column>\d{1,9}))?", re.DOTALL)


def look_command(
    place: Annotated[
        str, typer.Argument(metavar="FILE[:LINE[:COLUMN]]", help="A file of the issue, and the place in it, from 1.")
    ],
) -> None:
    """Show the page of a line in every running preview of its project, and print which it is; for editors."""
    from hemaprint.preview.cards import tell_previews  # noqa: PLC0415 - help is shown sooner without it

    match = _PLACE.fullmatch(place)
    if match is None:
        raise UsageError("no file is named", "for example hemaprint look content/2025-01/articles/interview.md:42")
    path = Path(match["file"]).resolve()
    root = find_root(path.parent).resolve()
    line, column = int(match["line"] or 1), int(match["column"] or 1)
    pages = tell_previews(cache_of(root), path.relative_to(root).as_posix(), line, column)
    typer.echo("\n".join(pages))
