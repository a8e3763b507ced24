"""What Word shows and how the file says it: fields, labels of lists, raised digits, subtitles, properties, breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.intake.intake import take_in
from hemaprint.intake.passages import Heading, Listing, Prose, Raw, text_of
from hemaprint.intake.wishes import Wishes
from hemaprint.intake.word import read_docx
from hemaprint.intake.word.fields import formatted
from hemaprint.intake.word.unprinted import is_person, is_title
from intake.counting import codes, plain, words, words_handed_over
from intake.manuscripts import code, field_of, mark
from intake.ooxml import OFFICE, paragraph, part, text, write_docx
from intake.reading import doubts, magazine, outline

CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title><dc:creator>{creator}</dc:creator>'
    "</cp:coreProperties>"
)
COPY = (
    paragraph(text("The harbour was quiet that morning.")),
    paragraph(text("In the evening the boats came back, one after the other.")),
)


def read(folder: Path, *body: str, **parts: str) -> Raw:
    """A document with this body; every word of it is handed over or left out."""
    raw = read_docx(write_docx(folder / "a.docx", *body, parts=parts), Wishes())
    assert words(raw.words_of) == words_handed_over(raw)
    return raw


def named(*styles: tuple[str, str]) -> str:
    """Styles of paragraphs by ids and names."""
    return part(
        "styles",
        "".join(
            f'<w:style w:type="paragraph" w:styleId="{i}"><w:name w:val="{name}"/></w:style>' for i, name in styles
        ),
    )


# ------------------------------------------------------------ fields

IF = (
    mark("begin") + code("IF") + field_of("MERGEFIELD sex", "female") + code('= "female" "She" "He"') + mark("separate")
)


@pytest.mark.parametrize(
    ("body", "expected", "left"),
    [
        (IF + text("She") + mark("end") + text(" sailed"), "She sailed", ["female"]),
        (IF + field_of("REF a", "She") + mark("end"), "She", ["female"]),
        (text("un") + IF + text("load") + mark("end") + text("ed"), "unloaded", ["female"]),
        (mark("begin") + code("XE boats") + mark("end") + text("copy"), "copy", []),
        (mark("begin") + code("PAGE") + text("copy"), "copy", []),
        (mark("end") + text("co") + mark("separate") + text("py"), "copy", []),
        (mark("begin") + field_of("REF a", "copy") + mark("separate"), "copy", []),
        ('<w:fldSimple w:instr="REF a">' + field_of("REF b", "copy") + "</w:fldSimple>", "copy", []),
        (mark("begin") + code("EQ \\f(1,2)") + mark("end") + text(" of it"), "1/2 of it", []),
        (mark("begin") + code('SYMBOL 97 \\f "Symbol"') + mark("end") + text("-cells"), "α-cells", []),
        (mark("begin") + code("MACROBUTTON None type here") + mark("end") + text("copy"), "copy", ["type here"]),
    ],
)
def test_the_result_of_the_outer_field_is_copy(body: str, expected: str, left: list[str], tmp_path: Path) -> None:
    raw = read(tmp_path, paragraph(body))
    assert plain(raw) == [expected]
    assert [one.text for one in raw.left_out] == left


@pytest.mark.parametrize("instruction", ["PAGE", "DATE \\@ yyyy", "ADDIN ZOTERO_BIBL {}", "BIBLIOGRAPHY"])
def test_what_a_program_computed_is_told(instruction: str, tmp_path: Path) -> None:
    raw = read(tmp_path, paragraph(text("see "), field_of(instruction, "12")))
    assert (plain(raw), codes(raw)) == (["see 12"], ["HP507"])


def test_a_field_that_links_over_two_paragraphs(tmp_path: Path) -> None:
    link = mark("begin") + code('HYPERLINK "https://example.org/~a"') + mark("separate")
    raw = read(tmp_path, paragraph(text("see "), link, text("one")), paragraph(text("two"), mark("end"), text(" end")))
    spans = [span for passage in raw.passages if isinstance(passage, Prose) for span in passage.inline]
    assert [(span.text.strip(), bool(span.href)) for span in spans] == [
        ("see", False), ("one", True), ("two", True), ("end", False)
    ]  # fmt: skip


# ------------------------------------------------------------ lists


def place(identity: int, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{identity}"/></w:numPr>'


def levels(*forms: tuple[str, str], start: int = 1) -> str:
    """A list by the forms and texts of its levels."""
    return "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{shown}"/></w:lvl>'
        for n, (form, shown) in enumerate(forms)
    )


def numbering(*lists: str, more: str = "") -> str:
    """Lists with the ids 1, 2..."""
    abstracts = "".join(f'<w:abstractNum w:abstractNumId="{n}">{one}</w:abstractNum>' for n, one in enumerate(lists))
    nums = "".join(f'<w:num w:numId="{n + 1}"><w:abstractNumId w:val="{n}"/></w:num>' for n in range(len(lists)))
    return part("numbering", abstracts + nums + more)


def test_numbers_go_on_and_letters_stay(tmp_path: Path) -> None:
    lists = numbering(
        levels(("decimal", "%1."), ("lowerLetter", "%2)")),
        more='<w:num w:numId="5"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>",
    )
    items = [("one", 1, 0), ("alpha", 1, 1), ("beta", 1, 1), ("two", 1, 0), ("gamma", 1, 1)]
    body = [paragraph(text(word), properties=place(number, level)) for word, number, level in items]
    body += [paragraph(text("between")), paragraph(text("three"), properties=place(1))]
    body += [paragraph(text("seven"), properties=place(5))]
    raw = read(tmp_path, *body, numbering=lists)
    assert plain(raw) == ["one", "a) alpha", "b) beta", "two", "a) gamma", "between", "three", "seven"]
    outer = [passage for passage in raw.passages if isinstance(passage, Listing)]
    assert [(one.ordered, one.start, len(one.items)) for one in outer] == [(True, 1, 2), (True, 3, 1), (True, 7, 1)]


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        ((("decimal", "%1"), ("decimal", "%1.%2")), "1.1 x"),
        ((("upperRoman", "%1."), ("decimal", "%1.%2")), "I.1 x"),
        ((("decimal", "%1"), ("lowerRoman", "(%2)")), "(i) x"),
        ((("decimal", "%1"), ("chineseCounting", "%2、")), "一、 x"),
        ((("decimal", "%1"), ("decimal", "Step %2:")), "Step 1: x"),
        ((("decimal", "%1"), ("none", "")), "x"),
    ],
)
def test_labels_that_are_more_than_a_number(forms: tuple[tuple[str, str], ...], expected: str, tmp_path: Path) -> None:
    body = [paragraph(text("first"), properties=place(1)), paragraph(text("x"), properties=place(1, 1))]
    assert plain(read(tmp_path, *body, numbering=numbering(levels(*forms))))[-1] == expected


def test_a_list_by_its_style_and_a_numbered_heading(tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="Schritt"><w:name w:val="Schritt"/><w:pPr><w:numPr><w:numId w:val="1"/>'
        '</w:numPr></w:pPr></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>',
    )
    body = [paragraph(text("one"), style="Schritt"), paragraph(text("Methods"), style="1", properties=place(2))]
    raw = read(
        tmp_path, *body, styles=styles, numbering=numbering(levels(("upperLetter", "%1.")), levels(("decimal", "%1")))
    )
    assert plain(raw) == ["A. one", "1 Methods"]
    assert isinstance(raw.passages[1], Heading)


def test_a_number_in_a_table_is_kept(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{paragraph(text(word), properties=place(1))}</w:tc>" for word in ("x", "y"))
    raw = read(tmp_path, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", numbering=numbering(levels(("decimal", "%1."))))
    assert plain(raw) == ["1. x", "2. y"]


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [(28, "lowerLetter", "bb"), (1994, "upperRoman", "MCMXCIV"), (21, "chineseCounting", "二十一"),
     (3, "ordinal", "3rd"), (7, "decimalZero", "07"), (4, "decimalEnclosedCircle", "④"), (2, "russianLower", "б"),
     (5, "unheardOf", "5")],
)  # fmt: skip
def test_forms_of_numbers(number: int, form: str, expected: str) -> None:
    assert formatted(number, form) == expected


def test_labels_are_written_as_words(tmp_path: Path) -> None:
    lists = numbering(levels(("decimal", "%1."), ("lowerLetter", "%2)"), start=3))
    body = [paragraph(text("first"), properties=place(1)), paragraph(text("second"), properties=place(1, 1))]
    path = write_docx(tmp_path / "a.docx", *COPY, *body, parts={"numbering": lists})
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert intake.text.endswith("\n3. first\n\n   c) second\n")
    assert intake.account.agrees


# ------------------------------------------------------------ faces


@pytest.mark.parametrize(
    ("properties", "shift"),
    [
        ('<w:position w:val="6"/><w:sz w:val="14"/>', "sup"),
        ('<w:position w:val="-4"/><w:sz w:val="14"/>', "sub"),
        ('<w:position w:val="8"/>', "sup"),
        ('<w:position w:val="3pt"/><w:sz w:val="14"/>', "sup"),
        ('<w:position w:val="1"/>', ""),
        ('<w:position w:val="6"/><w:vertAlign w:val="baseline"/>', ""),
        ('<w:rStyle w:val="Up"/>', "sup"),
    ],
)
def test_raised_and_lowered_text(properties: str, shift: str, tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:type="character" w:styleId="Base"><w:name w:val="Base"/><w:rPr><w:position w:val="6"/></w:rPr>'
        "</w:style>"
        '<w:style w:type="character" w:styleId="Up"><w:name w:val="Up"/><w:basedOn w:val="Base"/></w:style>',
    )
    (prose,) = read(tmp_path, paragraph(text("10"), text("9", properties), text("/L")), styles=styles).passages
    assert isinstance(prose, Prose)
    assert [span.text for span in prose.inline if shift in span.marks] == (["9"] if shift else [])
    assert text_of(prose.inline) == "109/L"


# ------------------------------------------------------------ what stands before the copy


@pytest.mark.parametrize("name", ["Subtitle", "Untertitel", "Sous-titre", "Подзаголовок", "副标题"])
def test_a_subtitle_is_the_standfirst_and_counted(name: str, tmp_path: Path) -> None:
    body = [paragraph(text("Boats"), style="t"), paragraph(text("How a town counts"), style="s"), *COPY]
    path = write_docx(tmp_path / "a.docx", *body, parts={"styles": named(("t", "Title"), ("s", name))})
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert 'standfirst: "How a town counts"\n' in intake.text
    assert intake.account.agrees


def test_a_subtitle_above_the_title_is_the_standfirst(tmp_path: Path) -> None:
    body = [paragraph(text("How a town counts"), style="Subtitle"), paragraph(text("Boats"), style="Title"), *COPY]
    intake = take_in(magazine(tmp_path), write_docx(tmp_path / "a.docx", *body), "talk", Wishes())
    assert intake.text.startswith('---\nheadline: "Boats"\n')
    assert 'standfirst: "How a town counts"\n' in intake.text
    assert intake.account.agrees


def test_a_style_made_from_the_title_is_not_a_title(tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Author"><w:name w:val="Author"/><w:basedOn w:val="Title"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="Title"/></w:style>',
    )
    body = [paragraph(text("Boats"), style="Own"), paragraph(text("Ada Bell"), style="Author")]
    raw = read(tmp_path, *body, *COPY, styles=styles)
    assert [isinstance(passage, Heading) for passage in raw.passages] == [True, False, False, False]


def test_a_subtitle_without_a_title_stays_in_the_copy(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", paragraph(text("Only a subtitle"), style="Subtitle"), *COPY)
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert "\nOnly a subtitle\n" in intake.text
    assert intake.account.agrees


@pytest.mark.parametrize(
    ("title", "creator", "found"),
    [
        ("Boats of the north", "Ada Bell", {"HP546"}),
        ("Microsoft Word - x.doc", "Microsoft Office User", {"HP539"}),
        ("Invoice template 2011", "sekretariat", {"HP539"}),
        ("Untitled", "python-docx", {"HP539"}),
    ],
)
def test_properties_of_a_file_are_proposals(title: str, creator: str, found: set[str], tmp_path: Path) -> None:
    core = CORE.format(title=title, creator=creator)
    path = write_docx(tmp_path / "a.docx", *COPY, core=core)
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert doubts(intake) == found
    assert (title in intake.text, creator in intake.text) == ((True, True) if found == {"HP546"} else (False, False))


@pytest.mark.parametrize(
    "text_", ["Document1", "Dokument 3", "Sans titre", "无标题", "Normal.dotm", "draft_final_v3", "x.docx", "12"]
)
def test_titles_that_programs_write(text_: str) -> None:
    assert not is_title(text_)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("Ada Bell", True), ("Ludwig van Beethoven", True), ("李明", True), ("Иван Петров", True), ("Michael Dell", True),
     ("admin", False), ("Windows User", False), ("微软用户", False), ("HP Inc", False), ("ada.bell", False)],
)  # fmt: skip
def test_authors_that_are_persons(name: str, expected: bool) -> None:
    assert is_person(name) is expected


# ------------------------------------------------------------ breaks, places, other parts


def test_a_break_of_a_page_parts_paragraphs(tmp_path: Path) -> None:
    breaks = [f'<w:r><w:br w:type="{kind}"/></w:r>' for kind in ("page", "column")]
    body = paragraph(
        text("One."), breaks[0], text("Two."), breaks[1], text("Three."), "<w:r><w:br/></w:r>", text("Four.")
    )
    assert plain(read(tmp_path, body)) == ["One.", "Two.", "Three.\nFour."]


def test_labels_behind_soft_breaks_are_turns(tmp_path: Path) -> None:
    lines = ["Interviewer: How many?", "Runa Dahl: Forty-one.", "Interviewer: Which one?", "Runa Dahl: The wreck."]
    body = paragraph("<w:r><w:br/></w:r>".join(text(line) for line in lines))
    path = write_docx(tmp_path / "a.docx", paragraph(text("Boats"), style="Title"), body)
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert len(outline(intake).turns) == 4
    assert intake.account.agrees


def test_a_note_amid_a_word_and_a_link_on_part_of_one(tmp_path: Path) -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{paragraph(text("Counted twice."))}</w:footnote>')
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    link = (
        '<w:fldSimple w:instr="HYPERLINK &quot;http://example.org/~rgs/t&quot;">'
        + text("http://a.org/~b")
        + "</w:fldSimple>"
    )
    body = paragraph(text("The CD"), call, text("4 cells, un"), text("link", "<w:i/>"), text("ed: "), link)
    path = write_docx(tmp_path / "a.docx", *COPY, body, parts={"footnotes": notes})
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert intake.account.agrees
    assert "(http://example.org/~rgs/t)" in intake.text


def test_a_note_amid_a_word_of_a_table_stands_after_the_word(tmp_path: Path) -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{paragraph(text("Counted twice."))}</w:footnote>')
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    cells = "".join(f"<w:tc>{paragraph(*one)}</w:tc>" for one in ([text("The CD"), call, text("4 cells")], [text("x")]))
    path = write_docx(tmp_path / "a.docx", *COPY, f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", parts={"footnotes": notes})
    intake = take_in(magazine(tmp_path), path, "talk", Wishes())
    assert "The CD4 [Counted twice.] cells" in intake.text
    assert intake.account.agrees


def test_places_nobody_filled_in_and_notes_nobody_calls_are_told(tmp_path: Path) -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{paragraph(text("Forgotten"))}</w:footnote>')
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{text('Click here')}</w:sdtContent></w:sdt>"
    raw = read(tmp_path, paragraph(text("co"), empty, text("py")), footnotes=notes)
    assert plain(raw) == ["copy"]
    assert sorted(one.text for one in raw.left_out) == ["Click here", "Forgotten"]


def test_words_of_charts_diagrams_and_word_art_are_told(tmp_path: Path) -> None:
    drawn = "".join(
        f"<w:r><w:drawing><wp:inline><a:graphic><a:graphicData>{one}</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
        for one in (
            '<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="c"/>',
            '<d:relIds xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="d"/>',
        )
    )
    art = '<w:r><w:pict><v:shape><v:textpath string="Wordart"/></v:shape></w:pict></w:r>'
    letters = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    chart = f"<c {letters}><a:t>Boats</a:t><strCache><pt><v>North</v></pt></strCache><numCache><v>3</v></numCache></c>"
    links = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/x" Target="{name}"/>'
        for key, name in (("c", "c.xml"), ("d", "d.xml"))
    )
    parts = {"c.xml": chart, "d.xml": f"<d {letters}><a:t>Step</a:t></d>"}
    raw = read_docx(
        write_docx(tmp_path / "a.docx", paragraph(text("copy"), drawn, art), parts=parts, links=links), Wishes()
    )
    assert sorted(one.text for one in raw.left_out) == ["Boats\nNorth", "Step", "Wordart"]
    assert words(raw.words_of) == words_handed_over(raw)


def test_capitals_that_are_only_shown_are_told(tmp_path: Path) -> None:
    raw = read(tmp_path, paragraph(text("The gene "), text("cd4", "<w:caps/>"), text("CD8", "<w:caps/>")))
    assert (plain(raw), codes(raw)) == (["The gene cd4CD8"], ["HP528"])


def test_references_in_a_content_control_are_told(tmp_path: Path) -> None:
    control = "<w:sdtPr><w:tag w:val='MENDELEY_BIBLIOGRAPHY'/></w:sdtPr>"
    raw = read(tmp_path, f"<w:sdt>{control}<w:sdtContent>{paragraph(text('1. Bell A. Boats.'))}</w:sdtContent></w:sdt>")
    assert (plain(raw), codes(raw)) == (["1. Bell A. Boats."], ["HP507"])


def test_hidden_by_the_style_of_the_paragraph(tmp_path: Path) -> None:
    styles = part(
        "styles",
        '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="H"/><w:rPr><w:vanish/></w:rPr></w:style>',
    )
    body = paragraph(text("gone "), text("seen", '<w:vanish w:val="0"/>'), style="H")
    raw = read(tmp_path, body, styles=styles)
    assert (plain(raw), [one.text for one in raw.left_out]) == (["seen"], ["gone"])


def test_lists_side_by_side_keep_their_numbers(tmp_path: Path) -> None:
    body = [paragraph(text(f"x{n}"), properties=place(1 + n % 2)) for n in range(200)]
    lists = numbering(levels(("decimal", "%1.")), levels(("decimal", "%1."), start=3000))
    raw = read(tmp_path, *body, numbering=lists)
    assert [passage.start for passage in raw.passages if isinstance(passage, Listing)][:4] == [1, 3000, 2, 3001]
