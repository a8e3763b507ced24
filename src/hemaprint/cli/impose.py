# SPDX-License-Identifier: MIT
"""Put the pages of a print file on press sheets: ``hemaprint impose``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.bind.impose.options import Binding, Imposition, Scheme, parse_short, parse_thickness
from hemaprint.cli.report import diagnostics, print_problems, problem_data, shown_path
from hemaprint.cli.session import AsJson, Quiet, session_of
from hemaprint.errors import ExitCode, MalformedError, UsageError

if TYPE_CHECKING:
    from hemaprint.build.imposition import ImposedFiles
    from hemaprint.cli.session import Session
    from hemaprint.project.values import PageSize

_WIDEST_SPINE, _MOST_MILLED = 100, 10

SignatureOption = Annotated[
    int | None,
    typer.Option("--signature", metavar="N", help="Pages of a sheet: 4, 8, 16 or 32; saddle has 4, perfect 16."),
]
ThicknessOption = Annotated[
    str | None,
    typer.Option(
        "--paper-thickness",
        metavar="THICKNESS",
        help="0.1mm, or grammage and bulk: 90gsm*1.2. Inner pages move to the spine by it.",
    ),
]


def impose_command(
    context: typer.Context,
    scheme: Annotated[Scheme, typer.Argument(metavar="SCHEME", help="booklet, 2up, saddle or perfect.")],
    target: Annotated[
        str | None,
        typer.Argument(
            metavar="TARGET", help="A PDF, or an issue whose print edition is built; defaults to the newest."
        ),
    ] = None,
    signature: SignatureOption = None,
    thickness: ThicknessOption = None,
    cover: Annotated[
        bool, typer.Option("--cover", help="Put the first and the last two pages on a sheet of their own.")
    ] = False,
    spine: Annotated[
        str | None, typer.Option("--spine", metavar="WIDTH", help="The width of the spine of a glued cover.")
    ] = None,
    grind: Annotated[
        str | None,
        typer.Option("--grind", metavar="LENGTH", help="What is milled off before gluing, instead of 3mm."),
    ] = None,
    sheet: Annotated[
        str | None,
        typer.Option("--sheet", metavar="SIZE", help='The paper: A3 or "450mm 320mm"; booklets are made for A4.'),
    ] = None,
    binding: Annotated[
        Binding | None, typer.Option("--binding", help="The bound side of the front page; the file says it.")
    ] = None,
    keep_last: Annotated[
        int,
        typer.Option("--keep-last", metavar="N", min=0, help="Blank pages come before the last N: 1 for a back page."),
    ] = 0,
    marks: Annotated[bool, typer.Option("--marks/--no-marks", help="Marks and a label around the pages.")] = True,
    strict: Annotated[bool, typer.Option("--strict", help="Write nothing if there are warnings.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="DIR", file_okay=False, help="Where to write, if not beside the PDF."),
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Put the pages of a print file on press sheets, in the order of folding, and print the paths."""
    imposition = Imposition(
        scheme=scheme,
        signature=signature,
        thickness=parse_thickness(thickness) if thickness else 0.0,
        cover=cover,
        spine=parse_short(spine, "--spine", _WIDEST_SPINE) if spine else 0.0,
        grind=parse_short(grind, "--grind", _MOST_MILLED) if grind else None,
        sheet=_paper(sheet) if sheet else None,
        binding=binding,
        keep_last=keep_last,
        marks=marks,
    )
    made, within = _imposed(session_of(context), target, imposition, output)
    print_problems(made.problems)
    if strict and made.problems:
        raise typer.Exit(ExitCode.CONTENT)
    from hemaprint.system.files import write_files  # noqa: PLC0415 - help is shown sooner without it

    write_files(made.files, *within)
    if as_json:
        typer.echo(json.dumps(_data(made), ensure_ascii=False, indent=2))
        return
    if not quiet:
        diagnostics().print(_summary(made, scheme))
    typer.echo("\n".join(map(shown_path, made.files)))


def _paper(text: str) -> PageSize:
    """The size of the paper; raises UsageError."""
    from hemaprint.project.values import parse_page_size  # noqa: PLC0415 - as above

    try:
        return parse_page_size(text)
    except MalformedError as error:
        raise UsageError(f"--sheet: {error}", error.hint) from error


def _imposed(
    session: Session, target: str | None, imposition: Imposition, output: Path | None
) -> tuple[ImposedFiles, tuple[Path, ...]]:
    """The files of a PDF or of an issue, and the folders that the user chose."""
    from hemaprint.build.imposition import impose_issue, impose_pdf  # noqa: PLC0415 - pikepdf loads slowly

    folder = output.resolve() if output is not None else None
    path = Path(target) if target is not None else None
    if path is not None and (path.is_file() or path.suffix.lower() == ".pdf"):
        path = path.resolve()
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise UsageError(f"there is no file {target}", "hemaprint build --edition print makes one") from error
        except OSError as error:
            raise UsageError(f"{target} cannot be read: {error.strerror}", "name a PDF") from error
        made = impose_pdf(data, path, imposition, folder or path.parent)
        return made, (folder or path.parent,)
    project, name = session.issue(target)
    made = impose_issue(project, name, imposition, folder)
    return made, (project.root, *([folder] if folder else []))


def _summary(made: ImposedFiles, scheme: Scheme) -> str:
    """``saddle: 4 sheets of 4 pages, creep up to 0.3 mm``."""
    from hemaprint.pdf.objects import MM  # noqa: PLC0415 - as above

    done = made.imposed
    assert done is not None
    sheets = f"{done.sheets} sheet{'s' * (done.sheets != 1)} of {done.signature} pages"
    creep = f", creep up to {done.creep / MM:.2f} mm" if done.creep else ""
    return f"{scheme}: {sheets}{creep}{', and a cover' if done.cover else ''}"


def _data(made: ImposedFiles) -> dict[str, object]:
    from hemaprint.pdf.objects import MM  # noqa: PLC0415 - as above

    done = made.imposed
    assert done is not None
    return {
        "files": [shown_path(path) for path in made.files],
        "sheets": done.sheets,
        "signature": done.signature,
        "creep_mm": round(done.creep / MM, 4),
        "problems": [problem_data(problem) for problem in made.problems],
    }
