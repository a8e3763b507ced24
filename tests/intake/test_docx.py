import shutil
import subprocess
from pathlib import Path

import docx
import pytest
from docx.document import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from hemaprint.intake.passages import Author, Grid, Heading, Listing, Picture, Prose, Quotation, text_of
from hemaprint.intake.wishes import Changes, Wishes
from hemaprint.intake.word import read_docx
from intake.counting import codes, plain, words, words_handed_over
from intake.ooxml import paragraph, part, text, write_docx

SOFFICE = shutil.which("soffice")
ADDED = '<w:ins w:id="1" w:author="Ada"><w:r><w:t xml:space="preserve">new </w:t></w:r></w:ins>'
REMOVED = '<w:del w:id="2" w:author="Ada"><w:r><w:delText xml:space="preserve">old </w:delText></w:r></w:del>'


@pytest.fixture
def document() -> Document:
    return docx.Document()


def saved(document: Document, folder: Path) -> Path:
    path = folder / "manuscript.docx"
    document.save(str(path))
    return path


def test_structure_of_a_document_written_by_a_library(document: Document, tmp_path: Path) -> None:
    Image.new("RGB", (4, 4), "red").save(tmp_path / "cell.png")
    document.core_properties.author = "Ada Bell; Ben Cole"
    document.add_heading("Iron", 0)
    document.add_paragraph("Why it matters", style="Subtitle")
    document.add_heading("Stores", 1)
    run = document.add_paragraph("Ferritin is ")
    run.add_run("low").bold = True
    for item in ("one", "two"):
        document.add_paragraph(item, style="List Number")
    document.add_paragraph("between")
    document.add_paragraph("three", style="List Number")
    document.add_picture(str(tmp_path / "cell.png"))
    document.add_paragraph("A cell", style="Caption")
    document.add_paragraph("Two words", style="Intense Quote")
    raw = read_docx(saved(document, tmp_path), Wishes())
    title, subtitle, stores, prose, first, _between, second, picture, quotation = raw.passages
    assert isinstance(title, Heading)
    assert isinstance(stores, Heading)
    assert (title.level, stores.level, stores.line) == (1, 1, 3)
    assert isinstance(prose, Prose)
    assert [span.text for span in prose.inline if "strong" in span.marks] == ["low"]
    assert isinstance(first, Listing)
    assert isinstance(second, Listing)
    assert (first.start, second.start, len(first.items)) == (1, 3, 2)
    assert isinstance(picture, Picture)
    assert (picture.name, text_of(picture.caption)) == ("picture-1.png", "A cell")
    assert isinstance(quotation, Quotation)
    assert isinstance(subtitle, Prose)
    assert (subtitle.subtitle, text_of(subtitle.inline)) == (True, "Why it matters")
    assert raw.metadata.authors == (Author("Ada Bell"), Author("Ben Cole"))
    assert raw.unit == "paragraph"


def test_merged_cells_are_spread_and_a_bold_row_is_a_head(document: Document, tmp_path: Path) -> None:
    table = document.add_table(3, 3)
    for number, cell in enumerate(cell for row in table.rows for cell in row.cells):
        cell.paragraphs[0].add_run(f"c{number}").bold = number < 3
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(1, 2))
    raw = read_docx(saved(document, tmp_path), Wishes())
    (grid,) = raw.passages
    assert isinstance(grid, Grid)
    assert [text_of(cell) for cell in grid.head] == ["c0", "c1", "c2"]
    assert [[text_of(cell) for cell in row] for row in grid.rows] == [["c3\nc6", "c4\nc5", ""], ["", "c7", "c8"]]
    assert codes(raw) == ["HP526", "HP526"]


