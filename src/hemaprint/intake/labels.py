"""What can stand before a colon as the name of somebody who speaks, judged by its form alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

LABEL_AT_MOST = 60

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
DASH, SPACE = " –", "\u3000"
"""They end a label that a dash or a space follows: without them the same words can be copy."""
TIME_ALONE = re.compile(_TIME)
TIME_FIRST = re.compile(rf"{_TIME}\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:\d{1,2}|[QA问答]\d{1,2})[.)、]?\s+")
_QUALIFIED = re.compile(r"(?P<name>[^()（）]{1,58}?)\s{0,8}[(（](?P<more>[^()（）]{1,50})[)）]")
_TITLES = r"Dr|Prof|Professor|Mr|Mrs|Ms|Mx|Sir|Dame|Doctor|PD|Priv|Doz|Mme|Pr|Sra?|Dott"
_TITLED = re.compile(
    rf"^(?:{_TITLES})\b\.?\s|,\s*(?:MD|PhD|MSc|MPH|MBBS|FRCP|DO|RN|PharmD|Dr\. med)\b"
    r"|(?:教授|医生|醫生|博士|主任|院士|医师|醫師|院长|主编|记者|記者|老师|女士|先生|さん|氏)$"
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

QUESTION_WORDS = _set(
    """
    q, question, frage, pregunta, domanda, pergunta, vraag, 问, 問, 质问, 提问, 質問, 질문, 문
    """
)
"""Labels of questions that name nobody; a number behind one counts the questions."""
ANSWER_WORDS = _set(
    """
    a, answer, antwort, réponse, respuesta, risposta, resposta, antwoord, 答, 回答, 답, 답변
    """
)
ASKING = QUESTION_WORDS | _set(
    """
    interviewer, interviewerin, moderator, moderatorin, moderation, host, reporter, reporterin, journalist,
    journalistin, journaliste, chair, chairman, chairwoman, chairperson, presenter, facilitator, anchor, animateur,
    animatrice, présentateur, présentatrice, modérateur, modératrice, entrevistador, entrevistadora, periodista,
    moderadora, moderador, presentador, presentadora, intervistatore, intervistatrice, giornalista, moderatore,
    moderatrice, conduttore, conduttrice, jornalista, repórter, mediador, mediadora, apresentador, apresentadora,
    interviewster, presentator, 記者, 记者, 主持人, 主持, 采访者, 採訪者, 采访人, 採訪人, 访谈者, 訪談者, 聞き手,
    聴き手, 司会, 司会者,
    進行, インタビュアー, インタビューアー, 기자, 사회자, 진행자, editor, editors, redaktion, redaction, rédaction,
    redacción,
    redazione, redação, 编者, 編者, 编辑, 編輯, 編集部, 編集者, 本刊, 本刊记者
    """
)
CHAIRS = _set("chair, chairman, chairwoman, chairperson")
"""Who leads a discussion, and is not of the magazine."""
HOUSES = _set(
    """
    editor, editors, redaktion, redaction, rédaction, redacción, redazione, redação, 编者, 編者, 编辑, 編輯, 編集部,
    編集者, 本刊
    """
)
"""Who asks in the name of the magazine."""
ANSWERING = ANSWER_WORDS | _set(
    """
    interviewee, guest, speaker, gast, interviewte, interviewter, befragte, befragter, respondent, participant, invité,
    invitée, intervenant, intervenante, entrevistado, entrevistada, invitado, invitada, intervistato, intervistata,
    ospite, convidado, convidada, geïnterviewde, 嘉宾, 嘉賓, 受访者, 受訪者, 被访者, 受访人, 話し手, 語り手, ゲスト
    """
)
PAIRS = {"q": "ar", "p": "r", "d": "r", "f": "a", "v": "a", "i": "prb", "問": "答", "问": "答"}
"""Letters that ask: those that answer them (Pregunta, Domanda, Frage, Vraag, Interviewer)."""
_ROLES = ASKING | ANSWERING | {"q&a"}
_STAGE = _set(
    """
    laughter, laughs, laughing, applause, music, pause, silence, crosstalk, inaudible, unintelligible, intro, outro,
    beifall, applaus, gelächter, lachen, lacht, musik, rires, rire, applaudissements, musique, risas, ríe, aplausos,
    música, risate, ride, applausi, musica, risos, ri, break, 笑, 笑声, 掌声, 沉默, 音乐, 拍手, 沈黙, 音楽, 一同笑
    """
)
"""Stage directions, which are in brackets as labels can be."""
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
    form: Literal["marked", "dotted", "dashed", "bare"] = "marked"
    """What marks it: a colon, brackets, bold type or a time; ``Q.``; a dash; or nothing, on a line of its own."""

    @property
    def bare(self) -> bool:
        """Whether nothing marks it as a label."""
        return self.form == "bare"


@dataclass(frozen=True, slots=True)
class Naming:
    """What a label says: ``CHAIR (Ann Poe)`` and ``Ann Poe (Chair)`` name a person and the part that she has."""

    name: str
    part: str = ""
    place: str = ""
    """What else is in brackets behind the name."""


def lead_of(text: str) -> Lead | None:
    """The label that a paragraph starts with, where its form allows one."""
    if stamped := _STAMPED.fullmatch(text):
        return Lead(stamped["label"].strip(), stamped["time"], stamped.end())
    if dotted := _DOTTED.match(text):
        return Lead(f"{dotted['label']}.", "", dotted.end(), "dotted")
    match = _LEAD.match(text)
    if match is None or (match["bracket"] and match["label"].casefold() in _STAGE):
        dashed, spaced = _DASHED.match(text), _SPACED.match(text)
        if dashed:
            return Lead(f"{dashed['label']}{DASH}", "", dashed.end(), "dashed")
        return Lead(f"{spaced['label']}{SPACE}", "", spaced.end(), "dashed") if spaced else None
    times = (match["time"], match["after"], match["behind"])
    time = " ".join(part.strip() for part in times if part and part.strip())
    label = _NUMBERED.sub("", match["label"]).strip(" *_")
    return Lead(_uncounted(label), time, match.end())


def _uncounted(label: str) -> str:
    """``Q1`` and ``Frage 2`` are questions, and the number does not belong to the name."""
    word = label.rstrip("0123456789 .")
    return word if word != label and word.casefold() in QUESTION_WORDS | ANSWER_WORDS else label


def naming_of(label: str) -> Naming:
    """The name in a label, and the part in the conversation that it tells beside the name."""
    label = label.removesuffix(DASH).removesuffix(SPACE)
    if match := _QUALIFIED.fullmatch(label):
        name, more = match["name"].strip(), match["more"].strip()
        if is_role(name):
            person, _, place = ("", "", "") if _TITLED.search(more) else more.partition(",")
            return Naming(person.strip() or more, name, place.strip())
        part = re.split(r"[,，、/]", more)[0].strip()
        if is_role(part):
            return Naming(name, part)
        return Naming(name, place="" if more[0].islower() else more)  # (laughing) is no post
    first, _, rest = label.replace("\u3000", " ").partition(" ")
    if rest and is_role(first) and rest[:1].isalpha() and is_plausible(rest):
        return Naming(rest.strip(), first)
    return Naming(label)


def is_plausible(label: str) -> bool:
    """Whether a label looks like a name, a role or a magazine: few words, each with a capital or a CJK character."""
    label = label.removesuffix(DASH).removesuffix(SPACE)
    if not label or len(label) > LABEL_AT_MOST or label.casefold() in NO_SPEAKERS:
        return False
    if is_role(label):
        return True
    if match := _QUALIFIED.fullmatch(label):
        return is_plausible(match["name"].strip()) and not re.search(r"[?!。？！]|\d{3}", match["more"])
    if re.search(r"[?!;；。？！“”\"=<>/\\|{}@#%()（）]|\.\s+[a-z]|\.{2}", label) or re.match(r"^\d", label):
        return False
    if re.search(r"[\u3040-\u9fff\uac00-\ud7af]", label):
        return len(label) <= 16 and "，" not in label and "、" not in label
    tokens = label.replace(",", " ").split()
    if not tokens or len(tokens) > 7 or tokens[0].casefold() in NO_SPEAKERS:
        return False
    return tokens[0][0].isupper() and all(
        token[0].isupper() or token.isdigit() or token.casefold() in _PARTICLES for token in tokens
    )


def is_titled(label: str) -> bool:
    """Whether a label says by itself that it names a person: ``Dr. Pan``, ``Jane Doe, MD``, ``潘静教授``."""
    return bool(_TITLED.search(label))


def is_role(label: str) -> bool:
    """Whether a label is a part in a conversation, such as ``Q`` or ``Moderator``."""
    return part_of(label) in _ROLES


def part_of(label: str) -> str:
    """A label as parts in a conversation are listed: small letters, no number, no article."""
    return label.removesuffix(DASH).removesuffix(SPACE).casefold().rstrip("0123456789 .").removeprefix("the ")


def are_pair(one: str, other: str) -> bool:
    """Whether two letters stand for question and answer."""
    return other in PAIRS.get(one, "") or one in PAIRS.get(other, "")


def is_name_like(label: str) -> bool:
    """Whether a label has the form of a name: two to four words with capitals, or two to four CJK characters."""
    name = naming_of(label).name
    if re.fullmatch(r"[\u3040-\u9fff·]{2,4}", name):
        return True
    tokens = [token for token in name.split() if token.casefold() not in _PARTICLES]
    return 2 <= len(tokens) <= 4 and all(token[0].isupper() and not token[-1].isdigit() for token in tokens)


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
