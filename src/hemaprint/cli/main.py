"""The program ``hemaprint``: its commands, and what the shell hears of every way a run can end."""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text

from hemaprint import __version__
from hemaprint.cli.build import build_command
from hemaprint.cli.check import check_command
from hemaprint.cli.clean import clean_command
from hemaprint.cli.doctor import doctor_command
from hemaprint.cli.export import export_command
from hemaprint.cli.import_ import import_command
from hemaprint.cli.init import init_command
from hemaprint.cli.new import new_app
from hemaprint.cli.newsletter import newsletter_app
from hemaprint.cli.newsletter_login import login_command, logout_command
from hemaprint.cli.newsletter_send import send_command
from hemaprint.cli.newsletter_status import status_command
from hemaprint.cli.offprints import offprints_command
from hemaprint.cli.pages import pages_command
from hemaprint.cli.preflight import preflight_command
from hemaprint.cli.preview import preview_command
from hemaprint.cli.schema import schema_command
from hemaprint.cli.session import Session, session_of
from hemaprint.errors import ExitCode, HemaprintError
from hemaprint.output import refusal, write_files
from hemaprint.project import find_root
from hemaprint.report import diagnostics, print_error, shown_path

app = typer.Typer(
    name="hemaprint",
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


app.command("init", epilog="Example: hemaprint init my-magazine --title 'Field Notes'")(init_command)
app.add_typer(new_app, name="new")
app.command(
    "import",
    epilog="Example: hemaprint import interview.txt --template interview\n\n"
    "Example: hemaprint import page.html --selector article --dry-run",
)(import_command)
app.command("check", epilog="Example: hemaprint check 2025-01 --strict")(check_command)
app.command(
    "build",
    epilog="Example: hemaprint build 2025-01 --edition all\n\nExample: hemaprint build --article begin-anywhere\n\n"
    "Example: hemaprint build --all --timings",
)(build_command)
app.command("clean", epilog="Example: hemaprint clean")(clean_command)
app.command(
    "preview",
    epilog="Example: hemaprint preview 2025-01 --no-open\n\n"
    "Example: hemaprint preview --editor 'code -g {file}:{line}'",
)(preview_command)
newsletter_app.command(
    "send",
    epilog="Example: hemaprint newsletter send 2025-01 --list subscribers.csv\n\n"
    "Example: hemaprint newsletter send 2025-01 --list subscribers.csv --rate 30/min --yes\n\n"
    "Example: hemaprint newsletter send 2025-01 --test you@example.org",
)(send_command)
newsletter_app.command("status", epilog="Example: hemaprint newsletter status 2025-01 --json")(status_command)
newsletter_app.command(
    "login",
    epilog="Example: hemaprint newsletter login\n\nExample: hemaprint newsletter login --provider microsoft",
)(login_command)
newsletter_app.command("logout", epilog="Example: hemaprint newsletter logout")(logout_command)
app.add_typer(newsletter_app, name="newsletter")
app.command("offprints", epilog="Example: hemaprint offprints 2025-01 --cover")(offprints_command)
app.command(
    "export",
    epilog="Example: hemaprint export 2025-01 -f html -f docx\n\n"
    "Example: hemaprint export -f jats --article begin-anywhere",
)(export_command)
app.command("preflight", epilog="Example: hemaprint preflight 2025-01 --strict")(preflight_command)
app.command(
    "pages",
    epilog="Example: hemaprint pages 2025-01 --pages cover,4-5 --spreads\n\nExample: hemaprint pages --contact-sheet",
)(pages_command)
app.command("schema", epilog="Example: hemaprint schema\n\nExample: hemaprint schema issue")(schema_command)
app.command("doctor", epilog="Example: hemaprint doctor")(doctor_command)


def run() -> None:
    """The entry point of the installed program."""
    sys.exit(main(sys.argv[1:]))


def main(arguments: Sequence[str], program: str = "hemaprint") -> int:
    """Run one command; returns the exit code (architecture, "Errors") and lets no exception out.

    ``program`` is how it was called, for its help.
    """
    session = Session()
    try:
        app(args=list(arguments), obj=session, prog_name=program)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else ExitCode.OK
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except HemaprintError as error:
        print_error(error)
        return error.exit_code
    except BaseException as error:  # WeasyPrint's FatalURLFetchingError is no Exception
        return _end_badly(error, session)
    return ExitCode.OK


def _end_badly(error: BaseException, session: Session) -> ExitCode:
    refused = refusal(error) if isinstance(error, OSError) else None
    if refused is not None:
        print_error(refused)
        return ExitCode.ENVIRONMENT
    _report_bug(error, session)
    return ExitCode.BUG


def _report_bug(error: BaseException, session: Session) -> None:
    console = diagnostics()
    story = "".join(traceback.format_exception(error))
    if session.verbose:
        console.print(Text(story))
    last_line = traceback.format_exception_only(error)[-1].strip()
    title = Text("error", style="bold red")
    console.print(Text.assemble(title, f": this is a bug in hemaprint {__version__}: {last_line}"))
    console.print(Text(f"  hint: please report it with {shown_path(_keep(story, session))}", style="dim"))


def _keep(story: str, session: Session) -> Path:
    """Write the traceback where it can be found: in the project's .hemaprint, or else in the temporary folder."""
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
