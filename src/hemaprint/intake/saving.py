"""What an import has to say: as JSON beside the article, and as problems and lines for the terminal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.folder import REPORT_SUFFIX
from hemaprint.errors import Location, Problem, Severity, UsageError
from hemaprint.intake.account import Account
from hemaprint.intake.intake import Intake
from hemaprint.intake.passages import LeftOut
from hemaprint.intake.text import first_words, words
from hemaprint.project.project import MANIFEST_NAME
from hemaprint.project.slugs import slug_of
from hemaprint.scaffold.files import add_to_order, order_line, is_in_order
from hemaprint.system.files import write_files

SHOWN_AT_MOST = 20
"""Pieces that were left out for the same reason."""


def report_json(intake: Intake) -> str:
    """Everything about one import; every list is in the order of the source."""
    account = intake.account
    data = {
        "source": intake.source.name,
        "kind": intake.kind,
        "lines_are": f"{intake.unit}s",
        "article": f"articles/{intake.slug}.md",
        "department": intake.department,
        "template": intake.template,
        "language": intake.language,
        "pictures": sorted(intake.pictures),
        "recognised": [{"line": line, "what": what} for line, what in intake.found],
        "doubts": [
            {"code": one.code, "line": one.line, "decided": one.message, "otherwise": one.otherwise}
            for one in intake.doubts
        ],
        "left_out": [
            {"line": one.line, "text": one.text, "words": len(words(one.text)), "why": one.why}
            for one in intake.left_out
        ],
        "cleaned": dict(intake.cleaned),
        "words": {
            "source": account.source,
            "left_out": account.left_out,
            "joined": account.joined,
            "article": account.result,
            "agree": account.agrees,
            "missing": list(account.missing),
            "added": list(account.added),
        },
        "second_count": {
            "file": intake.second.total,
            "missing": [{"at": one.place, "words": one.count, "first": one.first} for one in intake.second.unaccounted],
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def problems_of(intake: Intake) -> Iterator[Problem]:
    """The doubts as warnings with their place in the source; words that do not come out even are an error."""
    for doubt in intake.doubts:
        place = Location(intake.source, doubt.line, 1 if doubt.line else 0)
        message = (
            doubt.message if intake.unit == "line" or not doubt.line else f"paragraph {doubt.line}: {doubt.message}"
        )
        yield Problem(doubt.code, message, place, doubt.otherwise, Severity.WARNING)
    if not intake.account.agrees:
        hint = "compare the article with its source at these words, and report it: no import may change a word"
        yield Problem("HP541", f"the words do not agree: {_difference(intake.account)}", Location(intake.source), hint)


def _difference(account: Account) -> str:
    pieces = []
    for found, what in ((account.missing, "missing"), (account.added, "added")):
        if found:
            more = f" and {len(found) - 5} more" if len(found) > 5 else ""
            pieces.append(f"{what} {', '.join(found[:5])}{more}")
    return "; ".join(pieces)


def summary_lines(intake: Intake) -> Iterator[str]:
    """What was recognised, left out and cleaned, and the account of the words, for people."""
    for line, what in intake.found:
        yield f"{intake.unit} {line}: {what}" if line else what
    yield from _left_out_lines(intake)
    for what, count in intake.cleaned.items():
        yield f"cleaned, {count} times: {what}" if count > 1 else f"cleaned: {what}"
    yield account_line(intake.account)
    if intake.second.total:
        missed = sum(one.count for one in intake.second.unaccounted)
        verdict = f"{missed} are neither in the article nor left out" if missed else "all are accounted for"
        yield f"second count: {intake.second.total} words in the file itself, {verdict}"


def _left_out_lines(intake: Intake) -> Iterator[str]:
    """What was left out by its reason, each piece with its place, its count of words and how it begins."""
    groups: dict[str, list[LeftOut]] = defaultdict(list)
    for one in intake.left_out:
        groups[one.why].append(one)
    for why, pieces in groups.items():
        count = sum(len(words(one.text)) for one in pieces)
        yield f"left out, {count} {'word' if count == 1 else 'words'}: {why}"
        for one in pieces[:SHOWN_AT_MOST]:
            yield f"  {intake.unit} {one.line}, {len(words(one.text))}: “{first_words(one.text)}”"
        if len(pieces) > SHOWN_AT_MOST:
            yield f"  and {len(pieces) - SHOWN_AT_MOST} more, which are in the .intake.json file"


def account_line(account: Account) -> str:
    """The words in one line."""
    joined = f", {account.joined} joined" if account.joined else ""
    verdict = "they agree" if account.agrees else "they do NOT agree"
    before = f"{account.source} in the source, {account.left_out} left out{joined}"
    return f"words: {before}, {account.result} in the article: {verdict}"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written; ``lines`` are for the editor to add to the order by hand."""

    paths: tuple[Path, ...]
    manifest: Path
    lines: tuple[str, ...]


def slugs_for(paths: Sequence[Path], issue: Path, name: str, force: bool) -> tuple[str, ...]:
    """The names of the articles that these files become: ``name``, or each file's own.

    Raises UsageError where there is none, where two files would have the same, and for an article that exists, unless
    ``force`` is set.
    """
    if name and len(paths) > 1:
        raise UsageError("--slug names one article, and there are more files", "import them one by one")
    slugs = [slug_of(name or path.stem) for path in paths]
    for path, slug in zip(paths, slugs, strict=True):
        if not slug or (name and slug != name):
            raise UsageError(
                f'"{name or path.stem}" cannot name an article', "--slug NAME: small letters, digits, hyphens"
            )
        if slugs.count(slug) > 1:
            raise UsageError(f'two files would become the article "{slug}"', "import one of them with --slug NAME")
        article = issue / "articles" / f"{slug}.md"
        if article.exists() and not force:
            raise UsageError(f"{article} exists", "choose another name with --slug NAME, or overwrite it with --force")
    return tuple(slugs)


def save(intakes: Sequence[Intake], issue: Path, root: Path) -> Saved:
    """Write everything below ``issue``, a folder of the project at ``root``; pictures never leave its ``images/``."""
    manifest = issue / MANIFEST_NAME
    order = manifest.read_text("utf-8")
    files: dict[Path, bytes] = {}
    by_hand: list[str] = []
    articles: list[Path] = []
    for intake in intakes:
        articles.append(issue / "articles" / f"{intake.slug}.md")
        files[articles[-1]] = intake.text.encode()
        files[issue / "articles" / f"{intake.slug}{REPORT_SUFFIX}"] = report_json(intake).encode()
        files |= {issue / place: data for place, data in intake.pictures.items()}
        if not is_in_order(order, intake.slug):
            with_entry = add_to_order(order, intake.slug)
            by_hand += [] if with_entry else [order_line(intake.slug)]
            order = with_entry or order
    if order != manifest.read_text("utf-8"):
        files[manifest] = order.encode()
    write_files(files, root)
    return Saved(tuple(path for path in files if path != manifest), manifest, tuple(by_hand))
