# SPDX-License-Identifier: MIT
"""Read the references beside a manuscript: BibTeX, CSL-JSON and RIS become works that an article can cite."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from hemaprint.intake.files import keys_by_word, tables
from hemaprint.intake.passages import Doubt, Inline, Mark, TextRun, joined, plain, text_of

FILES_AT_MOST = 20
BYTES_AT_MOST = 16 * 1024 * 1024
OWN_TYPES = frozenset({"article-journal", "book", "chapter", "webpage", "report", "paper-conference"})
"""The types of CSL that ``references`` has."""
PRINTED = ("issued", "volume", "issue", "page", "DOI", "PMID", "URL", "accessed")


@dataclass(frozen=True, slots=True)
class Name:
    """An author: a person by family and given names, any other by ``literal``."""

    family: str = ""
    given: str = ""
    literal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A published work. ``key`` is its name in citations, ``plain`` has the fields of :data:`PRINTED`.

    ``unprinted`` names fields of the file that an entry of ``references`` cannot show.
    """

    key: str
    type: str = "article-journal"
    authors: tuple[Name, ...] = ()
    et_al: bool = False
    title: Inline = ()
    container: Inline = ()
    publisher: Inline = ()
    plain: Mapping[str, str] = field(default_factory=dict)
    unprinted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bibliography:
    """The works of all files beside a manuscript by their keys; ``files`` are the names of those that were read."""

    works: Mapping[str, Work]
    files: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


NOTHING = Bibliography({})


def bibliography_beside(path: Path, named: Sequence[str] = (), own: Sequence[Mapping[str, Any]] = ()) -> Bibliography:
    """What can be cited in the manuscript at ``path``.

    ``own`` are entries of its front matter, as CSL-JSON. Of the files in its folder, those that it has ``named`` come
    first, then those of its own name, then the others; the first to have a key has it.
    """
    works = {work.key: work for work in map(_work, own)}
    doubts: list[Doubt] = []
    read: list[str] = []
    for file in _files(path, named, doubts):
        try:
            with file.open("rb") as stream:
                text = stream.read(BYTES_AT_MOST).decode("utf-8-sig", "replace")
            found = _READERS[file.suffix.lower()](text)
            entries = [_work(entry) for entry in found]
        except (OSError, ValueError, RecursionError) as error:
            if file.suffix.lower() != ".json" or file.name in named:  # there are many other files of JSON
                reason = getattr(error, "strerror", None) or str(error)
                hint = "correct the file, or export it again from the program that keeps the references"
                doubts.append(Doubt("HP571", 0, f"{file.name} cannot be read as references: {reason}", hint))
            continue
        read += [file.name] if entries else []
        doubts += [_doubled(work.key, file) for work in entries if works.get(work.key, work) != work]
        works = {work.key: work for work in reversed(entries)} | works
    return Bibliography(works, tuple(read), tuple(doubts))


def _files(path: Path, named: Sequence[str], doubts: list[Doubt]) -> list[Path]:
    """The files of references in the folder of a manuscript, in the order in which they are asked."""
    others = [file for file in path.parent.iterdir() if file.suffix.lower() in _READERS and file != path]
    by_name = {file.name: file for file in others if file.is_file()}
    for name in named:
        if Path(name).name not in by_name:
            hint = "put the file into the manuscript's folder"
            doubts.append(Doubt("HP571", 0, f"the file of references {name} is not beside the manuscript", hint))
    first = {Path(name).name: order for order, name in enumerate(named)}
    ordered = sorted((first.get(name, len(first)), file.stem != path.stem, name) for name, file in by_name.items())
    return [by_name[name] for _, _, name in ordered][:FILES_AT_MOST]


def _doubled(key: str, file: Path) -> Doubt:
    message = f"{file.name} has another work under the key {key}, which an earlier file or entry has; that one is cited"
    return Doubt("HP571", 0, message, "give one of them another key")


# ---------------------------------------------------------------- CSL-JSON, the form that the others are brought to


def _of_csl(text: str) -> list[Mapping[str, Any]]:
    entries = json.loads(text)
    entries = entries.get("items", entries.get("references", [])) if isinstance(entries, dict) else entries
    if not isinstance(entries, list) or not all(isinstance(one, dict) and "id" in one for one in entries):
        raise ValueError("this is not CSL-JSON")
    return [one for one in entries if isinstance(one, dict)]


