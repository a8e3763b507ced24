# SPDX-License-Identifier: MIT
"""List themes, start one, and prove one: ``hemaprint theme list``, ``new`` and ``check``."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hemaprint.cli.report import diagnostics, pages_text, print_problems, problem_data, shown_path, summary
from hemaprint.cli.session import AsJson, Jobs, Quiet, Session, output_option, session_of
from hemaprint.errors import ExitCode, Severity, UsageError, did_you_mean

if TYPE_CHECKING:
    from hemaprint.project.project import Project
    from hemaprint.project.themes import SettingSpec
    from hemaprint.theme.shelf import Listed

theme_app = typer.Typer(
    name="theme",
    no_args_is_help=True,
    help="List the themes at hand, start one of your own, and prove one on every page.",
    epilog="Example: hemaprint theme list",
)


def _root(session: Session) -> Path | None:
    """The folder of the project, which need not be without faults; None where there is none."""
    from hemaprint.project.project import find_root  # noqa: PLC0415 - pydantic loads slowly

    try:
        return find_root(session.start)
    except UsageError:
        return None


# ---------------------------------------------------------------- list


@theme_app.command("list", epilog="Example: hemaprint theme list --json")
def list_command(context: typer.Context, as_json: AsJson = False) -> None:
    """Print every theme that a magazine can name: what it is for, its faces and licences, what can be chosen."""
    from hemaprint.theme.shelf import shelf_of  # noqa: PLC0415 - as above

    shelf = shelf_of(_root(session_of(context)))
    if as_json:
        themes = [_data(theme) for theme in shelf.themes]
        told = [problem_data(problem) for problem in shelf.problems]
        typer.echo(json.dumps({"themes": themes, "problems": told}, ensure_ascii=False, indent=2))
    else:
        typer.echo("\n\n".join("\n".join(_lines(theme)) for theme in shelf.themes))
        print_problems(shelf.problems)
    if shelf.problems:
        raise typer.Exit(ExitCode.CONTENT)


def _lines(theme: Listed) -> Iterator[str]:
    by = f"of {theme.package}" if theme.package else "of this project"
    yield f"{theme.name}  ({by})"
    yield f"  {theme.file.title}: {theme.file.description}"
    yield f"  folder:   {shown_path(theme.folder)}"
    for face in theme.faces:
        yield f"  face:     {face.family}, {face.source}, {face.licence or 'no licence named'}"
    for name, spec in theme.file.settings.items():
        yield f"  setting:  {name} = {_toml(spec.default)}  ({_kind(spec)}) {spec.help}"


def _toml(value: object) -> str:
    """A value as TOML writes it."""
    return json.dumps(value, ensure_ascii=False)


def _kind(spec: SettingSpec) -> str:
    return f"one of {', '.join(spec.choices)}" if spec.choices else spec.kind


def _data(theme: Listed) -> dict[str, object]:
    return {
        "name": theme.name,
        "title": theme.file.title,
        "description": theme.file.description,
        "origin": theme.origin,
        "package": theme.package,
        "folder": str(theme.folder),
        "faces": [{"family": one.family, "source": one.source, "licence": one.licence} for one in theme.faces],
        "settings": {name: spec.model_dump(mode="json") for name, spec in theme.file.settings.items()},
    }


# ---------------------------------------------------------------- new


@theme_app.command("new", epilog="Example: hemaprint theme new field\n\nExample: hemaprint theme new field --package")
def new_command(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Small letters, digits and hyphens.")],
    base: Annotated[
        str, typer.Option("--from", metavar="THEME", help="Begin with all files of this theme, instead of a few.")
    ] = "",
    package: Annotated[
        bool, typer.Option("--package", help="Write a Python package into this folder, for magazines anywhere.")
    ] = False,
) -> None:
    """Write a theme that works, in `themes/` of the project; nothing is ever overwritten."""
    from hemaprint.scaffold.themes import new_theme, new_theme_package  # noqa: PLC0415 - loads slowly

    session = session_of(context)
    if package:
        made = new_theme_package(Path.cwd(), name, base, _root(session))
        diagnostics().print(f"next: pip install -e {shlex.quote(shown_path(made.folder))}")
        named = False
    else:
        project = session.project()
        made = new_theme(project, name, base)
        named = "theme" in project.config.model_fields_set
    where = "change the name under [theme] in hemaprint.toml" if named else "add to hemaprint.toml"
    diagnostics().print(f'{where}:\n  [theme]\n  name = "{name}"')
    for path in made.paths:
        typer.echo(shown_path(path))


# ---------------------------------------------------------------- check


@theme_app.command(
    "check",
    epilog="Example: hemaprint theme check quarto\n\nExample: hemaprint theme check --trim A5 --language de",
)
def check_command(
    context: typer.Context,
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A theme, alone; defaults to the look of this project, with all it has."),
    ] = None,
    trim: Annotated[
        list[str] | None,
        typer.Option("--trim", metavar="NAME", help="Only this one: A4, Letter, B5, square, A5, pocket."),
    ] = None,
    language: Annotated[
        list[str] | None, typer.Option("--language", metavar="TAG", help="Only en-US, de or ar.")
    ] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    jobs: Jobs = None,
    output: Annotated[Path | None, output_option("dist/theme")] = None,
) -> None:
    """Set one of everything at six trims and in three languages, tell what is wrong, and print the contact sheets."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - as above

    from hemaprint.scaffold.proof import prove, trims_of  # noqa: PLC0415 - loads all that makes and examines pages
    from hemaprint.scaffold.specimen import LANGUAGES  # noqa: PLC0415 - as above
    from hemaprint.system.environment import require_engine  # noqa: PLC0415 - as above

    require_engine()
    session = session_of(context)
    console = diagnostics()
    with TemporaryDirectory(prefix="hemaprint-") as empty:
        look = _look(session, name, Path(empty).resolve())
        folder = output or (_root(session) or Path.cwd()) / "dist" / "theme"
        trims = {one.name: one for one in trims_of(look)}
        chosen = [trims[name] for name in _known(trim, trims, "trim")]
        languages = _known(language, LANGUAGES, "language")
        proof = prove(
            look, folder, trims=chosen, languages=languages, jobs=jobs, report=str if quiet else console.print
        )
    if as_json:
        told = [problem_data(problem) for problem in proof.problems]
        sheets = [str(path) for path in proof.sheets]
        typer.echo(json.dumps({"pages": proof.pages, "sheets": sheets, "problems": told}, ensure_ascii=False, indent=2))
    else:
        print_problems(proof.problems)
        console.print(f"{pages_text(proof.pages)}: {summary(proof.problems)}")
        for sheet in proof.sheets:
            typer.echo(shown_path(sheet))
    if any(problem.severity is not Severity.NOTE for problem in proof.problems):
        raise typer.Exit(ExitCode.CONTENT)


def _known(chosen: list[str] | None, known: Iterable[str], noun: str) -> list[str]:
    """What was chosen, in the order of what there is; raises UsageError for what is not."""
    listed = list(known)
    for one in chosen or ():
        if one not in listed:
            raise UsageError(f'no {noun} of the proof is called "{one}"', did_you_mean(one, listed, noun=f"{noun}s"))
    return [one for one in listed if one in (chosen or ())]


def _look(session: Session, name: str | None, empty: Path) -> Project:
    """What is to be proved: a theme by its name and nothing else, or all of a project's look."""
    from hemaprint.project.themes import BUNDLED, theme_named, theme_names  # noqa: PLC0415 - as above
    from hemaprint.scaffold.proof import look_of  # noqa: PLC0415 - as above

    if name is None:
        return session.project()
    root = _root(session)
    theme = theme_named(name, root) if name != BUNDLED else None
    if theme is None and name != BUNDLED:
        hint = did_you_mean(name, (BUNDLED, *theme_names(root)), noun="themes")
        raise UsageError(f'there is no theme "{name}"', hint)
    return look_of(theme, empty)
