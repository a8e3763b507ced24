"""Names of people as manuscripts write them: titles, degrees, family names, and who is the same person."""

from __future__ import annotations

import re

_TITLE = re.compile(
    r"^(?:(?:Assoc(?:iate)?\.?|Assistant|Prof(?:essor)?|Dr|Doctor|Mr|Mrs|Ms|Mx|Sir|Dame|PD|Priv|Doz|med|Mme|M|Pr"
    r"|Sra?|Dott)(?:\.|\b)[\s-]*)+"
)
_CJK_TITLE = re.compile(r"(?:副?教授|医生|醫生|博士|主任|院士|医师|醫師|院长|记者|記者|老师|女士|先生){1,6}$")
_DEGREE = r"(?:MD|M\.D\.|PhD|Ph\.D\.|MSc|MPH|MBBS|MBChB|FRCP|FRCPath|DO|RN|PharmD|MBA|DSc|BSc|MA|MS|Dr\. med\.)"
_DEGREES = re.compile(rf"(?:,\s*+|(?<!\s)\s++)(?P<degrees>{_DEGREE}(?:(?:,\s*+|\s++){_DEGREE}){{0,12}})\s*$")


def without_degrees(name: str) -> tuple[str, str]:
    """A name and the degrees behind it: ``("Jane Doe", "MD, PhD")``."""
    match = _DEGREES.search(name)
    return (name[: match.start()].strip(), match["degrees"]) if match else (name.strip(), "")


def bare(name: str) -> str:
    """A name without titles and degrees."""
    plain = _CJK_TITLE.sub("", _TITLE.sub("", without_degrees(name)[0])).strip()
    return plain or name.strip()


def family_name(name: str) -> str:
    """The last part of a name; a name in CJK characters as a whole."""
    plain = bare(name)
    return plain if re.search(r"[\u3040-\u9fff\uac00-\ud7af]", plain) else plain.split()[-1]


def initials(name: str) -> str:
    """The first letters of a name without titles: ``HF`` for Hematology Frontier."""
    return "".join(part[0] for part in re.split(r"[\s-]+", bare(name)) if part[:1].isalnum()).upper()


def is_short_for(label: str, name: str) -> bool:
    """Whether ``label`` names the person ``name`` with fewer words: the family name, or the initials."""
    short, full = bare(label), bare(name)
    if short.casefold() == full.casefold():
        return True
    if short.isascii() and short.isupper() and 1 < len(short) <= 4 and " " not in short:
        return short == initials(full) and " " in full
    few, many = short.casefold().split(), full.casefold().split()
    if re.search(r"[\u4e00-\u9fff]", short + full):
        return len(short) < len(full) and full.startswith(short)
    return len(few) < len(many) and few[-1] == many[-1] and all(_stands_for(part, many) for part in few)


def _stands_for(part: str, names: list[str]) -> bool:
    initial = part.rstrip(".")
    return part in names or (len(initial) == 1 and any(name.startswith(initial) for name in names))
