# SPDX-License-Identifier: MIT
"""Let drawn text be read as it was typed: by a search, by a clipboard, and aloud.

WeasyPrint 70.0 gives each glyph of a face the first text that it was drawn for. One glyph is the small capital of both
a and A, and a raised figure has the glyph of a plain one, so that 10⁶ reads as 106. Here text of another reading gets
a font dictionary of its own; binding lets them share the program. A line that goes on below ends with its space. A word
that begins with a drop cap also begins with that letter on its line, where nobody sees it. Moved glyphs follow an
empty string, after which pdfium (of 2026) forgets the last move: marks eat the spaces behind them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import md5
from typing import Any, Literal

from weasyprint.formatting_structure import boxes
from weasyprint.matrix import Matrix
from weasyprint.text.line_break import create_layout, line_size

from hemaprint.content.spans import INFERIOR, SUPERIOR
from hemaprint.typeset.engine.boxes import has_class
from hemaprint.typeset.engine.syllables import JOINED, texts_of

Reading = Literal["", "capitals", "mixed", "superior", "inferior", "call"]
"""How the glyphs of a text are read where a plain reading would be another."""

_LETTERS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_READ: dict[str, dict[int, Any]] = {"superior": SUPERIOR, "inferior": INFERIOR, "call": SUPERIOR | _LETTERS}
_SPACES = (" ", "\u00a0")
_UNSEEN, _FILLED = 3, 0
"""Text rendering modes (ISO 32000-1, table 106)."""


def prepare(document: Any) -> None:
    """Tell every text of a laid-out document how it is read."""
    for page in document.pages:
        caps: list[Any] = []
        for box, reading in _texts(page._page_box, ""):
            box.reading = reading or _case(box)
            box.repeated = False
            if has_class(box.element, "dropcap"):
                caps = [box]
            elif caps and has_class(box.element, "lead-in"):
                box.cap = caps.pop()


def read_text(box: Any) -> str:
    """The text of a box whose glyphs cannot say it; "" where they do."""
    if getattr(box, "repeated", False):
        return "\u200b"  # the letter is read with its word
    if getattr(box, "divides", "") == "hard":
        return "\u2010"  # readers drop U+002D at the end of a line
    return _cap(box) + str(box.text) if _case(box) == "mixed" or JOINED.search(box.text) else ""


def _case(box: Any) -> Reading:
    """How small capitals are read."""
    if not _is_small(box) or box.text == box.text.lower():
        return ""
    return "capitals" if box.text == box.text.upper() else "mixed"


def _cap(box: Any) -> str:
    """The drop cap that a text begins with, and the space between them."""
    cap = getattr(box, "cap", None)
    return "" if cap is None else str(cap.text) + " " * (box.element.text or "").startswith(" ")


def _is_small(box: Any) -> bool:
    return bool(box.style["font_variant_caps"] != "normal")


def _texts(box: Any, reading: Reading) -> Iterator[tuple[Any, Reading]]:
    """The boxes of text in a box, in order, with what raises or lowers them."""
    box = getattr(box, "_box", box)  # AbsolutePlaceholder
    if isinstance(box, boxes.TextBox):
        yield box, reading
        return
    if isinstance(box, boxes.InlineBox):
        reading = _RAISING.get(str(box.element_tag).rpartition("::")[2], reading)
    for child in getattr(box, "children", ()):
        yield from _texts(child, reading)


_RAISING: dict[str, Reading] = {"sup": "superior", "sub": "inferior", "footnote-call": "call"}


def reading(original: Callable[..., Any]) -> Callable[..., Any]:
    """``draw_first_line``, which draws text in fonts that read as it was typed."""

    def draw_first_line(stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Matrix) -> Any:
        if cap := _cap(textbox):
            _draw_unseen(original, stream, textbox, cap, matrix)
            textbox.cap.repeated = True
        start = len(stream.stream)
        with _Fonts(stream, getattr(textbox, "reading", "")) as fonts:
            emojis = original(stream, textbox, overflow, ellipsis, matrix)
            if JOINED.search(textbox.text):
                fonts.part_syllables()
            if getattr(textbox, "goes_on", False) and fonts.last is not None:
                fonts.show_space()
        shown = stream.stream
        shown[start:] = [part.replace(b"<>", b" ") if isinstance(part, bytes) else part for part in shown[start:]]
        return emojis

    return draw_first_line


def _draw_unseen(original: Callable[..., Any], stream: Any, textbox: Any, text: str, matrix: Matrix) -> None:
    """Draw the letter before a text, where it would stand, without ink."""
    letter = textbox.copy_with_text(text)
    letter.pango_layout = create_layout(text, letter.style, None, None, 0)
    width, _ = line_size(letter.pango_layout.get_first_line()[0], letter.style)
    stream.set_text_rendering(_UNSEEN)
    with _Fonts(stream, "capitals" if _is_small(textbox) else ""):
        original(stream, letter, "clip", "none", Matrix(d=-1, e=matrix.values[4] - width, f=matrix.values[5]))
    stream.set_text_rendering(_FILLED)
    letter.pango_layout.deactivate()


class _Fonts:
    """The fonts of a document in one reading, instead of all its fonts while a text is drawn."""

    def __init__(self, stream: Any, reading: Reading) -> None:
        self._stream, self._all, self._reading = stream, stream._fonts, reading
        self.last: Any = None
        self._used: dict[int, Any] = {}

    def __enter__(self) -> _Fonts:
        self._stream._fonts = self
        return self

    def __exit__(self, *_: object) -> None:
        self._stream._fonts = self._all
        table = _READ.get(self._reading)
        if table and self.last is not None:
            self.last.to_unicode.update({glyph: text.translate(table) for glyph, text in self.last.to_unicode.items()})

    def __contains__(self, key: object) -> bool:
        return self._key(key) in self._all

    def __getitem__(self, key: object) -> Any:
        self.last = self._all[self._key(key)]
        self._used[id(self.last)] = self.last
        return self.last

    def __setitem__(self, key: object, font: Any) -> None:
        if self._reading:
            _, _, name = font.name.partition(b"+")
            digest = md5(f"{font.hash} {self._reading}".encode(), usedforsecurity=False).digest()
            font.hash = "".join(chr(65 + byte % 26) for byte in digest[:6])
            font.name = b"/" + font.hash.encode() + b"+" + name
        self._all[self._key(key)] = font

    def _key(self, key: object) -> object:
        return (key, self._reading) if self._reading else key

    def part_syllables(self) -> None:
        """Let each glyph of a syllable mean its own letters."""
        for font in self._used.values():
            if any(map(JOINED.search, font.to_unicode.values())):
                texts = texts_of(font.file_content, font.index & 0xFFFF)
                font.to_unicode.update({glyph: texts.get(glyph, text) for glyph, text in font.to_unicode.items()})

    def show_space(self) -> None:
        """Show a space behind what was shown."""
        glyph = next((glyph for glyph, text in self.last.to_unicode.items() if text in _SPACES), None)
        if glyph is not None:
            self._stream.show_text(f"<{glyph:04x}>")
