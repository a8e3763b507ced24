"""What can stand before a colon as the name of somebody who speaks, judged by its form alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

LABEL_AT_MOST = 60

_TIME = r"[\[(]?(?:\d{1,2}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?[\])]?"
_LEAD = re.compile(
    rf"(?P<time>{_TIME}\s*[-–—]?\s*)?"
    r"(?P<bracket>[\[【])?(?P<label>[^\W_](?:[^:：\n\]】]{0,58}?[^\s:：\]】])?)\s*"
    rf"(?P<after>\s*[\[(]?{_TIME}[\])]?)?(?(bracket)[\]】]\s*[:：]?|\s*[:：])(?!//)\s*"
)
_STAMPED = re.compile(rf"(?P<label>[^\W_][^:：\n]{{0,58}}?)\s+(?P<time>{_TIME})\s*")
TIME_ALONE = re.compile(_TIME)
TIME_FIRST = re.compile(rf"{_TIME}\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:\d{1,2}|[QA问答]\d{1,2})[.)、]?\s+")
_TITLES = r"Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Sir|Dame|Doctor|PD|Priv|Doz|Mme|Pr|Sra?|Dott"
_TITLED = re.compile(
    rf"^(?:{_TITLES})\b\.?\s|,\s*(?:MD|PhD|MSc|MPH|MBBS|FRCP|DO|RN|PharmD|Dr\. med)\b"
    r"|(?:教授|医生|醫生|博士|主任|院士|医师|醫師|院长|主编|记者|記者|老师|女士|先生)$"
)


def _set(text: str) -> frozenset[str]:
    """The entries of a list with commas."""
    return frozenset(" ".join(entry.split()) for entry in text.split(","))


_PARTICLES = _set(
    """
    de, da, di, do, del, della, der, den, van, von, zu, zum, la, le, du, el, al, bin, ibn, of, the, and, und, et, y,
    &, i
    """
)
_ROLES = _set(
    """
    q, a, q&a, interviewer, interviewee, moderator, host, editor, editors, reporter, journalist, question, answer,
    guest, speaker, frage, antwort, redaktion, moderation, réponse, journaliste, pregunta, respuesta, entrevistador,
    domanda, risposta, 问, 答, 記者, 记者, 主持人, 编者, 編者, 编辑, 嘉宾, 受访者, 采访者
    """
)
NO_SPEAKERS = _set(
    """
    note, notes, conclusion, conclusions, background, methods, method, results, result, objective, objectives, aim,
    aims, purpose, introduction, discussion, summary, abstract, figure, table, box, source, sources, keywords,
    keyword, references, reference, doi, pmid, email, e-mail, tel, phone, fax, address, correspondence, funding,
    disclosure, disclosures, acknowledgements, acknowledgments, update, example, examples, warning, date, time,
    place, venue, title, subject, re, copyright, contact, website, editor's, editors', editor’s, editors’,
    standfirst, headline, caption, credit, translation, also, remember, important, caution, tip, hint, step, first,
    second, third, finally, however, therefore, ps, p.s., nb, n.b., anmerkung, hinweis, zusammenfassung, fazit,
    quelle, ergebnisse, methoden, hintergrund, literatur, remarque, résumé, résultats, editor's note, editors' note,
    editor’s note, editors’ note, key words, key points, take home, about, zur person,
    编者按, 編者按, 注, 备注, 摘要, 关键词, 目的, 方法,
    结果, 结论, 背景, 参考文献, 来源, 图, 表, 导语, 前言, 总结, 说明, 例如
    """
)
"""Words that introduce something with a colon and are not persons."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What may be a speaker at the start of a paragraph; ``time`` is a time code that stands with it."""

    label: str
    time: str
    end: int
    """Where the words that are said begin."""
    bare: bool = False
    """Whether nothing marks it as a label: a name on a line of its own."""


def lead_of(text: str) -> Lead | None:
    """The label that a paragraph starts with, where its form allows one."""
    if stamped := _STAMPED.fullmatch(text):
        return Lead(stamped["label"].strip(), stamped["time"], stamped.end())
    match = _LEAD.match(text)
    if match is None:
        return None
    time = " ".join(part.strip() for part in (match["time"], match["after"]) if part and part.strip())
    return Lead(_NUMBERED.sub("", match["label"]).strip(" *_"), time, match.end())


def is_plausible(label: str) -> bool:
    """Whether a label looks like a name, a role or a magazine: few words, each with a capital or a CJK character."""
    if not label or len(label) > LABEL_AT_MOST or label.casefold() in NO_SPEAKERS:
        return False
    if label.casefold() in _ROLES:
        return True
    if re.search(r"[?!;；。？！“”\"=<>/\\|{}@#%]|\.\s+[a-z]|\.{2}", label) or re.match(r"^\d", label):
        return False
    if re.search(r"[\u4e00-\u9fff]", label):
        return len(label) <= 16 and "，" not in label and "、" not in label
    tokens = label.replace(",", " ").split()
    if len(tokens) > 7 or tokens[0].casefold() in NO_SPEAKERS:
        return False
    return tokens[0][0].isupper() and all(
        token[0].isupper() or token.isdigit() or token.casefold() in _PARTICLES for token in tokens
    )


def is_titled(label: str) -> bool:
    """Whether a label says by itself that it names a person: ``Dr. Pan``, ``Jane Doe, MD``, ``潘静教授``."""
    return bool(_TITLED.search(label))


def is_role(label: str) -> bool:
    """Whether a label is a part in a conversation, such as ``Q`` or ``Moderator``."""
    return label.casefold().rstrip("0123456789 ") in _ROLES
