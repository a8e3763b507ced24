"""RTF documents in the charsets, fields and lists that programs write."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.intake.files import tables
from hemaprint.intake.pandoc import read_pandoc
from hemaprint.intake.passages import Author, Prose, Raw, text_of
from hemaprint.intake.wishes import Changes, Wishes
from intake.counting import codes, plain, words, words_handed_over

pytest.importorskip("pypandoc")

FONTS = "{\\f0\\fnil\\fcharset0 Calibri;}{\\f3\\froman\\fcharset2 Symbol;}"
TEXTS = {
    77: "Café Äpfel", 128: "日本語の表ソ能", 129: "한국어 책", 134: "古籍修复", 136: "繁體中文功", 161: "Ελληνικά",
    162: "Türkçe ığş", 163: "đồng", 177: "עברית", 178: "العربية", 186: "Ąžuolas", 204: "Книга", 222: "ภาษาไทย",
    238: "Příliš žluťoučký",
}  # fmt: skip
"""What is written in some of the charsets of fonts."""


def escaped(text: str, codec: str) -> str:
    return "".join(f"\\'{byte:02x}" for byte in text.encode(codec, "ignore"))


def read(folder: Path, body: str | bytes, head: str = "\\ansicpg1252", wishes: Wishes | None = None) -> Raw:
    """A document with this body; every word of it is handed over or left out."""
    path = folder / "a.rtf"
    data = body if isinstance(body, bytes) else body.encode()
    path.write_bytes(f"{{\\rtf1\\ansi{head}\\deff0{{\\fonttbl{FONTS}}}\n\\pard ".encode() + data + b"\\par\n}")
    raw = read_pandoc(path, wishes or Wishes())
    assert words(raw.words_of) == words_handed_over(raw)
    return raw


@pytest.mark.parametrize("charset", sorted(TEXTS))
def test_bytes_are_read_in_the_charset_of_their_font(charset: int, tmp_path: Path) -> None:
    codec = tables("encodings")["fonts"][str(charset)]
    text = TEXTS[charset].encode(codec, "ignore").decode(codec)
    body = f"{{\\fonttbl{{\\f9\\fnil\\fcharset{charset} F;}}}}\\f9 {escaped(text, codec)}\\f0  and caf\\'e9"
    head = f"\\ansicpg1252{{\\fonttbl{{\\f9\\fnil\\fcharset{charset} F;}}{FONTS}}}"
    assert plain(read(tmp_path, body, head)) == [f"{text} and café"]


def test_a_code_page_is_that_of_fonts_which_say_nothing_else(tmp_path: Path) -> None:
    body = escaped("Привет ", "cp1251").encode() + "мир".encode("cp1251")
    assert plain(read(tmp_path, body, "\\ansicpg1251")) == ["Привет мир"]


def test_a_second_byte_may_be_a_letter(tmp_path: Path) -> None:
    head = "\\ansicpg932{\\fonttbl{\\f0\\fcharset128 MS Mincho;}}"
    assert plain(read(tmp_path, "\\'83A\\'83\\\\ end", head)) == ["アソ end"]


def test_characters_by_number(tmp_path: Path) -> None:
    body = (
        "\\u-10179?\\u-8704? {\\uc2\\u26159\\'b9\\'c5x} {\\upr{plain}{\\*\\ud{\\u8364?}}} {\\f3 \\'61}\\u-3998? \\'e9"
    )
    assert plain(read(tmp_path, body)) == ["😀 是x € αβ é"]


def test_bytes_that_are_not_text_are_told(tmp_path: Path) -> None:
    head = "\\ansicpg936{\\fonttbl{\\f0\\fcharset134 SimSun;}}"
    assert codes(read(tmp_path, "copy \\'ff", head)) == ["HP508"]


def test_breaks_part_words_and_notes_do_not(tmp_path: Path) -> None:
    raw = read(tmp_path, "One.\\page Two.\\column Three{\\footnote\\pard Note}four.\\sect Five")
    assert plain(raw) == ["One.", "Two.", "Threefour.", "Five"]
    assert [text_of(note.inline) for note in raw.notes.values()] == ["Note"]


def test_labels_of_lists_are_kept(tmp_path: Path) -> None:
    body = (
        "{\\listtext 3.\\tab}\\ls1 three\\par {\\listtext a)\\tab}letter\\par \\pard{\\listtext\\f3\\'b7\\tab}\\ls2 dot"
    )
    assert plain(read(tmp_path, body)) == ["3. three", "a) letter", "dot"]


def test_the_result_of_a_field_is_copy_and_links_hold(tmp_path: Path) -> None:
    link = '{\\field{\\*\\fldinst{ HYPERLINK "https://example.org/~a" }}{\\fldrslt{\\ul there}}}'
    raw = read(tmp_path, link + " {\\field{\\fldinst{IF a }}{\\fldrslt yes}}")
    assert plain(raw) == ["there yes"]
    (prose,) = raw.passages
    assert isinstance(prose, Prose)
    assert [span.href for span in prose.inline if span.text == "there"] == ["https://example.org/~a"]


def test_raised_and_lowered_text(tmp_path: Path) -> None:
    (prose,) = read(tmp_path, "10\\up6 9\\up0 /L H{\\dn6 2}O").passages
    assert isinstance(prose, Prose)
    assert [(span.text, set(span.marks)) for span in prose.inline if span.marks] == [("9", {"sup"}), ("2", {"sub"})]


def test_what_is_no_copy_is_left_out_and_said(tmp_path: Path) -> None:
    raw = read(tmp_path, "{\\header Running head\\par}un{\\v hidden }seen {\\*\\unknown x}{\\*\\annotation Sure?}")
    assert plain(raw) == ["unseen"]
    assert sorted(left.text for left in raw.left_out) == ["Running head", "hidden"]
    assert codes(raw) == ["HP522"]


def test_text_boxes_of_every_age(tmp_path: Path) -> None:
    new = "{\\shp{\\*\\shpinst{\\shptxt \\pard In the box\\par}}{\\shprslt{\\*\\do In the box\\par}}}"
    assert plain(read(tmp_path, f"a\\par {new}{{\\*\\do{{\\dptxbxtext Old box\\par}}}}")) == [
        "a",
        "In the box",
        "Old box",
    ]


@pytest.mark.parametrize(("wish", "expected"), [(None, "a ins b"), (Changes.REJECT, "a del b")])
def test_tracked_changes(wish: Changes | None, expected: str, tmp_path: Path) -> None:
    raw = read(tmp_path, "a {\\deleted del }{\\revised ins }b", wishes=Wishes(changes=wish))
    assert plain(raw) == [expected]
    assert codes(raw) == ([] if wish else ["HP521"])


def test_properties_are_proposals(tmp_path: Path) -> None:
    raw = read(tmp_path, "x", "{\\info{\\title Microsoft Word - a.doc}{\\author Ada Bell}}")
    assert (raw.metadata.title, raw.metadata.authors) == ("", (Author("Ada Bell"),))
    assert raw.metadata.origin