def _work(entry: Mapping[str, Any]) -> Work:
    """A work by its fields in CSL-JSON; texts may hold the tags that CSL allows, or be spans already."""
    names = [name for name in map(_name, _listed(entry.get("author"))) if name != Name()]
    authors = tuple(name for name in names if name.literal.casefold() not in ("others", "et al", "et al."))
    said = str(entry.get("type") or "")
    nearest = keys_by_word("bibliography", "nearest")
    is_known = said in OWN_TYPES or said in nearest
    kind = said if said in OWN_TYPES else nearest.get(said, "webpage" if entry.get("URL") else "report")
    printed = {name: _PRINTED_BY.get(name, _text)(entry[name]) for name in PRINTED if entry.get(name)}
    never = tables("bibliography")["csl"]["never_printed"].split()
    unprinted = sorted(name for name in entry if name not in (*PRINTED, *never) and entry[name])
    return Work(
        key=_text(entry.get("id")),
        type=kind,
        authors=authors,
        et_al=len(authors) < len(names),
        title=_inline(entry.get("title")),
        container=_inline(entry.get("container-title")),
        publisher=_inline(entry.get("publisher")),
        plain={name: text for name, text in printed.items() if text},
        unprinted=(*unprinted, *([f"type {said}"] if said and not is_known else [])),
    )


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _name(value: object) -> Name:
    if not isinstance(value, dict):
        return Name(literal=_text(value))
    particle = _text(value.get("non-dropping-particle")) or _text(value.get("dropping-particle"))
    family = " ".join(part for part in (particle, _text(value.get("family"))) if part)
    given = " ".join(part for part in (_text(value.get("given")), _text(value.get("suffix"))) if part)
    return Name(family, given, _text(value.get("literal")))


def _date(value: object) -> str:
    """2024, 2024-10 or 2024-10-03; "" for anything else."""
    value = value[0] if isinstance(value, list) and value else value
    if isinstance(value, dict):
        in_yaml = [value[name] for name in ("year", "month", "day") if value.get(name)]  # as pandoc has it
        parts = _listed(value.get("date-parts")) or [in_yaml]
        first = [str(part) for part in _listed(parts[0]) if str(part).isdigit()]
        joined_parts = "-".join([*first[:1], *(part.zfill(2) for part in first[1:3])])
        value = joined_parts or value.get("raw") or value.get("literal")
    match = re.search(r"\d{4}(?:[-/]\d{2}(?:[-/]\d{2})?)?", _text(value))
    return match[0].replace("/", "-") if match else ""


def _text(value: object) -> str:
    return " ".join(str(value).split()) if isinstance(value, str | int | float) else ""


def _doi(value: object) -> str:
    return re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", _text(value), flags=re.IGNORECASE)


_PRINTED_BY: Mapping[str, Callable[[object], str]] = {"issued": _date, "accessed": _date, "DOI": _doi}


class _Marks(HTMLParser):
    """The tags that CSL-JSON allows in texts: i, b, sup, sub; others are ignored."""

    MARKS: Mapping[str, Mark] = {"i": "emphasis", "em": "emphasis", "b": "strong", "sup": "sup", "sub": "sub"}

    def __init__(self) -> None:
        super().__init__()
        self.spans: list[TextRun] = []
        self._open: list[Mark] = []

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        self._open += [self.MARKS[tag]] if tag in self.MARKS else []

    def handle_endtag(self, tag: str) -> None:
        if self.MARKS.get(tag) in self._open:
            self._open.remove(self.MARKS[tag])

    def handle_data(self, data: str) -> None:
        self.spans.append(TextRun(data, frozenset(self._open)))


def _inline(value: object) -> Inline:
    if isinstance(value, tuple):
        return value
    text = _text(value)
    if "<" not in text and "&" not in text:
        return plain(text)
    marks = _Marks()
    marks.feed(text)
    marks.close()
    return joined(marks.spans)


# ---------------------------------------------------------------- BibTeX and RIS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LATEX_FACES: Mapping[str, Mark] = {
    "emph": "emphasis", "textit": "emphasis", "textsl": "emphasis", "it": "emphasis", "em": "emphasis",
    "textbf": "strong", "bf": "strong", "textsuperscript": "sup", "^": "sup", "textsubscript": "sub", "_": "sub",
}  # fmt: skip
_LATEX_SWITCHES = frozenset({"it", "em", "bf"})
_LATEX_UNSEEN = frozenset({"url", "mbox", "textrm", "textsc", "texttt", "text", "uppercase", "lowercase", "rm", "sc"})
_LATEX = re.compile(r"\\(?P<macro>[A-Za-z]+)\s*|\\(?P<sign>.)|(?P<open>\{)|(?P<close>\})|(?P<script>[\^_])|[^\\{}^_]+")


def _of_bibtex(text: str) -> list[Mapping[str, Any]]:
    import pybtex.errors  # noqa: PLC0415 - an import seldom needs it
    from pybtex.database.input.bibtex import Parser, month_names  # noqa: PLC0415 - as above
    from pybtex.utils import CaseInsensitiveDict  # noqa: PLC0415 - as above

    class Strings(CaseInsensitiveDict):  # type: ignore[misc]  # pybtex is untyped
        """What ``@string`` defines, within bounds: each can name others twice, so forty lines would fill any memory."""

        written = 0

        def __getitem__(self, name: str) -> str:
            value = str(super().__getitem__(name))
            self.written += len(value)
            if self.written > BYTES_AT_MOST:
                raise ValueError("its strings are combined without end")
            return value

    parser = Parser()
    parser.macros = Strings(month_names)
    with pybtex.errors.capture() as faults:
        parsed = parser.parse_string(text)
    broken = [fault for fault in faults if getattr(fault, "lineno", None)]
    if broken:
        raise ValueError(str(broken[0]))
    return [_bibtex_entry(key, entry) for key, entry in parsed.entries.items()]


