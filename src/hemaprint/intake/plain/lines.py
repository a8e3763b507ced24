"""Lines of a text, and those that a mail program put around it: headers, announcements of quoted mails, signatures."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from hemaprint.intake.labels import TIME_ALONE
from hemaprint.intake.passages import LeftOut

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
"""What German programs write between the time of a mail and who wrote it."""
_DEVICE = re.compile(
    r"(?:sent from my |get outlook for |von meinem .{2,30} gesendet|envoyé de mon |enviado desde mi |inviato da |"
    r"enviado do meu |发自我的|iPhoneから送信).{0,60}",
    re.IGNORECASE,
)
_REPLY = re.compile(r"(?:(?:re|aw|fwd?|wg|tr|rv|res|enc|sv|antw|回复|答复|转发)\s?[:：]\s?)+", re.IGNORECASE)
_HEADERS_AT_LEAST = 2
_SIGNATURE_AT_MOST = 10
_QUOTE = re.compile(r"^\s*(?:>\s?)+")


TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A line as typed, without its end; ``number`` from 1."""

    number: int
    raw: str

    @property
    def text(self) -> str:
        """Without white space at both ends."""
        return self.raw.strip()

    @property
    def indent(self) -> int:
        """Columns before the first character; an ideographic space is two, a tab goes to the next fourth."""
        width = 0
        for character in self.raw:
            if character == "\t":
                width += TAB - width % TAB
            elif character == "\u3000":
                width += 2
            elif character.isspace():
                width += 1
            else:
                break
        return width


@dataclass(slots=True)
class Mail:
    """What the headers of a mail say: its subject without ``Re:``, who wrote it, and who wrote what it quotes."""

    subject: str = ""
    writer: str = ""
    quoted: str = ""


def unquoted(lines: list[Line]) -> list[Line]:
    """A text that is quoted as a whole, as in an answer to a mail, without its marks."""
    filled = [line for line in lines if line.text]
    marked = sum(line.text.startswith(">") for line in filled)
    if len(filled) < 4 or marked < 0.9 * len(filled):
        return lines
    depths = {match[0].count(">") for line in filled if (match := _QUOTE.match(line.raw))}
    pattern = r"^\s*(?:> ?)+" if len(depths) < 2 else rf"^\s*(?:> ?){{1,{min(depths)}}}"
    return [replace(line, raw=re.sub(pattern, "", line.raw)) for line in lines]


def mail_lines(lines: Sequence[Line], mail: Mail) -> Iterator[tuple[int, str]]:
    """The numbers of lines that a mail program wrote, and what they are; ``mail`` is filled in."""
    run: list[tuple[Line, str]] = []
    for line, following in zip([*lines, Line(0, "")], [*lines[1:], Line(0, ""), Line(0, "")], strict=True):
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


def _headers(run: Sequence[tuple[Line, str]], mail: Mail) -> Iterator[tuple[int, str]]:
    """A block of headers: at least two different ones, one of which says who wrote or what about."""
    found = [match for _, text in run if (match := _HEADER.fullmatch(text))]
    if len({match["key"].casefold() for match in found}) < _HEADERS_AT_LEAST:
        return
    for match in found:
        if re.fullmatch(_SUBJECT, match["key"], re.IGNORECASE) and not mail.subject:
            mail.subject = _REPLY.sub("", match["value"]).strip()
        elif re.fullmatch(_FROM, match["key"], re.IGNORECASE):
            if not mail.writer:
                mail.writer = _name(match["value"])
            elif not mail.quoted:  # the second block of headers is that of the mail that was answered
                mail.quoted = _name(match["value"])
    yield from ((line.number, "a mail header") for line, _ in run)


def _without_time(said: str) -> str:
    """Who wrote, without the date and the time before the name."""
    words = said.split()
    numbers = [at for at, word in enumerate(words[:-1]) if any(letter.isdecimal() for letter in word)]
    begin = numbers[-1] + 1 if numbers else 0
    while begin < len(words) - 1 and words[begin].casefold() in _BEFORE_NAME:
        begin += 1
    return " ".join(words[begin:])