@pytest.mark.parametrize(
    ("wish", "expected", "doubts"),
    [(None, "a new b", ["HP521"]), (Changes.ACCEPT, "a new b", []), (Changes.REJECT, "a old b", [])],
)
def test_tracked_changes(wish: Changes | None, expected: str, doubts: list[str], tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", paragraph(text("a "), REMOVED, ADDED, text("b")))
    raw = read_docx(path, Wishes(changes=wish))
    assert plain(raw) == [expected]
    assert codes(raw) == doubts
    assert words(raw.words_of) == words(expected)


@pytest.mark.parametrize(("wish", "expected"), [(Changes.ACCEPT, ["onetwo"]), (Changes.REJECT, ["one", "two"])])
def test_a_deleted_paragraph_end_joins(wish: Changes, expected: list[str], tmp_path: Path) -> None:
    ending = '<w:rPr><w:del w:id="1" w:author="A"/></w:rPr>'
    path = write_docx(tmp_path / "a.docx", paragraph(text("one"), properties=ending), paragraph(text("two")))
    assert plain(read_docx(path, Wishes(changes=wish))) == expected


@pytest.mark.parametrize(("wish", "marks"), [(Changes.ACCEPT, {"strong"}), (Changes.REJECT, set())])
def test_a_change_of_format(wish: Changes, marks: set[str], tmp_path: Path) -> None:
    bold = '<w:b/><w:rPrChange w:id="1" w:author="A"><w:rPr/></w:rPrChange>'
    (prose,) = read_docx(write_docx(tmp_path / "a.docx", paragraph(text("x", bold))), Wishes(changes=wish)).passages
    assert isinstance(prose, Prose)
    assert prose.inline[0].marks == marks


def test_notes_and_comments(tmp_path: Path) -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{paragraph(text("1 in 5 patients"))}</w:footnote>')
    ends = part("endnotes", f'<w:endnote w:id="2">{paragraph(text("At the end"))}</w:endnote>')
    comments = part("comments", f'<w:comment w:id="0" w:author="Ada">{paragraph(text("Sure?"))}</w:comment>')
    body = paragraph(
        '<w:commentRangeStart w:id="0"/>', text("Claim"), '<w:commentRangeEnd w:id="0"/>',
        '<w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r>', text(" and "),
        '<w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:footnoteReference w:id="9"/></w:r>',
    )  # fmt: skip
    path = write_docx(
        tmp_path / "a.docx", paragraph(), body, parts={"footnotes": notes, "endnotes": ends, "comments": comments}
    )
    raw = read_docx(path, Wishes())
    assert {key: (text_of(note.inline), note.line) for key, note in raw.notes.items()} == {
        "1": ("1 in 5 patients", 2),
        "2": ("At the end", 2),
    }
    (prose,) = raw.passages
    assert isinstance(prose, Prose)
    assert [span.note for span in prose.inline if span.note] == ["1", "2"]
    assert sorted(codes(raw)) == ["HP522", "HP527"]
    comment = next(doubt for doubt in raw.doubts if doubt.code == "HP522")
    assert comment.line == 2
    assert all(said in comment.message for said in ("Ada", "Claim", "Sure?"))
    assert words(raw.words_of) == words_handed_over(raw)


def test_an_equation_becomes_text(tmp_path: Path) -> None:
    def run(letters: str) -> str:
        return f"<m:r><m:t>{letters}</m:t></m:r>"

    equation = (
        f"<m:oMath><m:f><m:num>{run('a+b')}</m:num><m:den>{run('c')}</m:den></m:f>"
        f"<m:sSup><m:e>{run('x')}</m:e><m:sup>{run('2')}</m:sup></m:sSup></m:oMath>"
    )
    raw = read_docx(write_docx(tmp_path / "a.docx", paragraph(text("so "), equation)), Wishes())
    assert plain(raw) == ["so (a+b)/cx2"]
    assert codes(raw) == ["HP523"]
    assert words(raw.words_of) == words_handed_over(raw)


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    inside = f"<w:txbxContent>{paragraph(text('In the box'))}</w:txbxContent>"
    box = (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:docPr id="1" name="b"/>'
        "<a:graphic>"
        f"<a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    raw = read_docx(write_docx(tmp_path / "a.docx", paragraph(text("Before"), box), paragraph(text("After"))), Wishes())
    assert plain(raw) == ["Before", "In the box", "After"]
    assert [passage.line for passage in raw.passages] == [1, 1, 2]
    assert codes(raw) == ["HP524"]
    assert words(raw.words_of) == words_handed_over(raw)


def test_what_is_no_copy_is_left_out_and_said(tmp_path: Path) -> None:
    def field(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    contents = [
        paragraph(field("begin"), "<w:r><w:instrText>TOC \\o</w:instrText></w:r>", field("separate"), text("Stores 1")),
        paragraph(text("Loss 2")),
        paragraph(field("end"), text("Copy begins")),
    ]
    header = part("hdr", paragraph(text("Journal head")))
    path = write_docx(
        tmp_path / "a.docx",
        *contents,
        paragraph(text("seen "), text("hidden", "<w:vanish/>")),
        parts={"header1": header},
    )
    raw = read_docx(path, Wishes())
    assert plain(raw) == ["Copy begins", "seen"]
    assert sorted(left.text for left in raw.left_out) == ["Journal head", "Loss 2", "Stores 1", "hidden"]
    assert words(raw.words_of) == words_handed_over(raw)


@pytest.mark.parametrize(
    ("identity", "name", "level"),
    [
        ("berschrift2", "heading 2", 2),
        ("2", "标题 2", 2),
        ("Kop3", "Kop 3", 3),
        ("Frage", "Frage", 4),
        ("Normal", "Normal", 0),
    ],
)
def test_headings_in_any_language(identity: str, name: str, level: int, tmp_path: Path) -> None:
    outline = '<w:pPr><w:outlineLvl w:val="3"/></w:pPr>' if name == "Frage" else ""
    style = f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/>{outline}</w:style>'
    path = write_docx(
        tmp_path / "a.docx", paragraph(text("x"), style=identity), parts={"styles": part("styles", style)}
    )
    (passage,) = read_docx(path, Wishes()).passages
    assert (passage.level if isinstance(passage, Heading) else 0) == level


def test_text_that_mammoth_passes_over(tmp_path: Path) -> None:
    path = write_docx(
        tmp_path / "a.docx",
        paragraph(
            '<w:fldSimple w:instr="AUTHOR">',
            text("Ada"),
            "</w:fldSimple>",
            '<w:bdo w:val="ltr">',
            text(" two"),
            "</w:bdo>",
        ),
        paragraph('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', text("\uf062", '<w:rFonts w:ascii="Symbol"/>')),
        paragraph(
            "<w:r><w:ruby><w:rt>", text("kan"), "</w:rt><w:rubyBase>", text("漢"), "</w:rubyBase></w:ruby></w:r>"
        ),
    )
    raw = read_docx(path, Wishes())
    assert plain(raw) == ["Ada two", "αβ", "漢 (kan)"]


def test_links(tmp_path: Path) -> None:
    link = '<w:fldSimple w:instr="HYPERLINK &quot;https://example.org/a&quot;">' + text("there") + "</w:fldSimple>"
    bad = '<w:hyperlink r:id="none">' + text(" nowhere") + "</w:hyperlink>"
    (prose,) = read_docx(write_docx(tmp_path / "a.docx", paragraph(link, bad)), Wishes()).passages
    assert isinstance(prose, Prose)
    assert [(span.text.strip(), span.href) for span in prose.inline if span.text.strip()] == [
        ("there", "https://example.org/a"),
        ("nowhere", ""),
    ]


def test_macros_and_missing_pictures_are_said(tmp_path: Path) -> None:
    picture = '<w:r><w:pict><v:shape><v:imagedata r:id="gone"/></v:shape></w:pict></w:r>'
    path = write_docx(tmp_path / "a.docm", paragraph(text("x"), picture), parts={"vbaProject.bin": b"\0"})
    assert sorted(codes(read_docx(path, Wishes()))) == ["HP524", "HP525"]


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_document_saved_by_libreoffice(document: Document, tmp_path: Path) -> None:
    document.add_heading("Iron", 1)
    document.add_paragraph("one", style="List Bullet")
    document.add_table(2, 2).cell(0, 0).text = "cell"
    (tmp_path / "out").mkdir()
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [str(SOFFICE), profile, "--headless", "--convert-to", "docx", "--outdir", str(tmp_path / "out")]
    subprocess.run([*command, str(saved(document, tmp_path))], check=True, capture_output=True, timeout=120)
    raw = read_docx(tmp_path / "out" / "manuscript.docx", Wishes())
    assert [type(passage) for passage in raw.passages] == [Heading, Listing, Grid]
    assert words(raw.words_of) == words_handed_over(raw)


TEXTS = st.text("abc déß漢 .", min_size=1, max_size=12)
STYLES = st.sampled_from(
    ["Normal", "Heading 1", "Heading 3", "List Bullet", "List Number", "Quote", "Caption", "List Bullet 2"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(
        st.one_of(st.tuples(STYLES, st.lists(TEXTS, max_size=3)), st.lists(TEXTS, min_size=4, max_size=4)), max_size=8
    )
)
def test_no_word_of_a_document_is_lost(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[tuple[str, list[str]] | list[str]]
) -> None:
    document = docx.Document()
    for block in blocks:
        if isinstance(block, tuple):
            added = document.add_paragraph(style=block[0])
            for number, words_ in enumerate(block[1]):
                added.add_run(words_).bold = number % 2 == 0
        else:
            table = document.add_table(2, 2)
            for cell, words_ in zip((cell for row in table.rows for cell in row.cells), block, strict=True):
                cell.text = words_
    raw = read_docx(saved(document, tmp_path_factory.mktemp("docx")), Wishes())
    assert words(raw.words_of) == words_handed_over(raw)
