# SPDX-License-Identifier: MIT
"""Prepare an RTF document for pandoc and count its words: characters of any font, breaks, labels of lists, fields.

The source is the Rich Text Format specification 1.9.1. pandoc (3.9) reads the bytes of all fonts as Windows-1252, joins
words at page breaks, and drops labels of lists, pairs of surrogates and results of fields in groups.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from hemaprint.intake import TrackedChanges
from hemaprint.intake.encodings import fonts_of, is_utf8
from hemaprint.intake.passages import Findings
from hemaprint.intake.word.fields import address_of
from hemaprint.intake.word.package import quoted
from hemaprint.intake.word.text import plain_symbol

WIDE = frozenset({"cp932", "cp949", "gb18030", "gbk", "big5", "cp950", "johab", "utf-8"})
"""Codecs whose characters may have more than one byte."""

CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ", "qmspace": " ", "tab": "\t", "~": "\u00a0", "_": "\u2011", "-": "\u00ad",
}  # fmt: skip
ENDS = {"page": r"\line\line ", "column": r"\line\line ", "sect": r"\par ", "softline": r"\line ", "softpage": " "}
"""Breaks that pandoc ignores, and those which it knows."""

PARTING = frozenset({"par", "line", "cell", "row", "nestcell", "nestrow", *ENDS})
PLACES = {
    "listtext": "label", "pntext": "label", "footnote": "note", "annotation": "remark",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "running"),
    **dict.fromkeys(("atnid", "atnauthor", "atnref", "atndate", "atnicn", "atnparent", "atntime"), "unread"),
    "shprslt": "unread", "nonesttables": "unread",
}  # fmt: skip
"""Destinations, and what their text is. The result of a shape repeats it for old programs."""

OPEN = frozenset({"shppict", "shpinst", "shptxt"})
"""Destinations that are read although they may be marked as ones to ignore."""

_TABLES = """
    fonttbl colortbl stylesheet info pict listtable listoverridetable revtbl rsidtbl generator filetbl xmlnstbl pgdsctbl
    themedata colorschememapping latentstyles datastore bkmkstart bkmkend pn pntxta pntxtb sp objdata objclass objname
    datafield formfield ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn xe tc rxe txe nonshppict docvar userprops
