"""Make an RTF document ready for pandoc, and count its words: characters of any font, breaks, labels of lists, fields.

The source is the Rich Text Format specification 1.9.1. pandoc (3.9) reads the bytes of all fonts as Windows-1252, joins
words at page breaks, and drops labels of lists, pairs of surrogates and results of fields in groups.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field, replace

from hemaprint.intake import TrackedChanges
from hemaprint.intake.foreign.charsets import WIDE, fonts_of, is_utf8
from hemaprint.intake.word.characters import plain_symbol
from hemaprint.intake.word.fields import address_of
from hemaprint.intake.word.findings import Findings, quoted

CHARACTERS = {
    "emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
    "emspace": " ", "enspace": " ", "qmspace": " ", "tab": "\t", "~": "\u00a0", "_": "\u2011", "-": "\u00ad",
}  # fmt: skip
ENDS = {"page": r"\line\line ", "column": r"\line\line ", "sect": r"\par ", "softline": r"\line ", "softpage": " "}
"""Breaks that pandoc passes over, and those which it knows."""

PARTING = frozenset({"par", "line", "cell", "row", "nestcell", "nestrow", *ENDS})
PLACES = {
    "listtext": "label", "pntext": "label", "footnote": "note", "annotation": "remark",
    **dict.fromkeys(("header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf"), "running"),
    **dict.fromkeys(("atnid", "atnauthor", "atnref", "atndate", "atnicn", "atnparent", "atntime"), "unread"),
    "shprslt": "unread", "nonesttables": "unread",
}  # fmt: skip
"""What the text of destinations is. The result of a shape repeats it for old programs."""

OPEN = frozenset({"shppict", "shpinst", "shptxt"})
"""Destinations that are read although they may be marked as ones to pass over."""

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
"""Places of which pandoc sees nothing."""


@dataclass(slots=True)
class _Field:
    """A field: the place of its mark in the output, its instruction, and whether it links."""

    place: int
    instruction: list[str] = field(default_factory=list)
    links: bool = False


@dataclass(slots=True)
class _State:
    """What holds in a group. ``place`` is what its text is: copy, a table, a note...; ``texts`` is where it gathers."""

    font: int = 0
    skip: int = 1
    hidden: bool = False
    deleted: bool = False
    added: bool = False
    place: str = "copy"
    starred: bool = False
    outer: str = "copy"
    texts: list[str] = field(default_factory=list)
    children: int = 0
    is_double: bool = False
    """Whether its first group says the same as the next one, without Unicode (upr)."""
    field: _Field | None = None


@dataclass(frozen=True, slots=True)
class RichText:
    """An RTF document in UTF-8 that pandoc reads rightly, and the words that it shows."""

    data: bytes
    words: str


def ready_rich_text(data: bytes, changes: TrackedChanges | None, findings: Findings) -> RichText:
    """Make ``data`` ready; what is left out, and bytes that are not characters, go to ``findings``."""
    reader = _Reader(data, changes, findings)
    reader.read()
    return RichText("".join(reader.out).encode("utf-8", "replace"), "\n".join(["".join(reader.copy), *reader.notes]))


class _Reader:
    def __init__(self, data: bytes, changes: TrackedChanges | None, findings: Findings) -> None:
        self.data = data
        self.changes, self.findings = changes, findings
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
        self.state = _State(font=self.fonts.default, texts=self.copy)
        self.stack: list[_State] = []
        self.changed: dict[str, list[str]] = {}
        self.unseen: dict[tuple[int, str], list[str]] = {}
        self.is_utf8 = is_utf8(data)

    def read(self) -> None:
        """Read all of it."""
        at, size = 0, len(self.data)
        while at < size:
            match = _TOKEN.match(self.data, at)
            if match is None:
                break
            at = match.end()
            if match["word"] == b"bin":
                at += max(int(match["number"] or 0), 0)
                self.findings.doubt("HP525", self.paragraph, "a picture is kept as bytes, and was left out", OTHERWISE)
                continue
            self._token(match)
        self._flush()
        for (line, why), texts in self.unseen.items():
            self.findings.leave_out(line, "".join(texts), why)
        if self.changed and self.changes is None:
            told = "; ".join(f"{what} {quoted(''.join(texts))}" for what, texts in self.changed.items())
            message = f"tracked changes were accepted: {told}"
            self.findings.doubt("HP521", 1, message, "say --accept-changes or --reject-changes")

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
            self.state.children += 1
            outer = self.state
            self.stack.append(outer)
            self.state = replace(outer, starred=False, outer=outer.place, children=0, is_double=False)
            if outer.is_double and outer.children == 1:
                self.state.place = "unread"
            self.out.append("" if outer.place in MUTE else "{")

    def _close(self) -> None:
        self.fallback = 0
        if not self.stack:
            return
        state = self.state
        if state.place != state.outer:
            self._leave(state)
        self.state = self.stack.pop()
        self.out.append("" if self.state.place in MUTE else "}")

    def _leave(self, state: _State) -> None:
        """A destination ends."""
        text = "".join(state.texts)
        if state.place == "label":
            self._label(" ".join(text.split()))
        elif state.place == "running":
            self.findings.leave_out(1, text, "it is the head or the foot of the pages")
        elif state.place == "remark":
            self.findings.doubt("HP522", self.paragraph, f"comment: {' '.join(text.split())}")
        elif state.place == "note":
            self.notes.append(text)
        elif state.place == "instruction" and state.field is not None:
            address = address_of("".join(state.field.instruction)).replace("\\", "/")
            if address:
                state.field.links = True
                self.out.append(f'\\*\\fldinst HYPERLINK "{address}"')
            else:
                self.out[state.field.place] = ""

    def _label(self, label: str) -> None:
        """What numbers a paragraph is kept as words; a bullet is pandoc's."""
        if not any(character.isalnum() for character in label):
            return
        for place in self.lists:
            self.out[place] = ""
        self.labelled = True
        self.state.place, self.state.texts = self.stack[-1].place, self.stack[-1].texts
        self._write(f"{label} ")

    # ------------------------------------------------------------ control words

    def _word(self, word: str, number: int | None) -> None:
        state = self.state
        if word == "u" and number is not None:
            self._unicode(number & 0xFFFF)
            return
        self.fallback, self.high = 0, 0
        starred, state.starred = state.starred, False
        if state.place in ("table", "unread", "instruction"):
            self._emit(word, number, starred)
        elif word in CHARACTERS:
            self._write(CHARACTERS[word])
        elif word in PARTING:
            self._part(word)
        elif not self._destination(word, starred) and not self._format(word, number):
            self._emit(word, number, starred)

    def _destination(self, word: str, starred: bool) -> bool:
        """Whether a word says what the text of its group is."""
        state = self.state
        if (place := PLACES.get(word)) is not None:
            state.place, state.texts = place, []
            self.out.append("\\footnote " if place == "note" else "")
        elif word in ("upr", "ud"):
            state.is_double = word == "upr"
        elif word in ("do", "dptxbxtext"):
            self._emit(word, None)
        elif word == "field":
            state.field = _Field(len(self.out))
            self.out.append("\\field ")
        elif word == "fldinst" and state.field is not None:
            state.place = "instruction"
        elif word == "fldrslt" and state.field is not None:
            self.out.append("\\fldrslt " if state.field.links else "")
        elif word in UNREAD or (starred and word not in OPEN):
            state.place = "table"
            self._emit(word, None, starred)
        else:
            return False
        return True

    def _format(self, word: str, number: int | None) -> bool:
        """Whether a word changes how text is read; whether pandoc needs not see it."""
        state = self.state
        on = number != 0
        match word:
            case "f":
                state.font = number or 0
            case "uc":
                state.skip = max(number or 0, 0) if number is not None else 1
            case "v":
                state.hidden = on
            case "deleted":
                state.deleted = on
            case "revised":
                state.added = on
            case "plain":
                state.font, state.hidden, state.deleted, state.added = self.fonts.default, False, False, False
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
            self.state.texts.append("\n")
            self.out.append(ENDS.get(word, f"\\{word} "))
        if word in ("par", "row", "sect") and self.state.place == "copy":
            self.paragraph += 1
            self.lists, self.labelled = [], False

    def _sign(self, sign: str) -> None:
        if sign in "\\{}":  # may be the second byte of a character
            self._text(sign.encode())
            return
        self._flush()
        if sign == "*":
            self.state.starred = True
        elif self.fallback:
            self.fallback -= 1
        elif sign in ("\r", "\n", "\r\n"):
            self._part("par")
        elif sign in CHARACTERS:
            self._write(CHARACTERS[sign])

    def _emit(self, word: str, number: int | None, starred: bool = False) -> None:
        if self.state.place not in MUTE:
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
        if self.bytes and self.fonts.codec(self.state.font) in WIDE and self._is_cut():
            self.bytes.append(text[0])
            text = text[1:]
        if text.isascii() or self.is_utf8:
            self._flush()
            self._write(text.decode("utf-8", "replace"))
        else:
            self.bytes += text

    def _is_cut(self) -> bool:
        """Whether the bytes so far end within a character."""
        decoder = codecs.getincrementaldecoder(self.fonts.codec(self.state.font))("replace")
        decoder.decode(bytes(self.bytes))
        return bool(decoder.getstate()[0])

    def _flush(self) -> None:
        """Write the bytes that wait as characters of their font."""
        if not self.bytes:
            return
        data, self.bytes = bytes(self.bytes), bytearray()
        if self.state.place == "table":
            self._write(data.decode(self.fonts.usual, "replace"))
        elif self.state.font in self.fonts.symbols:
            self._write("".join(self._symbol(0xF000 + byte) for byte in data))
        else:
            text = data.decode(self.fonts.codec(self.state.font), "replace")
            if "\ufffd" in text and self._is_read():
                codec = self.fonts.codec(self.state.font)
                message = f"bytes that are not text in the character set of their font ({codec}): {quoted(text)}"
                self.findings.doubt("HP508", self.paragraph, message, OTHERWISE)
            self._write(text)

    def _unicode(self, code: int) -> None:
        self.fallback = self.state.skip
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            pair = self.high and chr(0x10000 + ((self.high - 0xD800) << 10) + code - 0xDC00)
            self.high = 0
            self._write(pair or "\ufffd")
        else:
            self.high = 0
            is_symbol = 0xF000 <= code < 0xF100
            self._write(self._symbol(code) if is_symbol else chr(code))

    def _symbol(self, code: int) -> str:
        name = self.fonts.symbols.get(self.state.font, "Symbol")
        found = plain_symbol(code, name)
        if found is None and self._is_read():
            message = f"the character {code - 0xF000:02X} of the font {name} is not known"
            self.findings.doubt("HP528", self.paragraph, message)
        return found or "\ufffd"

    def _write(self, text: str) -> None:
        """Write text where it belongs."""
        state = self.state
        if state.place == "instruction" and state.field is not None:
            state.field.instruction.append(text)
        elif state.place == "table":
            self.out.append(_escaped(text))
        elif state.place != "unread" and not (self._is_read() and self._is_left_out(text)):
            state.texts.append(text)
            self.out.append("" if not self._is_read() else "\\tab " if text == "\t" else _escaped(text))

    def _is_read(self) -> bool:
        return self.state.place in ("copy", "note")

    def _is_left_out(self, text: str) -> bool:
        """Whether text is hidden, or of a change that is not kept."""
        state = self.state
        rejecting = self.changes is TrackedChanges.REJECT
        for is_so, what in ((state.deleted, "deleted"), (state.added, "inserted")):
            if is_so:
                self.changed.setdefault(what, []).append(text)
        if state.added if rejecting else state.deleted:
            return True
        if state.hidden:
            self.unseen.setdefault((self.paragraph, "it is hidden"), []).append(text)
        return state.hidden


def _escaped(text: str) -> str:
    return re.sub(r"[\\{}]", r"\\\g<0>", text)
