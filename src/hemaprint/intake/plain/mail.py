"""Lines of a text, and those that a mail program put around it: headers, announcements of quoted mails, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

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
