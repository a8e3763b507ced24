# SPDX-License-Identifier: MIT
"""Run work that requests galleys: what is known comes from the store by its key, what is not is set by the crew.

The key of a galley is the hash of everything that its pages depend on (law 2), but of the styles only what can apply to
it. A rule that requires a class or an id that occurs nowhere in the HTML cannot apply. Everything else is taken to
apply: ``:is()``, ``:not()`` and ``:has()`` are not examined, and a name counts as soon as it is found anywhere in the
text. So a change of one component sets those articles again that have it, and perhaps a few more.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any, Generic
from unicodedata import category

from hemaprint.errors import ContentError, Location, Problem
from hemaprint.galley.galley import PROJECT_SCHEME
from hemaprint.system import fingerprint
from hemaprint.system.fingerprint import digest_of
from hemaprint.system.store import MemoryStore, Store
from hemaprint.theme.faces import FontFace
from hemaprint.theme.stylesheets import rules_in
from hemaprint.typeset.crew.jobs import (
    Answer,
    Crew,
    Done,
    Failed,
    Form,
    Job,
    Request,
    Result,
    Spec,
    Steps,
    UnreadableEntryError,
    decode,
)
from hemaprint.typeset.engine import registry
from hemaprint.typeset.lines.hyphenation import Exceptions
from hemaprint.typeset.pages import Resources

MOST_TRIES = 5  # how often a galley is set again because a file that it shows was saved meanwhile


@dataclass(slots=True)
class Effort:
    """What work has cost: seconds of compositors, galleys that were set, and those that were known."""

    seconds: float = 0.0
    made: int = 0
    known: int = 0

    def add(self, other: Effort) -> None:
        """Add another effort."""
        self.seconds += other.seconds
        self.made += other.made
        self.known += other.known


@dataclass(slots=True)
class _Work(Generic[Result]):
    """Work under way, and what it waits for."""

    name: str
    steps: Steps[Result]
    weight: float
    effort: Effort = field(default_factory=Effort)
    request: Request | None = None
    tries: int = 0


def nothing() -> None:
    """The default of what to do meanwhile."""


class Schedule:
    """Answers the requests of work, by one specification and for one project."""

    def __init__(self, root: Path, spec: Spec, store: Store | MemoryStore, crew: Crew) -> None:
        self.root = root
        self.spec = spec
        self._store = store
        self._crew = crew
        self._resources = Resources(root, spec.lender)
        self._keys = Keys(spec, self._resources, store)
        self._answers: dict[tuple[str, Path], Answer] = {}
        self._used: set[tuple[str, Path]] = set()

    def refresh(self) -> None:
        """Look at the project's files again, and drop answers that were not requested since the last time."""
        self._resources.refresh()
        self._answers = {place: answer for place, answer in self._answers.items() if place in self._used}
        self._used.clear()
        self._keys.forget()

    def run(
        self,
        works: Mapping[str, Steps[Result]],
        *,
        weights: Mapping[str, float] | None = None,
        ended: Callable[[str, Result, Effort], None] | None = None,
        meanwhile: Callable[[], object] = nothing,
    ) -> tuple[dict[str, Result], dict[str, Failed]]:
        """Carry all works to their ends: the results, and what could not be done, which stops no other work.

        The heaviest by ``weights`` come first; ``ended`` is called for each as soon as it is done. ``meanwhile`` is
        called when the crew has work and there is nothing to do but wait for it.
        """
        results: dict[str, Result] = {}
        failures: dict[str, Failed] = {}
        waiting: dict[Job, list[_Work[Result]]] = {}

        def settle(work: _Work[Result], answer: Answer | None) -> None:
            try:
                job = self._advance(work, answer)
            except StopIteration as end:
                results[work.name] = end.value
                if ended is not None:
                    ended(work.name, end.value, work.effort)
                return
            if job not in waiting:
                waiting[job] = []
                self._crew.submit(job)
            waiting[job].append(work)

        self._crew.begin(self.root, self.spec)
        pile = [_Work(name, steps, (weights or {}).get(name, 0.0)) for name, steps in works.items()]
        for work in sorted(pile, key=lambda one: -one.weight):
            settle(work, None)
        if waiting:
            meanwhile()
        while waiting:
            outcome = self._crew.next()
            for work in waiting.pop(outcome.job, ()):  # nothing waits for jobs of a run that was given up
                if isinstance(outcome, Failed):
                    failures[work.name] = outcome
                else:
                    settle(work, self._accept(work, outcome))
        return results, failures

    def alone(self, steps: Steps[Result]) -> Result:
        """Carry one work to its end; raises its error."""
        results, failures = self.run({"": steps})
        if failures:
            raise_failure(failures[""])
        return results[""]

    def _advance(self, work: _Work[Any], answer: Answer | None) -> Job:
        """Go on until a request is not known; raises StopIteration with the result."""
        while True:
            if answer is not None or work.request is None:
                work.request = work.steps.send(answer) if answer is not None else next(work.steps)
                work.tries = 0
            answer = self._known(work.request)
            if answer is None:
                return self._job(work.request, work.weight)
            work.effort.known += 1

    def _job(self, request: Request, weight: float) -> Job:
        html = request.galley.html
        pictures = tuple(self._keys.pictures(html).items())
        return Job(request.form, request.galley, weight, self._keys.key(request.form, html), pictures)

    def _known(self, request: Request) -> Answer | None:
        key = self._keys.key(request.form, request.galley.html)
        self._used.add((key, request.source))
        if (key, request.source) in self._answers:
            return self._answers[key, request.source]
        entry = self._store.get(key)
        if entry is None and request.form is Form.STYLE and self._keys.faultless:
            entry = self._store.get(self._keys.faultless)
        return None if entry is None else self._remember(key, entry, request)

    def _remember(self, key: str, entry: bytes, request: Request) -> Answer | None:
        try:
            answer = decode(entry, request.galley.name, request.source)
        except UnreadableEntryError:
            return None
        self._answers[key, request.source] = answer
        return answer

    def _accept(self, work: _Work[Any], done: Done) -> Answer | None:
        """The answer to what a work waits for; None where it was made from files that have changed since."""
        assert work.request is not None
        work.effort.made += 1
        work.effort.seconds += done.seconds
        if done.made_from == "this":
            self._store.put(done.job.key, done.entry)
            answer = self._remember(done.job.key, done.entry, work.request)
            if done.job.form is Form.STYLE and self._keys.faultless and answer is not None and not answer.problems:
                self._store.put(self._keys.faultless, done.entry)
            return answer
        if done.made_from == "more":  # right, but not kept: its key does not name all that it shows
            return decode(done.entry, work.request.galley.name, work.request.source)
        self._resources.refresh()
        work.tries += 1
        if work.tries >= MOST_TRIES:
            raise ContentError([_unstable(work.request)])
        return None


