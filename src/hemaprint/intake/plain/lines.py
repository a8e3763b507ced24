# SPDX-License-Identifier: MIT
"""Read the lines of a plain text, and leave out those of programs: mail headers, page numbers, times."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from hemaprint.intake.labels import TIME_ALONE
from hemaprint.intake.passages import LeftOut

TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line as typed, without its end; ``number`` from 1."""

    number: int
    raw: str

    @property
    def text(self) -> str:
        """The line without white space at both ends."""
        return self.raw.strip()

    @property
    def indent(self) -> int:
        """Columns before the first character; an ideographic space is two, a tab goes to the next fourth."""
        width = 0
        for character in self.raw[: len(self.raw) - len(self.raw.lstrip())]:
            width += TAB - width % TAB if character == "\t" else 2 if character == "\u3000" else 1
        return width


@dataclass(slots=True)
class Mail:
    """What the headers of a mail say: its subject without ``Re:``, who wrote it, and who wrote what it quotes."""

    subject: str = ""
    writer: str = ""
    quoted: str = ""


Reasons = Iterator[tuple[int, str]]
"""Numbers of lines that the author did not write, and what they are."""


def without_artefacts(lines: Iterable[Line]) -> tuple[list[Line], list[LeftOut], Mail]:
    """The lines of the author's text, what was left out of them, and what its mail headers say.

    A line that is left out remains as an empty one.
    """
    kept, left_out = _without_numbers(list(lines))
    mail = Mail()
    mailed = partial(_mail_lines, mail=mail)
    for find in (mailed, _signature_lines, _times, _pages, mailed):  # mail again, now without the marks of a quoted one
        kept = _unquoted(kept) if find is _signature_lines else kept
        reasons = dict(find(kept))
        left_out += [LeftOut(line.number, line.text, reasons[line.number]) for line in kept if line.number in reasons]
        kept = [replace(line, raw="") if line.number in reasons else line for line in kept]
    return _single_spaced(kept), left_out, mail


# ---------------------------------------------------------------- mail: headers, announcements, signatures

_FROM = "from|von|de|da|van|发件人|發件人|差出人|送信者"
_SUBJECT = "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|主题|主題|件名"
_HEADER = re.compile(
    rf"(?P<key>{_FROM}|{_SUBJECT}|to|cc|bcc|sent|date|reply-to|attachments?|importance|message-id|in-reply-to|an|gesendet|"
    r"datum|à|envoyé|date d'envoi|para|enviado(?: el| em)?|fecha|data|inviato|aan|verzonden|"
    r"收件人|抄送|发送时间|附件|宛先|日付|日時|送信日時|受信者)\s{0,4}[:：]\s{0,4}(?P<value>\S?.*)",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"(?:-{2,}\s*(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|"
    r"messaggio originale|mensagem original|原始邮件|原始郵件|元のメッセージ).*|begin forwarded message:)",
    re.IGNORECASE,
)
_WROTE = re.compile(
    r"(?:(?:on|am|le|el|il(?: giorno)?|em|op|a)\s.{6,140}?\s(?:wrote|schrieb(?: .{1,80})?|a écrit|escribió|ha scritto|"
    r"escreveu|schreef(?: .{1,80})?)\s?:?|[在于於].{4,140}写道[:：]|.{4,140}のメール[:：]|"
    r".{2,140}さんは書きました[:：])",
    re.IGNORECASE,
)
_WHO_WROTE = re.compile(
    r"(?P<name>[^\W\d_][\w.’'-]{0,30}+(?:\s[\w.’'-]{1,30}+){0,4})\s*(?:<\s?[^<>\s]{1,120}>|\(|\s(?:wrote|a écrit))"
)
_BEFORE_NAME = frozenset({"uhr", "schrieb"})
"""What German programs write between the time of a mail and its author."""
_DEVICE = re.compile(
    r"(?:sent from my |get outlook for |von meinem .{2,30} gesendet|envoyé de mon |enviado desde mi |inviato da |"
    r"enviado do meu |发自我的|iPhoneから送信).{0,60}",
    re.IGNORECASE,
)
_REPLY = re.compile(r"(?:(?:re|aw|fwd?|wg|tr|rv|res|enc|sv|antw|回复|答复|转发)\s?[:：]\s?)+", re.IGNORECASE)
_HEADERS_AT_LEAST = 2
_SIGNATURE_AT_MOST = 10
_QUOTE = re.compile(r"^\s*(?:>\s?)+")


def _unquoted(lines: list[Line]) -> list[Line]:
    """A text that is quoted as a whole, as in an answer to a mail, without its marks."""
    filled = [line for line in lines if line.text]
    marked = sum(line.text.startswith(">") for line in filled)
    if len(filled) < 4 or marked < 0.9 * len(filled):
        return lines
    depths = {match[0].count(">") for line in filled if (match := _QUOTE.match(line.raw))}
    pattern = r"^\s*(?:> ?)+" if len(depths) < 2 else rf"^\s*(?:> ?){{1,{min(depths)}}}"
    return [replace(line, raw=re.sub(pattern, "", line.raw)) for line in lines]


