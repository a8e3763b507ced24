# SPDX-License-Identifier: MIT
"""Collect what readers wrote on their proofs, and keep it beside the proofs, with what an editor has ticked off."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal

import pikepdf
import pypdfium2
from pydantic import TypeAdapter

from hemaprint.errors import ContentError, Location, Problem, Severity
from hemaprint.pdf.objects import MALFORMED, size_of, trim_of
from hemaprint.pdf.raster import page_labels
from hemaprint.project.project import Project
from hemaprint.review.proof.annotations import MOST, Annotation, TooManyError, read_annotations
from hemaprint.review.proof.manuscripts import Manuscript
from hemaprint.review.proof.records import FOLDER, VERSION, Round, Sent, folder_of, read_kept, rounds
from hemaprint.review.proof.remarks import Remark, Setting, remark_of
from hemaprint.review.proof.stamp import identity_in
from hemaprint.review.proof.words import PageLetters
from hemaprint.system.files import write_files

LARGEST = 512 * 1024**2
"""Bytes of the largest file that is read."""
_SAME = 1.0
"""pt by which the size of a page may differ from what was sent."""
_NAMED = re.compile(r"(.+)-proof-[0-9]{1,6}\.json")


@dataclass(frozen=True, slots=True)
class Kept:
    """The remarks on an issue that were collected so far, and the identities of those that are done."""

    version: Literal[1] = VERSION
    remarks: tuple[Remark, ...] = ()
    done: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """Remarks on the proofs of one issue, all that are known of the rounds that files belong to."""

    issue: str
    remarks: tuple[Remark, ...]
    done: frozenset[str]
    rounds: tuple[Round, ...]


@dataclass(frozen=True, slots=True)
class _Returned:
    """A file that came back: the proof that it is, its round, and the remarks in it."""

    sent: Sent
    round: Round
    remarks: tuple[Remark, ...]


def collect(project: Project, files: Iterable[Path]) -> tuple[tuple[Collected, ...], tuple[Problem, ...]]:
    """Read files that came back, keep their remarks, and tell all remarks on the same proofs; one for each issue.

    Remarks in a file replace what the same people said on the same proof before. Problems: HP810 to HP815, a file each;
    raises ContentError (HP816) for records that cannot be read.
    """
    known = {name: rounds(project, name) for name in _issues(project)}
    problems: list[Problem] = []
    by_issue: dict[str, list[_Returned]] = {}
    for path in dict.fromkeys(files):
        try:
            returned, found = _read(path, known)
        except ContentError as error:
            problems += error.problems
            continue
        problems += found
        by_issue.setdefault(returned.round.issue, []).append(returned)
    collected = [_add(project, issue, several, known[issue]) for issue, several in sorted(by_issue.items())]
    return tuple(collected), tuple(problems)


def collected_of(project: Project, issue: str) -> Collected:
    """What was collected on an issue until now; raises ContentError (HP816)."""
    kept = _kept(project, issue)
    return Collected(issue, _sorted(kept.remarks), frozenset(kept.done), rounds(project, issue))


def tick(project: Project, issue: str, ticks: Mapping[str, bool]) -> None:
    """Keep which remarks are done, by their identities; those that are not known are passed over."""
    kept = _kept(project, issue)
    known = {one.identity for one in kept.remarks}
    done = {*kept.done, *(one for one, is_done in ticks.items() if is_done)}
    done -= {one for one, is_done in ticks.items() if not is_done}
    _write(project, issue, replace(kept, done=tuple(sorted(done & known))))


def remarks_path(project: Project, issue: str) -> Path:
    """The file of the remarks on an issue."""
    return folder_of(project, issue) / "remarks.json"


# ---------------------------------------------------------------- what is kept


def _add(project: Project, issue: str, returned: Sequence[_Returned], known: tuple[Round, ...]) -> Collected:
    kept = _kept(project, issue)
    new = {one.identity: one for each in returned for one in each.remarks}
    replaced = {(each.sent.identity, one.author) for each in returned for one in each.remarks}
    old = {one.identity: one for one in kept.remarks if (one.proof, one.author) not in replaced}
    remarks = _sorted((old | new).values())
    done = tuple(one for one in kept.done if one in old or one in new)
    if remarks or kept.remarks:
        _write(project, issue, Kept(VERSION, remarks, done))
    numbers = {each.round.number for each in returned}
    told = tuple(one for one in remarks if one.round in numbers)
    return Collected(issue, told, frozenset(done), tuple(one for one in known if one.number in numbers))


def _kept(project: Project, issue: str) -> Kept:
    path = remarks_path(project, issue)
    hint = "restore its last good copy, or delete it and collect the proofs again; then nothing is ticked off"
    return read_kept(_form(), path, hint) if path.exists() else Kept()


def _write(project: Project, issue: str, kept: Kept) -> None:
    write_files({remarks_path(project, issue): _form().dump_json(kept, indent=1)}, project.root)


@cache
def _form() -> TypeAdapter[Kept]:
    return TypeAdapter(Kept)


def _sorted(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    return tuple(sorted(remarks, key=lambda one: (one.source, one.line, one.column, one.page, one.who, one.identity)))


# ---------------------------------------------------------------- a file that came back


def _issues(project: Project) -> Iterator[str]:
    """The issues of which there are records of proofs."""
    found = (_NAMED.fullmatch(path.name) for path in sorted(project.dist.glob(f"*/{FOLDER}/*.json")))
    yield from dict.fromkeys(match[1] for match in found if match)


def _read(path: Path, known: Mapping[str, tuple[Round, ...]]) -> tuple[_Returned, tuple[Problem, ...]]:
    try:
        if path.stat().st_size > LARGEST:
            raise _refused("HP810", path, f"the file has more than {LARGEST / 1e6:.0f} MB", "send the proof again")
        data = path.read_bytes()
        with pikepdf.open(BytesIO(data)) as pdf, pypdfium2.PdfDocument(data) as document:
            sent, round_ = _known(path, pdf, known)
            _check_pages(path, pdf, round_)
            found = tuple(read_annotations(pdf))
            remarks = tuple(_remarks(found, sent, round_, document))
    except pikepdf.PasswordError as error:
        hint = "remove the password first, for example: qpdf --decrypt --password=... LOCKED.pdf OPEN.pdf"
        raise _refused("HP811", path, "the file is locked by a password", hint) from error
    except TooManyError as error:
        hint = "ask the reader for a copy with their own comments"
        raise _refused("HP810", path, f"the file has more than {MOST:,} annotations", hint) from error
    except OSError as error:
        raise _refused("HP810", path, f"the file cannot be read: {error.strerror}", "check its rights") from error
    except (*MALFORMED, pypdfium2.PdfiumError) as error:
        hint = "ask the reader to save it again under another name"
        raise _refused("HP810", path, "this is not a PDF that can be read", hint) from error
    if remarks:
        return _Returned(sent, round_, remarks), ()
    hint = "if it should have some, ask for the file with its comments, not a printed or flattened copy"
    nothing = Problem("HP815", "there are no remarks in this proof", Location(path), hint, Severity.WARNING)
    return _Returned(sent, round_, ()), (nothing,)


def _known(path: Path, pdf: pikepdf.Pdf, known: Mapping[str, tuple[Round, ...]]) -> tuple[Sent, Round]:
    """The proof that a file is: by what is in it, or by its name where a program has dropped that."""
    all_sent = [(sent, one) for several in known.values() for one in several for sent in one.sent]
    identity = identity_in(pdf)
    for sent, one in all_sent:
        if sent.identity == identity:
            return sent, one
    if identity:
        hint = "collect it in the project, and on the machine, that made it; the records are in dist/ISSUE/proofs"
        raise _refused("HP813", path, "there is no record of this proof here", hint)
    named = [pair for pair in all_sent if path.stem.startswith(pair[0].file.removesuffix(".pdf"))]
    if not named:
        hint = "hemaprint proof makes proofs; give the file that a reader sent back"
        raise _refused("HP812", path, "this is not a proof of this project", hint)
    return max(named, key=lambda pair: (len(pair[0].file), pair[0].stamped.date))


def _check_pages(path: Path, pdf: pikepdf.Pdf, round_: Round) -> None:
    """Raise ContentError (HP814) where the pages are not those that were sent."""
    sizes = [size_of(trim_of(page)) for page in pdf.pages]
    then = [size_of(page.trim) for page in round_.pages]
    if len(sizes) == len(then) and all(
        abs(one[0] - other[0]) <= _SAME and one[1] >= other[1] - _SAME for one, other in zip(sizes, then, strict=True)
    ):
        return
    message = f"these are not the {len(then)} pages that were sent: pages were added, removed or cut"
    hint = "ask the reader for the whole proof, with its pages as they were"
    raise _refused("HP814", path, message, hint)


def _refused(code: str, path: Path, message: str, hint: str) -> ContentError:
    return ContentError([Problem(code, message, Location(path), hint)])


def _remarks(
    found: Sequence[Annotation], sent: Sent, round_: Round, document: pypdfium2.PdfDocument
) -> Iterator[Remark]:
    """The remarks of a file, page by page. Who writes alone in it is the reader whom the proof was made for."""
    alone = len({one.author for one in found}) <= 1
    labels = page_labels(document)
    manuscripts = {name: Manuscript(text) for name, text in round_.manuscripts.items()}
    lines: dict[str, list[int]] = {}
    for page in round_.pages:
        lines.setdefault(page.source, []).extend(line for line, _ in page.blocks)
    pages: dict[int, Setting] = {}
    told: Counter[str] = Counter()
    for one in found:
        mapped = round_.pages[one.page]
        if one.page not in pages:
            letters = PageLetters(document[one.page])
            in_order = sorted(set(lines[mapped.source]))
            text = manuscripts.get(mapped.source, Manuscript(""))
            pages[one.page] = Setting(letters, labels[one.page], mapped, text, in_order)
        who = sent.stamped.name if alone else one.author or sent.stamped.name
        remark = remark_of(one, who, sent, round_, pages[one.page])
        told[remark.identity] += 1
        again = told[remark.identity]  # programs copy annotations with their names
        yield remark if again == 1 else replace(remark, identity=f"{remark.identity}-{again}")
