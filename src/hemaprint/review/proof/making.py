# SPDX-License-Identifier: MIT
"""Make the proofs of an issue for its readers, and the record of what they were sent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from html import escape
from pathlib import Path

from hemaprint.bind.fonts import complete
from hemaprint.bind.foundry import Foundry
from hemaprint.bind.sourcemap import SourceMap
from hemaprint.build.current import Current
from hemaprint.content.models import Issue
from hemaprint.errors import Problem, UsageError
from hemaprint.project.project import Project
from hemaprint.project.text import slug_of
from hemaprint.review.proof.records import VERSION, Round, Sent, Stamped, folder_of, record_of, record_path, rounds
from hemaprint.review.proof.stamp import SLUG, Line, stamp, widths_of
from hemaprint.system.files import write_files
from hemaprint.theme.faces import font_face_css
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.engine.engine import Engine
from hemaprint.typeset.pages import Resources

LONGEST = 60
"""Characters of a reader's name: the line below the trim has room for that."""


@dataclass(frozen=True, slots=True)
class Made:
    """A proof as it was written."""

    path: Path
    sent: Sent


def checked_names(names: Iterable[str]) -> tuple[str, ...]:
    """The names of readers, each once; raises UsageError where one cannot be printed."""
    found = dict.fromkeys(" ".join(name.split()) for name in names)
    for name in found:
        if not name or not name.isprintable() or len(name) > LONGEST:
            raise UsageError(
                f'--to "{name[:LONGEST]}" is not a name', f"write 1 to {LONGEST} letters: --to 'Ana Reyes'"
            )
    return tuple(found)


def make_proofs(
    project: Project, issue: Issue, pages: Current, names: Sequence[str], day: date
) -> tuple[tuple[Made, ...], tuple[Problem, ...]]:
    """Write a proof of the pages for each reader, and its record: all files, or none; with what is wrong with them.

    The same pages, reader and day give the same file with the same number. Raises ContentError (HP816) where the record
    of an earlier round cannot be read.
    """
    round_ = _round(project, issue.name, pages)
    theme = theme_of(project, issue)
    files: dict[Path, bytes] = {}
    made: list[Made] = []
    problems: list[Problem] = []
    engine = _engine(theme, project)
    for name in names:
        stamped = Stamped(issue.name, round_.number, name, day.isoformat(), issue.manifest.embargo)
        identity = stamped.identity(round_.base)
        lines = tuple(_line(engine, width, stamped, project, problems) for width in widths_of(pages.pdf))
        data = stamp(pages.pdf, stamped, identity, lines)
        sent = Sent(identity, stamped, _file_name(round_, stamped), sha256(data).hexdigest())
        kept = tuple(one for one in round_.sent if one.identity != identity)
        round_ = replace(round_, sent=tuple(sorted((*kept, sent), key=lambda one: (one.file, one.stamped.date))))
        made.append(Made(folder_of(project, issue.name) / sent.file, sent))
        files[made[-1].path] = data
    files[record_path(project, issue.name, round_.number)] = record_of(round_)
    write_files(files, project.root)
    return tuple(made), tuple(dict.fromkeys(problems))


def _round(project: Project, issue: str, pages: Current) -> Round:
    """The round of these pages: the newest one where they are the same, or else the next."""
    base = sha256(pages.pdf).hexdigest()
    known = rounds(project, issue)
    if known and known[-1].base == base:
        return replace(known[-1], pages=pages.origin.pages, manuscripts=dict(_manuscripts(pages.origin)))
    number = known[-1].number + 1 if known else 1
    return Round(VERSION, issue, number, base, pages.origin.pages, dict(_manuscripts(pages.origin)))


def _manuscripts(origin: SourceMap) -> Mapping[str, str]:
    """The text of every file that pages were set from."""
    names = dict.fromkeys(page.source for page in origin.pages)
    return {name: (origin.root / name).read_bytes().decode("utf-8", "replace") for name in sorted(names)}


def _file_name(round_: Round, stamped: Stamped) -> str:
    """The file of a reader; two names that are written alike have two."""
    stem = f"{round_.issue}-proof-{round_.number}-{slug_of(stamped.name) or 'reader'}"
    taken = {one.file: one.stamped.name for one in round_.sent}
    names = (f"{stem}{ending}.pdf" for ending in ("", *(f"-{number}" for number in range(2, len(taken) + 3))))
    return next(name for name in names if taken.get(name, stamped.name) == stamped.name)


# ---------------------------------------------------------------- the line below the trim


def line_of(stamped: Stamped) -> str:
    """What is said below the trim of every page, as HTML: a name is in a direction of its own."""
    said = f"Draft: proof {stamped.number} of {escape(stamped.issue)} for <bdi>{escape(stamped.name)}</bdi>"
    embargo = f" Embargoed until {stamped.embargo}." if stamped.embargo else ""
    return f"{said}, {stamped.date}.{embargo}"


def _engine(theme: Theme, project: Project) -> Engine:
    """What sets the line: in the sans serif of the theme, and whatever other faces the scripts of its words need."""
    style = f"margin:0;padding-top:2pt;font:7pt/8.5pt '{theme.family('sans')}',sans-serif"
    return Engine(f"{font_face_css(theme.faces)}body{{{style}}}", Resources(project.root))


def _line(engine: Engine, width: float, stamped: Stamped, project: Project, problems: list[Problem]) -> Line:
    """The line for pages of a width (pt)."""
    page = f"@page{{size:{width}pt {SLUG}pt;margin:0 6pt}}"
    html = f"<html><head><style>{page}</style></head><body>{line_of(stamped)}</body></html>"
    source = project.content / stamped.issue
    document, found = engine.lay_out(html, source)
    pdf, more = engine.write(document, source, None)
    problems += (*found, *more)
    return Line(width, complete(pdf, Foundry()))
