# SPDX-License-Identifier: MIT
"""Run a command and turn every way a run can end into an exit code: ``hemaprint``, ``hemaprint --version``."""

from __future__ import annotations

import atexit
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from hemaprint import __version__
from hemaprint.cli.commands import InstalledCommands
from hemaprint.cli.session import Session, session_of
from hemaprint.errors import ExitCode, HemaprintError

app = typer.Typer(
    name="hemaprint",
    cls=InstalledCommands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: hemaprint init my-magazine",
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"hemaprint {__version__}")
        raise typer.Exit


@app.callback()
def hemaprint(
    context: typer.Context,
    project: Annotated[
        Path | None,
        typer.Option(
            "--project",
            metavar="DIR",
            exists=True,
            file_okay=False,
            resolve_path=True,
            help="A folder of the project, instead of the working directory.",
        ),
    ] = None,
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version and exit.")
    ] = False,
) -> None:
    """From Markdown manuscripts to a finished magazine issue."""
    if project is not None:
        session_of(context).start = project


def run(program: str = "hemaprint") -> NoReturn:
    """The entry point of a process that does nothing else; ``program`` is how it was called, for its help.

    After the command, all functions registered for the exit and all output, the process stops at once: freeing every
    object and module would take a tenth of a short run.
    """
    code: int = ExitCode.BUG

    def stop() -> None:
        with suppress(OSError, ValueError):  # a closed stream: Python reports it as usual
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    atexit.register(stop)  # first, so that it is called last
    code = main(sys.argv[1:], program)
    sys.exit(code)


def main(arguments: Sequence[str], program: str = "hemaprint") -> int:
    """Run one command; returns the exit code (architecture, "Errors") and raises nothing."""
    session = Session()
    try:
        app(args=list(arguments), obj=session, prog_name=program)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.OK
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BaseException as error:  # WeasyPrint's FatalURLFetchingError is not an Exception
        return _report(error, session)
    return ExitCode.OK


def _report(error: BaseException, session: Session) -> ExitCode:
    """Print how a run failed: an error of ours, a refusal of the system, a crash of another package, or a bug."""
    from hemaprint.cli.report import print_error  # noqa: PLC0415 - rich loads slowly, and most runs end well
    from hemaprint.system.files import refusal  # noqa: PLC0415 - as above

    if isinstance(error, OSError):
        error = refusal(error) or error
    if isinstance(error, HemaprintError):
        print_error(error)
        return error.exit_code
    return _report_crash(error, session)


def _report_crash(error: BaseException, session: Session) -> ExitCode:
    import traceback  # noqa: PLC0415 - as above

    from rich.text import Text  # noqa: PLC0415 - as above

    from hemaprint.cli.report import diagnostics, shown_path  # noqa: PLC0415 - as above

    console, plugin = diagnostics(), session.plugin
    story = "".join(traceback.format_exception(error))
    if session.verbose:
        console.print(Text(story))
    where = shown_path(_keep(story, session))
    fault, hint, code = f"this is a bug in hemaprint {__version__}", f"please report it with {where}", ExitCode.BUG
    if plugin is not None and not plugin.is_ours:
        fault, code = f"the command {plugin.name} of {plugin.package} crashed", ExitCode.ENVIRONMENT
        hint = f"please report it to {plugin.package} with {where}, or: python -m pip uninstall {plugin.package}"
    last_line = traceback.format_exception_only(error)[-1].strip()
    console.print(Text.assemble(("error", "bold red"), f": {fault}: {last_line}"))
    console.print(Text(f"  hint: {hint}", style="dim"))
    return code


def _keep(story: str, session: Session) -> Path:
    """Write the traceback into the project's .hemaprint, or else into the temporary folder."""
    import tempfile  # noqa: PLC0415 - as above

    from hemaprint.project.project import find_root  # noqa: PLC0415 - as above
    from hemaprint.system.files import write_files  # noqa: PLC0415 - as above

    try:
        root = find_root(session.start)
        kept = root / ".hemaprint" / "traceback.txt"
        write_files({kept: story.encode("utf-8", "replace")}, root)
    except (HemaprintError, OSError):
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", prefix="hemaprint-", suffix=".txt", delete=False
        ) as file:
            file.write(story)
        return Path(file.name)
    return kept