def _unstable(request: Request) -> Problem:
    message = f"a picture of “{request.galley.name}” was saved again and again while it was set"
    return Problem("HP216", message, Location(request.source), "wait until its writer is done, then build again")


def raise_failure(failed: Failed) -> None:
    """Raise the error of a job."""
    if failed.error is not None:
        failed.error.add_note(failed.reason)
        raise failed.error
    raise RuntimeError(failed.reason)


# ---------------------------------------------------------------- keys

_QUOTED = re.compile(rf"""=\s*(?:"([^"]*{PROJECT_SCHEME}:[^"]*)"|'([^']*{PROJECT_SCHEME}:[^']*)')""")
_NAKED = re.compile(rf"""{PROJECT_SCHEME}:[^"'()<>\s]*""")
_INVISIBLE = frozenset({"Cc", "Cf", "Zl", "Zp", "Zs"})
_OGHAM_SPACE = "\u1680"


class Keys:
    """The keys of galleys that are set by one specification and from one project.

    A galley depends on this program and its libraries, the rules that can apply to it, its HTML, the words in it that
    the house divides itself, the bytes of the pictures in it and of the theme's faces, and, only where these lack one
    of its characters, the fonts of the machine.
    """

    def __init__(self, spec: Spec, resources: Resources, store: Store | MemoryStore) -> None:
        self._spec = spec
        self._resources = resources
        self._rules = kept_rules(spec.css, store)
        self._measuring = kept_rules(spec.colorless, store) if spec.colorless else self._rules
        self._names = frozenset(name for rule in self._rules for names in rule.asked for name in names)
        self._base = digest_of(fingerprint.engine(), registry.state().files, _digests(spec.faces), repr(spec.geometry))
        self._covered = _covered(spec.faces, store)
        self._known: dict[tuple[Form, str], tuple[dict[str, str], str]] = {}

    def key(self, form: Form, html: str) -> str:
        """The key of a galley in this form."""
        if form is Form.STYLE:
            return digest_of(self._base, form, self._spec.css)
        pictures = self.pictures(html)
        known = self._known.get((form, html))
        if known is None or known[0] != pictures:
            known = self._known[form, html] = pictures, self._made(form, html, pictures)
        return known[1]

    @property
    def faultless(self) -> str:
        """The key under which is kept that the sheet has no faults, whatever its colours are; "" where none is."""
        return digest_of(self._base, Form.STYLE, "faultless", self._spec.colorless) if self._spec.colorless else ""

    def forget(self) -> None:
        """Drop the keys that are remembered: they are found again."""
        self._known.clear()

    def pictures(self, html: str) -> dict[str, str]:
        """The hashes of the project's files that a galley names, by URL."""
        return {url: self._resources.digest(url) for url in sorted(set(urls_in(html)))}

    def _made(self, form: Form, html: str, pictures: dict[str, str]) -> str:
        present = {name for name in self._names if name in html}
        applied = self._measuring if form is Form.LAYOUT else self._rules  # a colour changes no measure
        rules = [rule.text for rule in applied if any(names <= present for names in rule.asked)]
        tags = self._spec.tags if form is Form.PAGES else ""
        fonts = fingerprint.installed_fonts() if self.needs_more_fonts(html, pictures) else ""
        house = json.dumps(self._divided(html))
        return digest_of(self._base, form, tags, html, *rules, json.dumps(pictures), house, fonts)

    def _divided(self, html: str) -> Exceptions:
        """The words of the house's list that a galley may have: the others do not count."""
        lower = html.lower()
        return tuple(
            (language, word) for language, word in self._spec.exceptions if word.replace("-", "").lower() in lower
        )

    def needs_more_fonts(self, html: str, pictures: dict[str, str]) -> bool:
        """Whether fonts of the machine may be used besides the theme's faces."""
        lacking = set(html) - self._covered
        # Pango looks for no font for spaces and controls (``itemize``)
        letters = any(one == _OGHAM_SPACE or category(one) not in _INVISIBLE for one in lacking)
        return letters or any(map(self._has_lettering, pictures))

    def _has_lettering(self, url: str) -> bool:
        """Whether a file may be a drawing with lettering, which can use any installed font."""
        try:
            data = self._resources.read(url).data
        except (OSError, ValueError):
            return False
        return url.lower().endswith((".svg", ".svgz")) and (b"text" in data or b"\0" in data)


