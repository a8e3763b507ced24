# SPDX-License-Identifier: MIT
"""Send an issue to readers as proofs, and collect what they wrote on them: ``hemaprint proof``."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.commands import LateCommand, LateGroup
from hemaprint.cli.report import diagnostics, print_problems, shown_location, shown_path
from hemaprint.cli.session import AsJson, IssueName, IssueOption, Jobs, NoCache, Quiet, Strict, session_of
from hemaprint.errors import ExitCode, Problem, Severity, UsageError

if TYPE_CHECKING:
    from typer._click import Context

    from hemaprint.project.project import Project
    from hemaprint.review.proof.collecting import Collected
    from hemaprint.review.proof.standing import Stood

MAKE = "make"


class _Commands(LateGroup):
    """The group of commands; what is called without one of their names makes proofs."""

    late = (
        LateCommand(
            MAKE,
            "hemaprint.cli.proof:make_command",
            "Make a numbered proof of an issue for each reader, and print their paths; the word make may be left out.",
            "proof 2025-01 --to 'Ana Reyes' --to 'Tom Berg'",
            "proof make --to 'Ana Reyes' --date 2025-02-14",
        ),
        LateCommand(
            "collect",
            "hemaprint.cli.proof:collect_command",
            "List what readers wrote on their proofs, conflicts first, and make the changes that are certain.",
            "proof collect returned/ana.pdf returned/tom.pdf",
            "proof collect --apply",
        ),
    )

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the arguments, with the name of the first command where none is given."""
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = [MAKE, *args]
        return super().parse_args(ctx, args)


proof_app = typer.Typer(
    name="proof",
    cls=_Commands,
    no_args_is_help=True,
    help="Send numbered proofs to readers, and collect their remarks.",
    epilog="Example: hemaprint proof 2025-01 --to 'Ana Reyes'",
)


@proof_app.callback()
def proof() -> None:
    """Send numbered proofs to readers, and collect their remarks."""


def make_command(
    context: typer.Context,
    issue: IssueName = None,
    to: Annotated[
        list[str] | None, typer.Option("--to", metavar="NAME", help="The reader; may be given several times.")
    ] = None,
    dated: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day on the proof; defaults to today."),
    ] = None,
    as_json: AsJson = False,
    jobs: Jobs = None,
    no_cache: NoCache = False,
    quiet: Quiet = False,
) -> None:
    """Make a numbered proof of an issue for each reader, and print their paths; the word make may be left out.

    A proof is a PDF to write on, with the pages of the last build, or set now. The number counts states of the pages;
    the same pages, reader and day give the same file.
    """
    from hemaprint.build.backend import BackendOptions  # noqa: PLC0415 - help is shown sooner without it
    from hemaprint.build.current import current_pages  # noqa: PLC0415 - as above
    from hemaprint.build.reading import read_issue  # noqa: PLC0415 - as above
    from hemaprint.cli.progress import progress_shown  # noqa: PLC0415 - as above
    from hemaprint.review.proof.making import checked_names, make_proofs  # noqa: PLC0415 - as above
    from hemaprint.system.environment import require_engine  # noqa: PLC0415 - as above

    if not to:
        raise UsageError("a proof is for a reader, and none is named", "--to 'Ana Reyes'")
    names = checked_names(to)
    project, name = session_of(context).issue(issue)
    options = BackendOptions(jobs, no_cache=no_cache)
    read, warnings = read_issue(project, name, options.store(project))
    require_engine()
    pages = current_pages(project, name, options, lambda: progress_shown(quiet))
    made, problems = make_proofs(project, read, pages, names, dated.date() if dated else date.today())
    print_problems(dict.fromkeys((*warnings, *pages.problems, *problems)))
    if as_json:
        rows = [
            {
                "number": one.sent.stamped.number,
                "name": one.sent.stamped.name,
                "date": one.sent.stamped.date,
                "embargo": one.sent.stamped.embargo,
                "id": one.sent.identity,
                "path": shown_path(one.path),
            }
            for one in made
        ]
        typer.echo(json.dumps({"issue": name, "proofs": rows}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n".join(shown_path(one.path) for one in made))


def collect_command(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="FILE", dir_okay=False, exists=True, help="Proofs that came back; none: those read before."
        ),
    ] = None,
    issue: IssueOption = None,
    apply: Annotated[
        bool, typer.Option("--apply", help="Make the changes that are certain, and print them as a patch.")
    ] = False,
    patch: Annotated[
        Path | None,
        typer.Option("--patch", metavar="FILE", dir_okay=False, help="Write these changes to a patch instead."),
    ] = None,
    as_json: AsJson = False,
    strict: Strict = False,
) -> None:
    """List what readers wrote on their proofs, conflicts first, and make the changes that are certain.

    The list is a checklist in Markdown, line by line. The remarks are kept beside the proofs; the preview shows them.
    """
    from hemaprint.review.proof.standing import stand  # noqa: PLC0415 - as above
    from hemaprint.review.proof.telling import checklist, data  # noqa: PLC0415 - as above

    if apply and patch is not None:
        raise UsageError("--apply changes the manuscripts, --patch leaves them alone", "leave one of them out")
    project = session_of(context).project()
    collected, problems = _collected(project, files or [], issue)
    reviews = [stand(project, one) for one in collected]
    print_problems((*problems, *(problem for one in reviews for problem in one.problems)))
    if apply or patch is not None:
        _mend(project, reviews, patch)
    elif as_json:
        told = [data(one, shown_location) for one in reviews]
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n\n".join("\n".join(checklist(one, shown_location)) for one in reviews), nl=bool(reviews))
    if any(one.is_error or (strict and one.severity is Severity.WARNING) for one in problems):
        raise typer.Exit(ExitCode.CONTENT)


def _collected(
    project: Project, files: list[Path], issue: str | None
) -> tuple[tuple[Collected, ...], tuple[Problem, ...]]:
    from hemaprint.review.proof.collecting import collect, collected_of  # noqa: PLC0415 - as above

    if not files:
        return (collected_of(project, project.pick_issue(issue)),), ()
    if issue is not None:
        raise UsageError("a proof knows its issue", "leave out --issue")
    return collect(project, [path.resolve() for path in files])


def _mend(project: Project, reviews: list[Stood], patch: Path | None) -> None:
    """Make the changes that are certain, or write them to a file, and say what remains."""
    from hemaprint.review.proof import mending  # noqa: PLC0415 - as above
    from hemaprint.system.files import write_files  # noqa: PLC0415 - as above

    mended = [(one, mending.mend(one)) for one in reviews]
    text = "".join(mending.patch(project, several) for _, several in mended)
    if patch is not None:
        write_files({patch.resolve(): text.encode()}, patch.resolve().parent)
        typer.echo(shown_path(patch.resolve()))
    else:
        for one, several in mended:
            mending.write(project, one.issue, several)
        typer.echo(text, nl=False)
    made = sum(len(one.made) for _, several in mended for one in several)
    left = sum(not one.done for each in reviews for one in each.remarks) - made
    verb = "made" if patch is None else "in the patch"
    diagnostics().print(f"{made} change{'s' * (made != 1)} {verb}; {left} remark{'s' * (left != 1)} for a person")