def _bibtex_entry(key: str, entry: Any) -> Mapping[str, Any]:
    kind = entry.original_type.lower()
    csl: dict[str, Any] = {"id": key, "type": keys_by_word("bibliography", "bibtex_types").get(kind, "")}
    fields = {name.lower(): value for name, value in entry.fields.items()}
    for name, value in fields.items():
        target = keys_by_word("bibliography", "bibtex_fields").get(name)
        macro = value.strip()
        if macro.startswith("\\"):
            value = tables("bibliography")["journals"].get(macro.lstrip("\\"), value)
        if target in ("title", "container-title", "publisher"):
            csl.setdefault(target, _latex(value))
        elif target:
            csl.setdefault(target, text_of(_latex(value)).replace("–", "-"))
    csl["issued"] = fields.get("date") or _year_and_month(fields)
    if address := re.search(r"https?://[^\s{}]+", fields.get("howpublished", "")):
        csl.setdefault("URL", address[0])
    csl["author"] = [_bibtex_name(person) for person in entry.persons.get("author", ())]
    csl |= {role: "editor" for role in ("editor", "translator") if entry.persons.get(role) and kind != "article"}
    return csl


def _year_and_month(fields: Mapping[str, str]) -> str:
    month = fields.get("month", "")[:3].lower()
    number = _MONTHS.index(month) + 1 if month in _MONTHS else 0
    return f"{fields.get('year', '')}-{number:02}" if number else fields.get("year", "")


def _bibtex_name(person: Any) -> Mapping[str, str]:
    family = " ".join([*person.prelast_names, *person.last_names])
    given = " ".join([*person.first_names, *person.middle_names, *person.lineage_names])
    if not given and (family.startswith("{") or family == "others"):
        return {"literal": text_of(_latex(family))}
    return {"family": text_of(_latex(family)), "given": text_of(_latex(given))}


def _latex(text: str) -> Inline:
    """A text of BibTeX as spans: its few faces, its accents, without its braces. Macros unknown here stay as typed."""
    from latexcodec.codec import UnicodeLatexIncrementalDecoder  # noqa: PLC0415 - an import seldom needs it

    text = re.sub(r"(?<!\\)%", r"\%", text.replace("$", ""))  # TeX takes the rest of the line for a remark
    accented = UnicodeLatexIncrementalDecoder().udecode(text, final=True)
    spans: list[TextRun] = []
    faces: list[frozenset[Mark]] = [frozenset()]
    waiting: frozenset[Mark] = frozenset()
    for match in _LATEX.finditer(accented):
        name = match["macro"] or match["script"]
        if name in _LATEX_SWITCHES:
            faces[-1] |= {_LATEX_FACES[name]}
        elif name in _LATEX_FACES:
            waiting = frozenset({_LATEX_FACES[name]})
        elif match["open"]:
            faces.append(faces[-1] | waiting)
            waiting = frozenset()
        elif match["close"]:
            faces[-1:] = [] if len(faces) > 1 else faces[-1:]
        elif name not in _LATEX_UNSEEN:
            said = match["sign"] or match[0]
            spans += [TextRun(said[:1], faces[-1] | waiting), TextRun(said[1:], faces[-1])]
            waiting = frozenset()
    return joined(spans)


def _of_ris(text: str) -> list[Mapping[str, Any]]:
    import rispy  # noqa: PLC0415 - an import seldom needs it

    return [_ris_entry(entry) for entry in rispy.loads(text)]


def _ris_entry(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    types = keys_by_word("bibliography", "ris_types")
    csl: dict[str, Any] = {"type": types.get(entry.get("type_of_reference", ""), "")}
    for name, target in keys_by_word("bibliography", "ris_fields").items():
        if value := entry.get(name):
            csl.setdefault(target, value)
    if not str(csl.get("PMID", "0")).isdigit():  # an accession number of another catalogue
        del csl["PMID"]
    csl["author"] = [_ris_name(name) for name in entry.get("authors") or entry.get("first_authors") or []]
    csl["page"] = "-".join(str(entry[name]) for name in ("start_page", "end_page") if entry.get(name))
    csl["issued"] = entry.get("year") or entry.get("publication_year") or entry.get("date") or ""
    csl["URL"] = next(iter(entry.get("urls", ())), "") or entry.get("url", "")
    csl["id"] = entry.get("id") or _made_key(csl)
    return csl


def _ris_name(text: str) -> Mapping[str, str]:
    family, comma, given = text.partition(",")
    return {"family": family.strip(), "given": given.strip()} if comma else {"literal": text.strip()}


def _made_key(csl: Mapping[str, Any]) -> str:
    """RIS needs no key: the family name of the first author and the year, as programs export it."""
    first: Mapping[str, str] = next(iter(csl["author"]), {})
    name = re.sub(r"\W", "", first.get("family") or first.get("literal") or "anonymous").lower()
    return f"{name}{str(csl['issued'])[:4]}"


_READERS: Mapping[str, Callable[[str], Iterable[Mapping[str, Any]]]] = {
    ".bib": _of_bibtex, ".json": _of_csl, ".ris": _of_ris,
}  # fmt: skip
