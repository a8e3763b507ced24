# SPDX-License-Identifier: MIT
"""Report what an import did, and save its articles, pictures and reports in an issue."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from hemaprint.content.load import REPORT_SUFFIX
from hemaprint.errors import Location, Problem, Severity, UsageError
from hemaprint.intake.account import Account
from hemaprint.intake.intake import Intake
from hemaprint.intake.language import count_of, first_words, words
from hemaprint.intake.passages import LeftOut
from hemaprint.project.project import MANIFEST_NAME
from hemaprint.project.text import slug_of
from hemaprint.scaffold.articles import Addition
from hemaprint.scaffold.files import add_to_order, is_in_order, order_line
from hemaprint.system.files import write_files

SHOWN_AT_MOST = 20
"""The most pieces shown of those left out for the same reason."""


def slugs_for(paths: Sequence[Path], issue: Path, name: str, force: bool) -> tuple[str, ...]:
    """The names of the articles made from these files: ``name``, which defaults to the name of each file.

    Raises UsageError where a name is unusable, where two files would have the same name, and for an existing article
    unless ``force`` is set.
    """
    if name and len(paths) > 1:
        raise UsageError("--slug names one article, but there are several files", "import them one by one")
    slugs = [slug_of(name or path.stem) for path in paths]
    for path, slug in zip(paths, slugs, strict=True):
        if not slug or (name and slug != name):
            hint = "--slug NAME: lower-case letters, digits, hyphens"
            raise UsageError(f'"{name or path.stem}" cannot name an article', hint)
        if slugs.count(slug) > 1:
            raise UsageError(f'two files would become the article "{slug}"', "import one of them with --slug NAME")
        article = issue / "articles" / f"{slug}.md"
        if article.exists() and not force:
            raise UsageError(f"{article} exists", "choose another name with --slug NAME, or overwrite it with --force")
    return tuple(slugs)


def save(intakes: Sequence[Intake], issue: Path, root: Path) -> Addition:
    """Write all files below ``issue``, a folder of the project at ``root``, or none of them."""
    manifest = issue / MANIFEST_NAME
    before = order = manifest.read_text("utf-8")
    files: dict[Path, bytes] = {}
    by_hand: list[str] = []
    for intake in intakes:
        files[issue / "articles" / f"{intake.slug}.md"] = intake.text.encode()
        files[issue / "articles" / f"{intake.slug}{REPORT_SUFFIX}"] = report_json(intake).encode()
        files |= {issue / place: data for place, data in intake.pictures.items()}
        if not is_in_order(order, intake.slug):
            with_entry = add_to_order(order, intake.slug)
            by_hand += [] if with_entry else [order_line(intake.slug)]
            order = with_entry or order
    write_files(files if order == before else {**files, manifest: order.encode()}, root)
    return Addition(tuple(files), manifest, tuple(by_hand))


# ---------------------------------------------------------------- reports


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
    """The doubts as warnings with their place in the source; an error where the words do not agree."""
    for doubt in intake.doubts:
        place = Location(intake.source, doubt.line, 1 if doubt.line else 0)
        prefix = f"paragraph {doubt.line}: " if doubt.line and intake.unit == "paragraph" else ""
        yield Problem(doubt.code, f"{prefix}{doubt.message}", place, doubt.otherwise, Severity.WARNING)
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
    """A summary for people: what was recognised, left out and cleaned, and the account of the words."""
    for line, what in intake.found:
        yield f"{intake.unit} {line}: {what}" if line else what
    yield from _left_out_lines(intake)
    for what, count in intake.cleaned.items():
        yield f"cleaned, {count} times: {what}" if count > 1 else f"cleaned: {what}"
    yield _account_line(intake.account)
    if intake.second.total:
        missed = sum(one.count for one in intake.second.unaccounted)
        verdict = f"{missed} are in neither the article nor the text left out" if missed else "all are accounted for"
        yield f"second count: {intake.second.total} words in the file itself, {verdict}"


def _left_out_lines(intake: Intake) -> Iterator[str]:
    """The text left out, by reason: the place, the number of words and the beginning of each piece."""
    groups: dict[str, list[LeftOut]] = defaultdict(list)
    for one in intake.left_out:
        groups[one.why].append(one)
    for why, pieces in groups.items():
        yield f"left out, {count_of(sum(len(words(one.text)) for one in pieces), 'word')}: {why}"
        for one in pieces[:SHOWN_AT_MOST]:
            yield f"  {intake.unit} {one.line}, {len(words(one.text))}: “{first_words(one.text)}”"
        if len(pieces) > SHOWN_AT_MOST:
            yield f"  and {len(pieces) - SHOWN_AT_MOST} more, listed in the .intake.json file"


def _account_line(account: Account) -> str:
    joined = f", {account.joined} joined" if account.joined else ""
    verdict = "they agree" if account.agrees else "they do NOT agree"
    before = f"{account.source} in the source, {account.left_out} left out{joined}"
    return f"words: {before}, {account.result} in the article: {verdict}"
