# SPDX-License-Identifier: MIT
"""Recognise labels of speakers, the words before a colon, by their form alone, and the names of people in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from hemaprint.intake.language import word_lists

_LABEL_AT_MOST = 60

_TIME = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?"
_GAP = r"[ \t\u00a0\u3000]{0,8}"
_COLON = "[:：﹕∶]"
_LEAD = re.compile(
    rf"(?P<time>{_TIME}{_GAP}[-–—]?{_GAP})?[*_]{{0,3}}"
    rf"(?P<bracket>[\[【])?(?P<label>[^\W_](?:[^:：﹕∶\n\]】]{{0,58}}?[^\s:：﹕∶\]】*_])?){_GAP}[*_]{{0,3}}"
    rf"(?P<after>{_GAP}[\[(]?{_TIME}[\])]?)?(?(bracket)[\]】]{_GAP}{_COLON}?|{_GAP}{_COLON})"
    rf"[*_]{{0,3}}(?:{_GAP}(?P<behind>[\[(]{_TIME}[\])]))?(?!//)\s*"
)
_STAMPED = re.compile(rf"(?P<label>[^\W_][^:：\n]{{0,58}}?)\s{{1,8}}(?P<time>{_TIME})\s*")
_DOTTED = re.compile(r"(?P<label>[^\W\d_])(?:(?<=[QPDFVIARB])\d{1,3})?\.\s{1,8}(?=\S)")
_DASHED = re.compile(
    r"(?P<label>[^\W_](?:[^:：\n–—,;!?。，]{0,38}?[^\s–—])?)[ \t\u00a0]{1,8}[-–—][ \t\u00a0]{1,8}(?=\S)"
)
_SPACED = re.compile(r"(?P<label>[\u3041-\u30fa\u30fc\u3400-\u9fff々]{1,8})[ \u3000]{1,4}(?=[^\x00-\x7f])")
_DASH, _SPACE = " –", "\u3000"
"""Endings of labels that a dash or a space follows: without them the same words can be copy."""
TIME_ALONE = re.compile(_TIME)
TIME_FIRST = re.compile(rf"{_TIME}\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:\d{1,2}|[QA问答]\d{1,2})[.)、]?\s+")
_QUALIFIED = re.compile(r"(?P<name>[^()（）]{1,58}?)\s{0,8}[(（](?P<more>[^()（）]{1,50})[)）]")
_TITLES = r"Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Sir|Dame|Doctor|PD|Priv|Doz|Mme|Pr|Sra?|Dott"
_TITLED = re.compile(
    rf"^(?:{_TITLES})\b\.?\s|,\s*(?:MD|PhD|MSc|MPH|MBBS|FRCP|DO|RN|PharmD|Dr\. med)\b"
    r"|(?:教授|医生|醫生|博士|主任|院士|医师|醫師|院长|主编|记者|記者|老师|女士|先生|さん|氏)$"
)
CJK = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")


def _list(*names: str) -> frozenset[str]:
    return frozenset(word for name in names for word in word_lists()["labels"][name])


_QUESTIONS = _list("question")
ANSWER_WORDS = _list("answer")
CHAIRS = _list("chair")
HOUSES = _list("house")
ASKING = _list("question", "house", "chair", "asking")
ANSWERING = _list("answer", "answering")
PAIRS: dict[str, str] = word_lists()["labels"]["pairs"]
NO_SPEAKERS = _list("other")
_ROLES = ASKING | ANSWERING | {"q&a"}
_STAGE = _list("stage")
_PARTICLES = _list("particles")


@dataclass(frozen=True, slots=True)
class Lead:
    """A possible speaker at the start of a paragraph; ``time`` is the time code beside the label."""

    label: str
    time: str
    end: int
    """Where the spoken words begin."""
    form: Literal["marked", "dotted", "dashed", "bare"] = "marked"
    """How it is marked: by a colon, brackets, bold type or a time; as ``Q.``; by a dash; or only by its own line."""

    @property
    def bare(self) -> bool:
        """Whether no sign marks it as a label."""
        return self.form == "bare"


@dataclass(frozen=True, slots=True)
class Naming:
    """The meaning of a label: ``CHAIR (Ann Poe)`` and ``Ann Poe (Chair)`` name a person and her part."""

    name: str
    part: str = ""
    place: str = ""
    """Other words in brackets after the name."""


def lead_of(text: str) -> Lead | None:
    """The label at the start of a paragraph; None where its form allows none."""
    if stamped := _STAMPED.fullmatch(text):
        return Lead(stamped["label"].strip(), stamped["time"], stamped.end())
    if dotted := _DOTTED.match(text):
        return Lead(f"{dotted['label']}.", "", dotted.end(), "dotted")
    match = _LEAD.match(text)
    if match is None or (match["bracket"] and match["label"].casefold() in _STAGE):
        for pattern, mark in ((_DASHED, _DASH), (_SPACED, _SPACE)):
            if found := pattern.match(text):
                return Lead(f"{found['label']}{mark}", "", found.end(), "dashed")
        return None
    times = (match["time"], match["after"], match["behind"])
    time = " ".join(part.strip() for part in times if part and part.strip())
    label = _NUMBERED.sub("", match["label"]).strip(" *_")
    return Lead(_uncounted(label), time, match.end())


def _uncounted(label: str) -> str:
    """A label without the number that counts questions or answers: ``Q1``, ``Frage 2``."""
    word = label.rstrip("0123456789 .")
    return word if word != label and word.casefold() in _QUESTIONS | ANSWER_WORDS else label


def _without_mark(label: str) -> str:
    return label.removesuffix(_DASH).removesuffix(_SPACE)


def naming_of(label: str) -> Naming:
    """The name in a label, and the part in the conversation that the label gives with it."""
    label = _without_mark(label)
    if match := _QUALIFIED.fullmatch(label):
        name, more = match["name"].strip(), match["more"].strip()
        if is_role(name):
            person, _, place = ("", "", "") if _TITLED.search(more) else more.partition(",")
            return Naming(person.strip() or more, name, place.strip())
        part = re.split(r"[,，、/]", more)[0].strip()
        if is_role(part):
            return Naming(name, part)
        return Naming(name, place="" if more[0].islower() else more)  # (laughing) is not a post
    first, _, rest = label.replace("\u3000", " ").partition(" ")
    if rest and is_role(first) and rest[:1].isalpha() and is_plausible(rest):
        return Naming(rest.strip(), first)
    return Naming(label)


def is_plausible(label: str) -> bool:
    """Whether a label looks like a name, a role or a magazine: few words, each with a capital or a CJK character."""
    label = _without_mark(label)
    if not label or len(label) > _LABEL_AT_MOST or label.casefold() in NO_SPEAKERS:
        return False
    if is_role(label):
        return True
    if match := _QUALIFIED.fullmatch(label):
        return is_plausible(match["name"].strip()) and not re.search(r"[?!。？！]|\d{3}", match["more"])
    if re.search(r"[?!;；。？！“”\"=<>/\\|{}@#%()（）]|\.\s+[a-z]|\.{2}", label) or re.match(r"^\d", label):
        return False
    if CJK.search(label):
        return len(label) <= 16 and "，" not in label and "、" not in label
    tokens = label.replace(",", " ").split()
    if not 0 < len(tokens) <= 7 or tokens[0].casefold() in NO_SPEAKERS:
        return False
    return tokens[0][0].isupper() and all(
        token[0].isupper() or token.isdigit() or token.casefold() in _PARTICLES for token in tokens
    )


def is_titled(label: str) -> bool:
    """Whether a title or a degree shows that a label names a person: ``Dr. Pan``, ``Jane Doe, MD``, ``潘静教授``."""
    return bool(_TITLED.search(label))


def is_role(label: str) -> bool:
    """Whether a label is a part in a conversation, such as ``Q`` or ``Moderator``."""
    return part_of(label) in _ROLES


def part_of(label: str) -> str:
    """A label in the form of the word lists: in lower case, without number and article."""
    return _without_mark(label).casefold().rstrip("0123456789 .").removeprefix("the ")


def are_pair(one: str, other: str) -> bool:
    """Whether two letters mean question and answer."""
    return other in PAIRS.get(one, "") or one in PAIRS.get(other, "")


def is_name_like(label: str) -> bool:
    """Whether a label has the form of a name: two to four words with capitals, or two to four CJK characters."""
    name = naming_of(label).name
    if re.fullmatch(r"[\u3040-\u9fff·]{2,4}", name):
        return True
    tokens = [token for token in name.split() if token.casefold() not in _PARTICLES]
    return 2 <= len(tokens) <= 4 and all(token[0].isupper() and not token[-1].isdigit() for token in tokens)


# ---------------------------------------------------------------- names of people

_TITLE = re.compile(
    r"^(?:(?:Assoc(?:iate)?\.?|Assistant|Prof(?:essor)?|Dr|Doctor|Mr|Mrs|Ms|Mx|Sir|Dame|PD|Priv|Doz|med|Mme|M|Pr"
    r"|Sra?|Dott)(?:\.|\b)[\s-]*)+"
)
_CJK_TITLE = re.compile(r"(?:副?教授|医生|醫生|博士|主任|院士|医师|醫師|院长|记者|記者|老师|女士|先生){1,6}$")
_DEGREE = r"(?:MD|M\.D\.|PhD|Ph\.D\.|MSc|MPH|MBBS|MBChB|FRCP|FRCPath|DO|RN|PharmD|MBA|DSc|BSc|MA|MS|Dr\. med\.)"
_DEGREES = re.compile(rf"(?:,\s*+|(?<!\s)\s++)(?P<degrees>{_DEGREE}(?:(?:,\s*+|\s++){_DEGREE}){{0,12}})\s*$")


def without_degrees(name: str) -> tuple[str, str]:
    """A name and the degrees after it: ``("Jane Doe", "MD, PhD")``."""
    match = _DEGREES.search(name)
    return (name[: match.start()].strip(), match["degrees"]) if match else (name.strip(), "")


def bare(name: str) -> str:
    """A name without titles and degrees."""
    return _CJK_TITLE.sub("", _TITLE.sub("", without_degrees(name)[0])).strip() or name.strip()


def family_name(name: str) -> str:
    """The last part of a name; the whole of a name in CJK characters."""
    plain = bare(name)
    return plain if CJK.search(plain) else plain.split()[-1]


def initials(name: str) -> str:
    """The first letters of a name without titles: ``HF`` for Hematology Frontier."""
    return "".join(part[0] for part in re.split(r"[\s-]+", bare(name)) if part[:1].isalnum()).upper()


def is_short_for(label: str, name: str) -> bool:
    """Whether ``label`` is a shorter form of ``name``: the family name, or the initials."""
    short, full = bare(label), bare(name)
    if short.casefold() == full.casefold():
        return True
    if short.isascii() and short.isupper() and 1 < len(short) <= 4 and " " not in short:
        return short == initials(full) and " " in full
    few, many = short.casefold().split(), full.casefold().split()
    if re.search(r"[\u4e00-\u9fff]", short + full):
        return len(short) < len(full) and full.startswith(short)
    return len(few) < len(many) and few[-1] == many[-1] and all(_abbreviates(part, many) for part in few)


def _abbreviates(part: str, names: list[str]) -> bool:
    initial = part.rstrip(".")
    return part in names or (len(initial) == 1 and any(name.startswith(initial) for name in names))
