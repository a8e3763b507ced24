"""The program ``hemaprint``: its commands, and what the shell hears of every way a run can end."""

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
from hemaprint.cli.commands import LateCommand, LateGroup
from hemaprint.cli.session import Session, session_of
from hemaprint.errors import ExitCode, HemaprintError


class _Commands(LateGroup):
    """The commands, in the order of their help."""

    late = (
        LateCommand(
            "init",
            "hemaprint.cli.scaffold:init_command",
            "Write a small magazine of eight pages that builds, to be replaced page by page.",
            "init my-magazine --title 'Field Notes'",
        ),
        LateCommand("new", "hemaprint.cli.scaffold:new_app", "Write a new issue or article; nothing is ever overwritten."),
        LateCommand(
            "import",
            "hemaprint.cli.manuscripts:import_command",
            "Turn what authors send into articles of an issue; nothing of their text is lost.",
            "import interview.txt --template interview",
            "import page.html --selector article --dry-run",
        ),
        LateCommand(
            "check",
            "hemaprint.cli.examine:check_command",
            "Read an issue and report every problem, without rendering.",
            "check 2025-01 --strict",
        ),
        LateCommand(
            "build",
            "hemaprint.cli.build:build_command",
            "Build the editions of an issue and print their paths.",
            "build 2025-01 --edition all",
            "build --article begin-anywhere",
            "build --all --timings",
        ),
        LateCommand(
            "clean",
            "hemaprint.cli.build:clean_command",
            "Remove every page that is kept for the next build; finished files stay.",
            "clean",
        ),
        LateCommand(
            "preview",
            "hemaprint.cli.view:preview_command",
            "Show the pages in a browser, and set them again when a file is saved. Ctrl-C ends it.",
            "preview 2025-01 --no-open",
            "preview --editor 'code -g {file}:{line}'",
        ),
        LateCommand("newsletter", "hemaprint.cli.newsletter:newsletter_app", "Bring an issue to its readers by mail."),
        LateCommand(
            "offprints",
            "hemaprint.cli.build:offprints_command",
            "Build an offprint of every article, with the issue's own page numbers, and print their paths.",
            "offprints 2025-01 --cover",
        ),
        LateCommand(
            "export",
            "hemaprint.cli.manuscripts:export_command",
            "Write articles as text, HTML, Word documents or JATS, and print their paths; nothing is typeset.",
            "export 2025-01 -f html -f docx",
            "export -f jats --article begin-anywhere",
        ),
        LateCommand(
            "preflight",
            "hemaprint.cli.examine:preflight_command",
            "Examine a PDF, or every finished file of an issue, as a printer and a reader would.",
            "preflight 2025-01 --strict",
        ),
        LateCommand(
            "pages",
            "hemaprint.cli.view:pages_command",
            "Draw the pages of a finished issue as PNGs and print their paths.",
            "pages 2025-01 --pages cover,4-5 --spreads",
            "pages --contact-sheet",
        ),
        LateCommand(
            "schema",
            "hemaprint.cli.scaffold:schema_command",
            "Write the JSON Schemas of hemaprint.toml, issue.yaml and front matter, or print one.",
            "schema",
            "schema issue",
        ),
        LateCommand(
            "doctor",
            "hemaprint.cli.examine:doctor_command",
            "Say which versions and fonts are there, what is missing, and the command that mends it.",
            "doctor",
        ),
    )


app = typer.Typer(
    name="hemaprint",
    cls=_Commands,
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

    When the command has come to its end, whatever is registered for the end of a process has been done and all output
    has left, the process stops where it is: to take every object and module apart takes a tenth of a short run.
    """
    code: int = ExitCode.BUG

    def stop() -> None:
        with suppress(OSError, ValueError):  # somebody has closed a stream: Python tells of it as it always does
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    atexit.register(stop)  # first, so that it is called last
    code = main(sys.argv[1:], program)
    sys.exit(code)


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
        from hemaprint.cli.report import print_error  # noqa: PLC0415 - rich loads slowly, and most runs end well

        print_error(error)
        return error.exit_code
    except BaseException as error:  # WeasyPrint's FatalURLFetchingError is no Exception
        return _end_badly(error, session)
    return ExitCode.OK


def _end_badly(error: BaseException, session: Session) -> ExitCode:
    from hemaprint.cli.report import print_error  # noqa: PLC0415 - as above
    from hemaprint.system.files import refusal  # noqa: PLC0415 - as above

    refused = refusal(error) if isinstance(error, OSError) else None
    if refused is not None:
        print_error(refused)
        return ExitCode.ENVIRONMENT
    _report_bug(error, session)
    return ExitCode.BUG


def _report_bug(error: BaseException, session: Session) -> None:
    import traceback  # noqa: PLC0415 - as above

    from rich.text import Text  # noqa: PLC0415 - as above

    from hemaprint.cli.report import diagnostics, shown_path  # noqa: PLC0415 - as above

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