"""
UNREAD = frozenset(_TABLES.split())
OTHERWISE = "save the document as .docx, and import that"
_TOKEN = re.compile(
    rb"\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})? ?|\\(?P<sign>\r\n|[^a-zA-Z])"
    rb"|(?P<brace>[{}])|(?P<end>[\r\n]+)|(?P<text>[^\\{}\r\n]+)|\\\Z",
    re.DOTALL,
)
DEEPEST = 1000
MUTE = frozenset({"unread", "instruction", "label", "running", "remark"})
"""Places that pandoc does not get."""


@dataclass(slots=True)
class _Field:
    """A field: the place of its mark in the output, its instruction, and whether it links."""

    place: int
    instruction: list[str] = field(default_factory=list)
    links: bool = False


@dataclass(slots=True)
class _Group:
    """The state inside a group. ``place`` is what its text is: copy, a table, a note...; ``texts`` gathers it."""

    font: int
    texts: list[str]
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    added: bool = False
    place: str = "copy"
    starred: bool = False
    outer: str = "copy"
    children: int = 0
    is_double: bool = False
    """Whether its first group says the same as the next one, without Unicode (upr)."""
    field: _Field | None = None


def ready_rich_text(data: bytes, changes: TrackedChanges | None, findings: Findings) -> tuple[bytes, str]:
    """``data`` in UTF-8 as pandoc reads it correctly, and the words that it shows.

    What is left out, and bytes that are not characters, go to ``findings``.
    """
    reader = _Reader(data, changes, findings)
    reader.read()
    return "".join(reader.out).encode("utf-8", "replace"), "\n".join(["".join(reader.copy), *reader.notes])


class _Reader:
    def __init__(self, data: bytes, changes: TrackedChanges | None, findings: Findings) -> None:
        self.data, self.changes, self.findings = data, changes, findings
        self.out: list[str] = []
        self.copy: list[str] = []
        self.notes: list[str] = []
        self.bytes = bytearray()
        self.fallback = 0
        self.high = 0
        self.paragraph = 1
        self.lists: list[int] = []
        self.labelled = False
        self.fonts = fonts_of(data)
        self.group = _Group(self.fonts.default, self.copy)
        self.stack: list[_Group] = []
        self.changed: dict[str, list[str]] = {}
        self.unseen: dict[int, list[str]] = {}
        self.is_utf8 = is_utf8(data)

    def read(self) -> None:
        """Read all of it."""
        at = 0
        while match := _TOKEN.match(self.data, at):
            at = match.end()
            if match["word"] == b"bin":
                at += max(int(match["number"] or 0), 0)
                message = "a picture is kept as bytes, and was left out"
                self.findings.doubt("HP525", self.paragraph, message, OTHERWISE)
            else:
                self._token(match)
        self._flush()
        for line, texts in self.unseen.items():
            self.findings.leave_out(line, "".join(texts), "it is hidden")
        if self.changed and self.changes is None:
            changed = "; ".join(f"{what} {quoted(''.join(texts))}" for what, texts in self.changed.items())
            hint = "use --accept-changes or --reject-changes"
            self.findings.doubt("HP521", 1, f"tracked changes were accepted: {changed}", hint)

    def _token(self, match: re.Match[bytes]) -> None:
        if match["hex"]:
            self._byte(int(match["hex"], 16))
        elif match["text"] is not None:
            self._text(match["text"])
        elif match["brace"]:
            self._flush()
            self._open() if match["brace"] == b"{" else self._close()
        elif match["word"]:
            self._flush()
            self._word(match["word"].decode(), None if match["number"] is None else int(match["number"]))
        elif match["sign"]:
            self._sign(match["sign"].decode("latin-1"))

    # ------------------------------------------------------------ groups

    def _open(self) -> None:
        self.fallback = 0
        if len(self.stack) < DEEPEST:
            outer = self.group
            outer.children += 1
            self.stack.append(outer)
            self.group = replace(outer, starred=False, outer=outer.place, children=0, is_double=False)
            if outer.is_double and outer.children == 1:
                self.group.place = "unread"
            self.out.append("" if outer.place in MUTE else "{")

    def _close(self) -> None:
        self.fallback = 0
        if self.stack:
            if self.group.place != self.group.outer:
                self._leave(self.group)
            self.group = self.stack.pop()
            self.out.append("" if self.group.place in MUTE else "}")

    def _leave(self, group: _Group) -> None:
        """A destination ends."""
        text = "".join(group.texts)
        if group.place == "label":
            self._label(" ".join(text.split()))
        elif group.place == "running":
            self.findings.leave_out(1, text, "it is the head or the foot of the pages")
        elif group.place == "remark":
            self.findings.doubt("HP522", self.paragraph, f"comment: {' '.join(text.split())}")
        elif group.place == "note":
            self.notes.append(text)
        elif group.place == "instruction" and group.field is not None:
            if address := address_of("".join(group.field.instruction)).replace("\\", "/"):
                group.field.links = True
                self.out.append(f'\\*\\fldinst HYPERLINK "{address}"')
            else:
                self.out[group.field.place] = ""

    def _label(self, label: str) -> None:
        """The number of a paragraph is kept as words; a bullet is pandoc's."""
        if any(character.isalnum() for character in label):
            for place in self.lists:
                self.out[place] = ""
            self.labelled = True
            self.group.place, self.group.texts = self.stack[-1].place, self.stack[-1].texts
            self._write(f"{label} ")

    # ------------------------------------------------------------ control words

    def _word(self, word: str, number: int | None) -> None:
        group = self.group
        if word == "u" and number is not None:
            self._unicode(number & 0xFFFF)
            return
        self.fallback, self.high = 0, 0
        starred, group.starred = group.starred, False
        if group.place in ("table", "unread", "instruction"):
            self._emit(word, number, starred)
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word in PARTING:
            self._part(word)
        elif not self._destination(word, starred) and not self._format(word, number):
            self._emit(word, number, starred)

    def _destination(self, word: str, starred: bool) -> bool:
        """Whether a word says what the text of its group is."""
        group = self.group
        if (place := PLACES.get(word)) is not None:
            group.place, group.texts = place, []
            self.out.append("\\footnote " if place == "note" else "")
        elif word in ("upr", "ud"):
            group.is_double = word == "upr"
        elif word in ("do", "dptxbxtext"):
            self._emit(word, None)
        elif word == "field":
            group.field = _Field(len(self.out))
            self.out.append("\\field ")
        elif word == "fldinst" and group.field is not None:
            group.place = "instruction"
        elif word == "fldrslt" and group.field is not None:
            self.out.append("\\fldrslt " if group.field.links else "")
        elif word in UNREAD or (starred and word not in OPEN):
            group.place = "table"
            self._emit(word, None, starred)
        else:
            return False
        return True

    def _format(self, word: str, number: int | None) -> bool:
        """Whether a word changes how text is read, so that pandoc does not need it."""
        group = self.group
        on = number != 0
        match word:
            case "f":
                group.font = number or 0
            case "uc":
                group.skip = max(number or 0, 0) if number is not None else 1
            case "v":
                group.hidden = on
            case "deleted":
                group.deleted = on
            case "revised":
                group.added = on
            case "plain":
                group.font, group.hidden, group.deleted, group.added = self.fonts.default, False, False, False
                return False
            case "dn":
                self._emit("sub" if on else "nosupersub", None)
            case "ls":
                if not self.labelled:
                    self.lists.append(len(self.out))
                    self._emit(word, number)
            case "ansicpg" | "deff" | "mac" | "pc" | "pca":
                pass
            case _:
                return False
        return True

    def _part(self, word: str) -> None:
        if self._is_read():
            self.group.texts.append("\n")
            self.out.append(ENDS.get(word, f"\\{word} "))
        if word in ("par", "row", "sect") and self.group.place == "copy":
            self.paragraph += 1
            self.lists, self.labelled = [], False

    def _sign(self, sign: str) -> None:
        if sign in "\\{}":  # may be the second byte of a character
            self._text(sign.encode())
            return
        self._flush()
        if sign == "*":
            self.group.starred = True
        elif self.fallback:
            self.fallback -= 1
        elif sign in ("\r", "\n", "\r\n"):
            self._part("par")
        elif sign in CHARACTERS:
            self._write(CHARACTERS[sign])

    def _emit(self, word: str, number: int | None, starred: bool = False) -> None:
        if self.group.place not in MUTE:
            self.out.append(("\\*" if starred else "") + f"\\{word}{'' if number is None else number} ")

    # ------------------------------------------------------------ text

    def _byte(self, value: int) -> None:
        if self.fallback:
            self.fallback -= 1
        else:
            self.bytes.append(value)

    def _text(self, text: bytes) -> None:
        cut = min(self.fallback, len(text))
        text, self.fallback = text[cut:], self.fallback - cut
        if not text:
            return
        if self._is_cut():
            self.bytes.append(text[0])
            text = text[1:]
        if text.isascii() or self.is_utf8:
            self._flush()
            self._write(text.decode("utf-8", "replace"))
        else:
            self.bytes += text

    def _codec(self) -> str:
        return self.fonts.codecs.get(self.group.font, self.fonts.usual)

    def _is_cut(self) -> bool:
        """Whether the waiting bytes end within a character."""
        if not self.bytes or (codec := self._codec()) not in WIDE:
            return False
        decoder = codecs.getincrementaldecoder(codec)("replace")
        decoder.decode(bytes(self.bytes))
        return bool(decoder.getstate()[0])

    def _flush(self) -> None:
        """Write the waiting bytes as characters of their font."""
        if not self.bytes:
            return
        data, self.bytes = bytes(self.bytes), bytearray()
        if self.group.place == "table":
            self._write(data.decode(self.fonts.usual, "replace"))
        elif self.group.font in self.fonts.symbols:
            self._write("".join(self._symbol(0xF000 + byte) for byte in data))
        else:
            text = data.decode(self._codec(), "replace")
            if "\ufffd" in text and self._is_read():
                codec = self._codec()
                message = f"bytes that are not text in the character set of their font ({codec}): {quoted(text)}"
                self.findings.doubt("HP508", self.paragraph, message, OTHERWISE)
            self._write(text)

    def _unicode(self, code: int) -> None:
        self.fallback = self.group.skip
        high, self.high = self.high, 0
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            self._write(chr(0x10000 + ((high - 0xD800) << 10) + code - 0xDC00) if high else "\ufffd")
        else:
            self._write(self._symbol(code) if 0xF000 <= code < 0xF100 else chr(code))

    def _symbol(self, code: int) -> str:
        name = self.fonts.symbols.get(self.group.font, "Symbol")
        found = plain_symbol(code, name)
        if found is None and self._is_read():
            message = f"the character {code - 0xF000:02X} of the font {name} is not known"
            self.findings.doubt("HP528", self.paragraph, message)
        return found or "\ufffd"

    def _write(self, text: str) -> None:
        """Write text where it belongs."""
        group = self.group
        if group.place == "instruction" and group.field is not None:
            group.field.instruction.append(text)
        elif group.place == "table":
            self.out.append(_escaped(text))
        elif group.place != "unread" and not (self._is_read() and self._is_left_out(text)):
            group.texts.append(text)
            self.out.append("" if not self._is_read() else "\\tab " if text == "\t" else _escaped(text))

    def _is_read(self) -> bool:
        return self.group.place in ("copy", "note")

    def _is_left_out(self, text: str) -> bool:
        """Whether text is hidden, or of a change that is not kept."""
        group = self.group
        for is_so, what in ((group.deleted, "deleted"), (group.added, "inserted")):
            if is_so:
                self.changed.setdefault(what, []).append(text)
        if group.added if self.changes is TrackedChanges.REJECT else group.deleted:
            return True
        if group.hidden:
            self.unseen.setdefault(self.paragraph, []).append(text)
        return group.hidden


def _escaped(text: str) -> str:
    return re.sub(r"[\\{}]", r"\\\g<0>", text)
