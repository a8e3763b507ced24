"""``hemaprint preview``: the pages of an issue in a browser, set again whenever a file is saved."""

from __future__ import annotations

import os
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.means import Staffing, hired
from hemaprint.cli.report import diagnostics
from hemaprint.cli.session import pick_issue, session_of
from hemaprint.project.project import Project
from hemaprint.system.environment import is_this_machine, require_engine

if TYPE_CHECKING:
    from hemaprint.build.stages import Means


class ShownEdition(StrEnum):
    """What ``--edition`` takes."""

    DIGITAL = "digital"
    PRINT = "print"


Host = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help="The address to listen on; any that is not of this machine alone lets others in.",
    ),
]
Port = Annotated[
    int, typer.Option("--port", metavar="NUMBER", min=0, max=65535, help="Which port; 0: any that is free.")
]
OpenBrowser = Annotated[
    bool, typer.Option("--open/--no-open", help="Open it in the browser; --no-open only prints the address.")
]


def preview_command(
    context: typer.Context,
    issue: Annotated[str | None, typer.Argument(metavar="ISSUE", help="The newest issue unless named.")] = None,
    host: Host = "127.0.0.1",
    port: Port = 0,
    open_browser: OpenBrowser = True,
    edition: Annotated[
        ShownEdition, typer.Option("--edition", help="What is shown at first: the screen's, or the press's with bleed.")
    ] = ShownEdition.DIGITAL,
    editor: Annotated[
        str | None,
        typer.Option(
            "--editor",
            metavar="COMMAND",
            help="Opens a line in your editor, for example 'code -g {file}:{line}'; $HEMAPRINT_EDITOR unless given.",
        ),
    ] = None,
) -> None:
    """Show the pages in a browser, and set them again when a file is saved. Ctrl-C ends it."""
    project = session_of(context).project()
    show_issue(project, pick_issue(project, issue), Shown(host, port, open_browser, edition, editor))


@dataclass(frozen=True, slots=True)
class Shown:
    """What the options say; ``path`` is what the browser opens first."""

    host: str
    port: int
    open_browser: bool
    edition: ShownEdition
    editor: str | None = None
    path: str = ""


def show_issue(project: Project, name: str, wanted: Shown) -> None:
    """Serve an issue until Ctrl-C."""
    require_engine()
    with hired(Staffing(), project, project.store()) as means:
        _serve(project, name, means, wanted)


def _serve(project: Project, name: str, means: Means, wanted: Shown) -> None:
    from hemaprint.bind.foundry import Foundry  # noqa: PLC0415
    from hemaprint.newsletter.campaign import letter_of  # noqa: PLC0415 - servers load slowly
    from hemaprint.preview.desk import WarmSetter  # noqa: PLC0415
    from hemaprint.preview.documents import VARIABLE, Editor  # noqa: PLC0415
    from hemaprint.preview.server import Address, Preview, PreviewOptions  # noqa: PLC0415

    host = wanted.host
    command = wanted.editor if wanted.editor is not None else os.environ.get(VARIABLE, "")
    editor = Editor.of(command) if command else None
    if editor is not None and not editor.is_there:
        told = f"the editor {editor.arguments[0]} was not found; put a path with a space in quotes"
        diagnostics().print(f"warning: {told}")
    wishes = PreviewOptions(host, wanted.port, wanted.path, wanted.edition.value, editor, letter_of)
    if not is_this_machine(host):
        told = f"who can reach {host} and has the address can read this issue, and HTTP hides the address from nobody"
        diagnostics().print(f"warning: {told}")
        if editor is not None:
            diagnostics().print("warning: no editor is started for a preview that other machines can reach")

    def announce(address: Address) -> None:
        diagnostics().print(f"preview of {name}; Ctrl-C ends it")
        typer.echo(address.shown)
        if wanted.open_browser:
            typer.launch(address.launched)

    setter = WarmSetter(project.root, name, means.crew)
    Preview(setter, project.root, name, wishes, Foundry(means.store)).run(announce)