def _mail_lines(lines: Sequence[Line], mail: Mail) -> Reasons:
    """The lines that a mail program wrote; ``mail`` is filled in."""
    run: list[tuple[Line, str]] = []
    for line, following in pairwise([*lines, Line(0, ""), Line(0, "")]):
        text = _QUOTE.sub("", line.raw).strip()
        if text and (_HEADER.fullmatch(text) or (run and line.raw[:1] in " \t")):
            run.append((line, text))
            continue
        yield from _headers(run, mail)
        run = []
        if _FORWARDED.fullmatch(text):
            yield line.number, "the announcement of a forwarded mail"
        elif _DEVICE.fullmatch(text):
            yield line.number, "added by a mail program"
        else:
            yield from _announcement(line, following, text, mail)


def _headers(run: Sequence[tuple[Line, str]], mail: Mail) -> Reasons:
    """A block of headers: at least two different ones."""
    found = [match for _, text in run if (match := _HEADER.fullmatch(text))]
    if len({match["key"].casefold() for match in found}) < _HEADERS_AT_LEAST:
        return
    for match in found:
        if re.fullmatch(_SUBJECT, match["key"], re.IGNORECASE) and not mail.subject:
            mail.subject = _REPLY.sub("", match["value"]).strip()
        elif re.fullmatch(_FROM, match["key"], re.IGNORECASE):
            if not mail.writer:
                mail.writer = _name(match["value"])
            elif not mail.quoted:  # the second block of headers belongs to the mail that was answered
                mail.quoted = _name(match["value"])
    yield from ((line.number, "a mail header") for line, _ in run)


def _announcement(line: Line, following: Line, text: str, mail: Mail) -> Reasons:
    """``On Monday Ann Poe wrote:``, also where the line was broken."""
    both = f"{text} {_QUOTE.sub('', following.raw).strip()}"
    if _WROTE.fullmatch(text) and text.endswith((":", "：")):
        taken, said = [line], text
    elif text and len(both) < 200 and both.endswith((":", "：")) and _WROTE.fullmatch(both):
        taken, said = [line, following], both
    else:
        return
    if not mail.quoted and (who := _WHO_WROTE.search(said)):
        mail.quoted = _without_time(who["name"])
    yield from ((one.number, "the announcement of a quoted mail") for one in taken)


def _without_time(said: str) -> str:
    """The author of a mail without the date and the time before the name."""
    words = said.split()
    numbers = [at for at, word in enumerate(words[:-1]) if any(letter.isdecimal() for letter in word)]
    begin = numbers[-1] + 1 if numbers else 0
    while begin < len(words) - 1 and words[begin].casefold() in _BEFORE_NAME:
        begin += 1
    return " ".join(words[begin:])


def _name(value: str) -> str:
    """The name in ``Ann Poe <ann@example.org>``; "" where there is only an address."""
    name = re.sub(r"<[^<>]*>|\[[^\[\]]*\]", "", value).strip(" \"'")
    return "" if "@" in name else name


def _signature_lines(lines: Sequence[Line]) -> Reasons:
    """The lines from the mark ``-- `` of a signature (RFC 3676, 4.3), where they are few and the last."""
    mark = max((index for index, line in enumerate(lines) if line.raw == "-- "), default=len(lines))
    signature = [line for line in lines[mark:] if line.text]
    if len(signature) <= _SIGNATURE_AT_MOST + 1:
        yield from ((line.number, "a mail signature") for line in signature)


# ---------------------------------------------------------------- pages and machines: numbers, running heads, times

_PAGE = re.compile(
    r"(?:(?:page|seite|página|pagina|p\.|第)\s*+)?[-–—\[(]*+\s*+(?P<number>\d{1,4})\s*+[-–—\])]*+(?:\s*+(?:of|/|von|de|di|"
    r"sur)\s*\d{1,4}|\s*+[页頁])?",
    re.IGNORECASE,
)
_PAGE_SAID = re.compile(
    r"(?:page|seite|página|pagina|第)\s*\d{1,4}\s*(?:(?:of|/|von|de|di|sur)\s*\d{1,4}|[页頁])?", re.IGNORECASE
)
_HEAD_AND_PAGE = re.compile(
    r"(?:(?P<before>\d{1,4})[\s|·•–—-]{1,80})?(?P<head>[^\d\s][^\n]{1,78}?)(?:[\s|·•–—-]{1,80}(?P<after>\d{1,4}))?"
)
_RUNNING_AT_LEAST = 2
_NEAR_A_PAGE_NUMBER = 2
_TIMES_AT_LEAST = 3
_NUMBERED_LINE = re.compile(r"\s{0,8}(?P<number>\d{1,4})(?:\s{1,8}(?P<rest>\S.*))?\s*")
_NUMBERED_AT_LEAST = 8
_OPEN_SHARE = 0.3
"""The share of lines whose sentence continues below an empty line, from which a text is double-spaced."""
_DOUBLE_AT_LEAST = 6