def _announcement(line: Line, following: Line, text: str, mail: Mail) -> Iterator[tuple[int, str]]:
    """``On Monday Ann Poe wrote:``, also where the line was broken."""
    both = f"{text} {_QUOTE.sub('', following.raw).strip()}"
    taken: tuple[Line, ...] = (line,) if _WROTE.fullmatch(text) and text.endswith((":", "：")) else ()
    if not taken and text and len(both) < 200 and both.endswith((":", "：")) and _WROTE.fullmatch(both):
        taken = (line, following)
    if not taken:
        return
    if not mail.quoted and (who := _WHO_WROTE.search(both if len(taken) > 1 else text)):
        mail.quoted = _without_time(who["name"])
    yield from ((one.number, "the announcement of a quoted mail") for one in taken)


def _name(value: str) -> str:
    """The name in ``Ann Poe <ann@example.org>``; "" where there is only an address."""
    name = re.sub(r"<[^<>]*>|\[[^\[\]]*\]", "", value).strip(" \"'")
    return "" if "@" in name else name


def signature_lines(lines: Sequence[Line]) -> Iterator[tuple[int, str]]:
    """What follows the mark ``-- `` of a signature (RFC 3676, 4.3), where it is short and the last thing."""
    marks = [index for index, line in enumerate(lines) if line.raw == "-- "]
    if not marks:
        return
    after = [line for line in lines[marks[-1] + 1 :] if line.text]
    if len(after) <= _SIGNATURE_AT_MOST:
        yield lines[marks[-1]].number, "a mail signature"
        yield from ((line.number, "a mail signature") for line in after)


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
"""The share of lines whose sentence goes on below an empty line, from which a text is double-spaced."""
_DOUBLE_AT_LEAST = 6


def without_artefacts(lines: Iterable[Line]) -> tuple[list[Line], list[LeftOut], Mail]:
    """The lines of the author's text, what was left out of them, and what its mail headers say.

    A line that is left out stays as an empty one.
    """
    kept, left_out = _without_numbers(list(lines))
    mail = Mail()
    for find in (lambda those: mail_lines(those, mail), signature_lines, _times, _pages):
        kept = unquoted(kept) if find is signature_lines else kept
        reasons = dict(find(kept))
        left_out += [LeftOut(line.number, line.text, reasons[line.number]) for line in kept if line.number in reasons]
        kept = [replace(line, raw="") if line.number in reasons else line for line in kept]
    reasons = dict(mail_lines(kept, mail))  # once more, now that the marks of a quoted mail are off
    left_out += [LeftOut(line.number, line.text, reasons[line.number]) for line in kept if line.number in reasons]
    kept = [replace(line, raw="") if line.number in reasons else line for line in kept]
    return _single_spaced(kept), left_out, mail


def _without_numbers(lines: list[Line]) -> tuple[list[Line], list[LeftOut]]:
    """Lines that are numbered one by one, as in manuscripts for review, without their numbers."""
    matches = [_NUMBERED_LINE.fullmatch(line.raw) for line in lines if line.text]
    numbers = [int(match["number"]) for match in matches if match]
    steps = sum(after - before in (1, 5) or after == 1 for before, after in itertools.pairwise(numbers))
    words = sum(bool(match and match["rest"]) for match in matches)
    if (
        len(numbers) < max(_NUMBERED_AT_LEAST, 0.95 * len(matches))
        or steps < len(numbers) - 1
        or words * 2 < len(matches)
    ):
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
    """A text with an empty line below each of its lines, as typewriters double-space it, without those."""
    filled = [index for index, line in enumerate(lines) if line.text]
    steps = [after - before for before, after in itertools.pairwise(filled)]
    if len(filled) < _DOUBLE_AT_LEAST or sum(step == 1 for step in steps) * 10 > len(steps):
        return lines
    apart = [(before, after) for before, after in itertools.pairwise(filled) if after - before == 2]
    goes_on = sum(lines[after].text[:1].islower() and lines[before].text[-1] not in ".!?:;" for before, after in apart)
    if goes_on < _OPEN_SHARE * len(filled):
        return lines
    empty = {before + 1 for before, after in itertools.pairwise(filled) if after - before > 1}
    return [line for index, line in enumerate(lines) if index not in empty]