def urls_in(html: str) -> Iterator[str]:
    """Every URL of a project's file in ``html``: in attributes, and anything elsewhere that looks like one."""
    for double, single in _QUOTED.findall(html):
        value = unescape(double or single).strip()
        if value.startswith(PROJECT_SCHEME):
            yield value
    for match in _NAKED.finditer(html):
        yield unescape(match[0])


def _digests(faces: Sequence[FontFace]) -> str:
    return "".join(face.digest for face in faces)


def _covered(faces: tuple[FontFace, ...], store: Store | MemoryStore) -> frozenset[str]:
    """The characters that every face of the theme has; kept in the store, because reading a font takes long."""
    key = digest_of("characters", _digests(faces))
    entry = store.get(key)
    if entry is None:
        entry = "".join(sorted(_shared_characters(faces))).encode()
        store.put(key, entry)
    return frozenset(entry.decode())


@lru_cache(maxsize=1)
def _shared_characters(faces: tuple[FontFace, ...]) -> frozenset[str]:
    """The characters, read once for each set of faces."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - loads slowly, and is needed once

    covered: frozenset[str] | None = None
    for face in faces:
        with TTFont(face.path, lazy=True) as font:
            characters = frozenset(map(chr, font.getBestCmap()))
        covered = characters if covered is None else covered & characters
    return covered or frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as text, without comments; ``asked`` has the names that each of its selectors requires."""

    text: str
    asked: tuple[frozenset[str], ...]


@lru_cache(maxsize=2)
def rules_of(css: str) -> tuple[Rule, ...]:
    """The rules of a style sheet, in its order; those with an at-keyword always apply."""
    return tuple(Rule(rule.serialize(), _asked(rule)) for rule in rules_in(css))


def kept_rules(css: str, store: Store | MemoryStore) -> tuple[Rule, ...]:
    """The rules of a style sheet; kept in the store, because reading a style sheet takes long."""
    key = digest_of("rules", fingerprint.engine(), css)
    entry = store.get(key)
    if entry is not None:
        with suppress(ValueError, TypeError, KeyError):
            return tuple(Rule(str(text), tuple(map(frozenset, asked))) for text, asked in json.loads(entry)["rules"])
    rules = rules_of(css)
    data = {"rules": [(rule.text, [sorted(names) for names in rule.asked]) for rule in rules]}
    store.put(key, json.dumps(data, separators=(",", ":")).encode())
    return rules


def _asked(rule: Any) -> tuple[frozenset[str], ...]:
    if rule.type != "qualified-rule":
        return (frozenset(),)
    return tuple(frozenset(_names(selector)) for selector in _selectors(rule.prelude))


def _selectors(prelude: Sequence[Any]) -> Iterable[list[Any]]:
    selector: list[Any] = []
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            yield selector
            selector = []
        else:
            selector.append(token)
    yield selector


def _names(selector: Sequence[Any]) -> Iterator[str]:
    """The classes and ids that every element that a selector matches, or one above or before it, has."""
    dot = False
    for token in selector:
        if token.type == "hash" or (dot and token.type == "ident"):
            yield token.value
        dot = token.type == "literal" and token.value == "."
