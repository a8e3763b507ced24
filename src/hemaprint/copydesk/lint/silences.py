# SPDX-License-Identifier: MIT
"""Read what editors silence at a line, with their reasons, and tell what is silenced without one, or in vain."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.markdown import REMARK
from hemaprint.errors import Location, Problem, Severity, did_you_mean

_IN_YAML = re.compile(r"(?:^|\s)#[ \t]*lint:(?P<said>.*)$")
_CODES = re.compile(
    r"\s*(?P<codes>[A-Z][A-Z0-9]{1,7}-?\d{1,4}(?:[ \t]*,[ \t]*[A-Z][A-Z0-9]{1,7}-?\d{1,4})*)?(?P<why>.*)"
)
_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})")
HOW = "write <!-- lint: HP722 the reason -->; in front matter and issue.yaml # lint: HP722 the reason"


@dataclass(frozen=True, slots=True)
class Silence:
    """Rules that are silenced from line ``first`` to ``last`` of a file, where that is said, and why."""

    codes: tuple[str, ...]
    place: Location
    first: int
    last: int
    why: str

    def covers(self, problem: Problem) -> bool:
        """Whether a problem is meant."""
        line = problem.location.line
        here = problem.location.path == self.place.path and self.first <= line <= self.last
        return here and problem.code in self.codes


@dataclass(frozen=True, slots=True)
class Heard:
    """What remains to be said when silences are kept, and which of them kept something."""

    problems: tuple[Problem, ...]
    kept: frozenset[Silence]


def silences_of(lines: Sequence[str], path: Path, body_line: int) -> Iterator[Silence]:
    """The remarks of a file: in Markdown from ``body_line`` on, in YAML before it; code says what it says.

    A remark means its own line; alone on its line, what stands right behind it up to the next empty line.
    """
    fence = ""
    for number, line in enumerate(lines, 1):
        if mark := _FENCE.match(line) if number >= body_line else None:
            fence = "" if fence and mark[0].strip().startswith(fence) else fence or mark[0].strip()
        if fence or "lint:" not in line:
            continue
        for match in (REMARK if number >= body_line else _IN_YAML).finditer(line):
            said = _CODES.fullmatch(match["said"])
            assert said is not None, match["said"]
            codes = tuple(code.strip() for code in (said["codes"] or "").split(",") if code.strip())
            place = Location(path, number, match.start() + len(match[0]) - len(match[0].lstrip()) + 1)
            first, last = number, number
            if not (line[: match.start()] + line[match.end() :]).strip():
                first, last = number + 1, _end(lines, number, in_yaml=number < body_line)
            yield Silence(codes, place, first, last, said["why"].strip(" \t:—–-"))


def _end(lines: Sequence[str], number: int, *, in_yaml: bool) -> int:
    """The last line (from 1) that a remark alone on line ``number`` means."""
    end = number + 1
    while not in_yaml and end < len(lines) and lines[end].strip():
        end += 1
    return end


def heard(problems: Iterable[Problem], silences: Collection[Silence]) -> Heard:
    """The problems that are not silenced."""
    left: list[Problem] = []
    kept: set[Silence] = set()
    for problem in problems:
        silence = next((one for one in silences if one.why and one.covers(problem)), None)
        if silence is None:
            left.append(problem)
        else:
            kept.add(silence)
    return Heard(tuple(left), frozenset(kept))


def faults(
    silences: Iterable[Silence], kept: Collection[Silence], codes: Collection[str], unasked: Collection[str]
) -> Iterator[Problem]:
    """Remarks without a code or a reason (HP778), and those that silence nothing (HP779).

    Rules in ``unasked`` were not asked, so nobody knows what they would have said.
    """
    for silence in silences:
        unknown = next((code for code in silence.codes if code.startswith("HP") and code not in codes), None)
        if not silence.codes:
            yield Problem("HP778", "a remark names no rule", silence.place, HOW, Severity.WARNING)
        elif unknown:
            hint = did_you_mean(unknown, codes) or "hemaprint lint --rules lists the rules"
            yield Problem("HP778", f'there is no rule "{unknown}"', silence.place, hint, Severity.WARNING)
        elif not silence.why:
            message = f"{', '.join(silence.codes)} is silenced without a reason, and therefore is not"
            yield Problem("HP778", message, silence.place, HOW, Severity.WARNING)
        elif silence not in kept and not set(silence.codes) & set(unasked):
            message = f"{', '.join(silence.codes)} has nothing to say here"
            yield Problem("HP779", message, silence.place, "remove the remark", Severity.WARNING)