def _without_numbers(lines: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """Lines that are numbered one by one, as in manuscripts for review, without their numbers."""
    matches = [_NUMBERED_LINE.fullmatch(line.raw) for line in lines if line.text]
    numbers = [int(match["number"]) for match in matches if match]
    steps = sum(after - before in (1, 5) or after == 1 for before, after in pairwise(numbers))
    words = sum(bool(match and match["rest"]) for match in matches)
    few = len(numbers) < max(_NUMBERED_AT_LEAST, 0.95 * len(matches))
    if few or steps < len(numbers) - 1 or words * 2 < len(matches):
        return lines, []
    left_out: list[LeftOut] = []
    kept = []
    for line in lines:
        match = _NUMBERED_LINE.fullmatch(line.raw) if line.text else None
        if match:
            left_out.append(LeftOut(line.number, match["number"], "the number of a line"))
        kept.append(replace(line, raw=match["rest"] or "") if match else line)
    return kept, left_out


def _single_spaced(lines: list[Line]) -> list[Line]:
    """A text without the empty lines below each of its lines, where it is double-spaced as typewriters do."""
    filled = [index for index, line in enumerate(lines) if line.text]
    steps = [after - before for before, after in pairwise(filled)]
    if len(filled) < _DOUBLE_AT_LEAST or sum(step == 1 for step in steps) * 10 > len(steps):
        return lines
    apart = [(before, after) for before, after in pairwise(filled) if after - before == 2]
    goes_on = sum(lines[after].text[:1].islower() and lines[before].text[-1] not in ".!?:;" for before, after in apart)
    if goes_on < _OPEN_SHARE * len(filled):
        return lines
    empty = {before + 1 for before, after in pairwise(filled) if after - before > 1}
    return [line for index, line in enumerate(lines) if index not in empty]


def _times(lines: Sequence[Line]) -> Reasons:
    """Time codes on separate lines, as machines write them above the words spoken."""
    stamped = [line for line in lines if TIME_ALONE.fullmatch(line.text)]
    if len(stamped) >= _TIMES_AT_LEAST:
        yield from ((line.number, "a time code") for line in stamped)


def _pages(lines: Sequence[Line]) -> Reasons:
    """Page numbers on separate lines that grow, and running heads beside them or on their line."""
    filled = [index for index, line in enumerate(lines) if line.text]
    pages = set(_page_lines(lines, filled))
    yield from ((lines[index].number, "a page number") for index in sorted(pages))
    near = {index + step for index in pages for step in range(-_NEAR_A_PAGE_NUMBER, _NEAR_A_PAGE_NUMBER + 1)} - pages
    repeated = Counter(lines[index].text for index in filled)
    beside = Counter(lines[index].text for index in filled if index in near)
    for index in filled:
        text = lines[index].text
        is_running = beside[text] >= _RUNNING_AT_LEAST and repeated[text] == beside[text]
        if index in near and is_running and not text.endswith((":", "：", "?", "？")):
            yield lines[index].number, "a running head"
    for index in _heads_with_page(lines, filled):
        yield lines[index].number, "a running head and its page number"


def _heads_with_page(lines: Sequence[Line], filled: list[int]) -> list[int]:
    """Lines such as ``12 SMALL FIRES`` and ``SMALL FIRES | 13``, whose words recur and whose numbers grow.

    The title may be the head of every other page. ``Day 1`` and ``Day 2`` are crossheads.
    """
    found: list[tuple[int, str, int]] = []
    for index in filled:
        match = _HEAD_AND_PAGE.fullmatch(lines[index].text) if len(lines[index].text) < 90 else None
        if match and bool(match["before"]) != bool(match["after"]):
            found.append((index, match["head"], int(match["before"] or match["after"])))
    count = Counter(head for _, head, _ in found) + Counter(lines[index].text for index in filled[:1])
    heads = [(index, number) for index, head, number in found if count[head] >= _RUNNING_AT_LEAST]
    grow = all(1 <= after - before <= 2 for (_, before), (_, after) in pairwise(heads))
    counted = heads and heads[0][1] == 1 and all(len(lines[index].text.split()) == 2 for index, _ in heads)
    return [index for index, _ in heads] if grow and len(heads) >= _RUNNING_AT_LEAST and not counted else []


def _page_lines(lines: Sequence[Line], filled: list[int]) -> list[int]:
    found: list[tuple[int, int]] = []
    for index in filled:
        match = _PAGE.fullmatch(lines[index].text)
        around = lines[max(index - 1, 0) : index + 2]
        is_alone = len(lines) < 3 or sum(bool(line.text) for line in around) < 3
        if match and (is_alone or _PAGE_SAID.fullmatch(lines[index].text)):
            found.append((index, int(match["number"])))
    if len(found) >= 2 and all(after - before == 1 for (_, before), (_, after) in pairwise(found)):
        return [index for index, _ in found]
    return [index for index, _ in found if _PAGE_SAID.fullmatch(lines[index].text)]