def _times(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Time codes on lines of their own, as machines write them above the words spoken."""
    stamped = [line for line in lines if TIME_ALONE.fullmatch(line.text)]
    if len(stamped) >= _TIMES_AT_LEAST:
        yield from ((line.number, "a time code") for line in stamped)


def _pages(lines: list[Line]) -> Iterator[tuple[int, str]]:
    """Page numbers on lines of their own that grow, and running heads beside them or on their line."""
    filled = [index for index, line in enumerate(lines) if line.text]
    pages = set(_page_lines(lines, filled))
    yield from ((lines[index].number, "a page number") for index in sorted(pages))
    repeated = Counter(lines[index].text for index in filled)
    near = {index + step for index in pages for step in range(-_NEAR_A_PAGE_NUMBER, _NEAR_A_PAGE_NUMBER + 1)}
    beside = Counter(lines[index].text for index in filled if index in near and index not in pages)
    for index in filled:
        text = lines[index].text
        if (
            index in near - pages
            and beside[text] >= _RUNNING_AT_LEAST
            and repeated[text] == beside[text]
            and not text.endswith((":", "：", "?", "？"))
        ):
            yield lines[index].number, "a running head"
    yield from (
        (lines[index].number, "a running head and its page number") for index in _heads_with_page(lines, filled)
    )


def _heads_with_page(lines: list[Line], filled: list[int]) -> list[int]:
    """Lines such as ``12 SMALL FIRES`` and ``SMALL FIRES | 13``, whose words recur and whose numbers grow.

    The title may be the head of every other page. ``Day 1`` and ``Day 2`` are crossheads.
    """
    found: list[tuple[int, str, int]] = []
    for index in filled:
        match = _HEAD_AND_PAGE.fullmatch(lines[index].text) if len(lines[index].text) < 90 else None
        number = (match["before"] or match["after"]) if match else None
        if match and number and not (match["before"] and match["after"]):
            found.append((index, match["head"], int(number)))
    count = Counter(head for _, head, _ in found) + Counter(lines[index].text for index in filled[:1])
    heads = [(index, number) for index, head, number in found if count[head] >= _RUNNING_AT_LEAST]
    grow = all(1 <= after - before <= 2 for (_, before), (_, after) in itertools.pairwise(heads))
    counted = heads and heads[0][1] == 1 and all(len(lines[index].text.split()) == 2 for index, _ in heads)
    return [index for index, _ in heads] if grow and len(heads) >= _RUNNING_AT_LEAST and not counted else []


def _page_lines(lines: list[Line], filled: list[int]) -> list[int]:
    found: list[tuple[int, int]] = []
    for index in filled:
        match = _PAGE.fullmatch(lines[index].text)
        if match and (_alone(lines, index) or _PAGE_SAID.fullmatch(lines[index].text)):
            found.append((index, int(match["number"])))
    growing = [number for _, number in found]
    if len(found) >= 2 and all(after - before == 1 for before, after in itertools.pairwise(growing)):
        return [index for index, _ in found]
    return [index for index, _ in found if _PAGE_SAID.fullmatch(lines[index].text)]


def _alone(lines: list[Line], index: int) -> bool:
    around = lines[max(index - 1, 0) : index + 2]
    return sum(bool(line.text) for line in around) < 3 or len(lines) < 3
