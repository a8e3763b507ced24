from __future__ import annotations

from dataclasses import replace

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, NameTree, String

from hemaprint.bind.binder import bind

from .press import BORROWED, IMPRINT, LETTERS, LOOP, issue, part, three_parts
from .reading import changeable, opened, saved
from .tagging import check_tags, count_page_objects, elements, kids_of, marked_content


def types(pdf: pikepdf.Pdf) -> list[str]:
    return [str(one.S) for one in elements(pdf)]


def test_content_and_tree_agree() -> None:
    pdf = opened(issue(tags=True).pdf)
    check_tags(pdf)
    assert bool(pdf.Root.MarkInfo.Marked)


def test_articles_stand_under_one_document_each_with_its_title() -> None:
    root = opened(issue(tags=True).pdf).Root.StructTreeRoot
    (document,) = kids_of(root)
    assert document.S == "/Document"
    assert [str(article.T) for article in kids_of(document)] == ["Borrowed", "Loop", "Letters"]
    assert [str(one.S) for one in elements(opened(issue(tags=True).pdf))].count("/Document") == 1


def test_a_blank_page_is_not_read() -> None:
    parts = [part("loop", LOOP, 0, tags=True), part("blank", "<div></div>", 2, sheets=(0,), tags=True)]
    pdf = opened(bind([parts[0], replace(parts[1], outline=())], imprint=IMPRINT).pdf)
    (document,) = kids_of(pdf.Root.StructTreeRoot)
    assert len(kids_of(document)) == 1


def test_identifiers_of_different_articles_do_not_collide() -> None:
    pdf = opened(issue(tags=True).pdf)
    named = [str(one.ID) for one in elements(pdf) if "/ID" in one]
    assert len(named) == len(set(named)) == 3
    assert sorted(str(name) for name in NameTree(pdf.Root.StructTreeRoot.IDTree)) == sorted(named)


def test_cells_name_their_heads_by_the_identifiers_of_the_issue() -> None:
    source = changeable(part("loop", LOOP, 0, tags=True).pdf)
    head, _, _, cell = (one for one in elements(source) if one.S in ("/TH", "/TD"))
    head.ID, cell.A = String("h"), Dictionary(O=Name.Table, Headers=Array([String("h")]))
    one = replace(part("loop", LOOP, 0, tags=True), pdf=saved(source))
    pdf = opened(bind([one], imprint=IMPRINT, alone=True).pdf)
    (named,) = [one.A.Headers for one in elements(pdf) if "/A" in one and "/Headers" in one.A]
    assert [str(NameTree(pdf.Root.StructTreeRoot.IDTree)[str(name)].S) for name in named] == ["/TH"]


def test_untagged_issues_have_no_tree() -> None:
    pdf = opened(issue().pdf)
    assert "/StructTreeRoot" not in pdf.Root
    assert not any("/StructParents" in page.obj for page in pdf.pages)


def test_an_untagged_part_between_tagged_ones() -> None:
    parts = three_parts(tags=True)
    check_tags(opened(bind([parts[0], part("loop", LOOP, 2), parts[2]], imprint=IMPRINT).pdf))


def test_sheets_that_are_not_taken_leave_nothing_behind() -> None:
    one = replace(part("borrowed", BORROWED, 0, sheets=(1,), tags=True), outline=())
    pdf = opened(bind([one], imprint=IMPRINT).pdf)
    check_tags(pdf)
    assert count_page_objects(pdf) == 1
    assert [kind for kind in types(pdf) if kind[:2] == "/H"] == ["/H1"]  # the crosshead; the headline stayed behind
    assert "/Table" in types(pdf)


def test_a_split_article_is_whole_again() -> None:
    whole = part("borrowed", BORROWED, 0, tags=True)
    parts = [
        replace(whole, sheets=(0,)),
        part("loop", LOOP, 1, tags=True),
        replace(whole, sheets=(1,), first_page=3, outline=()),
    ]
    bound = bind(parts, imprint=IMPRINT)
    pdf = opened(bound.pdf)
    check_tags(pdf)
    assert bound.problems == ()
    assert count_page_objects(pdf) == len(pdf.pages) == 4
    assert len(list(marked_content(pdf))) == len(list(marked_content(opened(whole.pdf)))) + len(
        list(marked_content(opened(parts[1].pdf)))
    )
    (document,) = kids_of(pdf.Root.StructTreeRoot)
    assert [str(article.T) for article in kids_of(document)] == ["Borrowed", "Loop"]
    assert [str(kid.S) for kid in kids_of(kids_of(document)[0])] == ["/H1", "/P", "/H2", "/P", "/Table", "/L"]


@pytest.mark.parametrize(("version", "leads"), [("1.7", [False]), ("2.0", [True])])
def test_an_entry_of_the_contents_names_its_article_in_pdf_2(version: str, leads: list[bool]) -> None:
    entry = '<p><a href="x-issue:#loop">The closing loop</a></p>'
    contents = replace(part("contents", entry, 0, sheets=(0,), tags=True, version=version), outline=())
    source = changeable(contents.pdf)
    (paragraph,) = [one for one in elements(source) if one.S == Name.P]
    paragraph.S = Name.TOCI
    parts = [replace(contents, pdf=saved(source)), part("loop", LOOP, 1, tags=True, version=version)]
    pdf = opened(bind(parts, imprint=IMPRINT, alone=True).pdf)
    entries = [one for one in elements(pdf) if one.S == Name.TOCI]
    assert ["/Ref" in one for one in entries] == leads
    assert all(one.Ref[0].objgen in {other.objgen for other in elements(pdf)} for one in entries if "/Ref" in one)


def test_an_element_on_both_sides_of_the_cut_is_cut() -> None:
    body = f"<article id='long'><p>{'Cells divide and divide again. ' * 120}</p></article>"
    long = replace(part("long", body, 0, sheets=(0,), tags=True), outline=())
    assert types(opened(long.pdf)).count("/P") == 1
    pdf = opened(bind([long], imprint=IMPRINT).pdf)
    check_tags(pdf)
    assert types(pdf).count("/P") == 1


def test_a_part_in_another_language_says_so() -> None:
    pdf = opened(bind([part("letters", LETTERS, 0, tags=True, lang="de")], imprint=IMPRINT).pdf)
    (document,) = kids_of(pdf.Root.StructTreeRoot)
    assert str(kids_of(document)[0].Lang) == "de"


def test_one_namespace_object_for_all_parts_of_pdf_2() -> None:
    parts = [part("borrowed", BORROWED, 0, tags=True, version="2.0"), part("loop", LOOP, 2, tags=True, version="2.0")]
    bound = bind(parts, imprint=IMPRINT)
    pdf = opened(bound.pdf)
    check_tags(pdf)
    root = pdf.Root.StructTreeRoot
    (document,) = kids_of(root)
    assert bound.pdf.startswith(b"%PDF-2.0")
    assert [space.objgen for space in root.Namespaces] == [document.NS.objgen]


def test_role_maps_are_merged_and_the_first_meaning_counts() -> None:
    parts = three_parts(tags=True)[:2]
    for number, roles in enumerate([{"/Turn": Name.P}, {"/Turn": Name.Div, "/Byline": Name.P}]):
        source = changeable(parts[number].pdf)
        source.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary(roles)
        parts[number] = replace(parts[number], pdf=saved(source))
    merged = opened(bind(parts, imprint=IMPRINT).pdf).Root.StructTreeRoot.RoleMap
    assert {str(role): str(meaning) for role, meaning in merged.items()} == {"/Turn": "/P", "/Byline": "/P"}


def test_no_heading_level_is_skipped() -> None:
    bodies = ["<h1>A</h1><h3>B</h3><h4>C</h4><h2>D</h2>", "<h3>E</h3><h4>F</h4>", "<h1>G</h1><h4>H</h4>"]
    style = "h2 { break-before: auto }"
    parts = [part(f"p{n}", body, n, sheets=(0,), tags=True, style=style) for n, body in enumerate(bodies)]
    pdf = opened(bind([replace(one, outline=()) for one in parts], imprint=IMPRINT).pdf)
    assert [kind for kind in types(pdf) if kind[:2] == "/H"] == [f"/H{level}" for level in (1, 2, 3, 2, 2, 3, 1, 2)]


def test_a_note_and_its_reference_know_each_other_in_pdf_2() -> None:
    pdf = opened(bind([part("loop", LOOP, 0, tags=True, version="2.0")], imprint=IMPRINT).pdf)
    (note,) = [one for one in elements(pdf) if one.S == "/FENote"]
    (call,) = note.Ref
    assert call.Ref[0].objgen == note.objgen
    assert call.P.objgen == note.P.objgen


def test_a_link_that_is_taken_out_leaves_its_words() -> None:
    bound = changeable(bind([part("loop", LOOP, 0, tags=True)], imprint=IMPRINT, alone=True).pdf)
    check_tags(bound)
    assert "/Link" not in types(bound)
    assert "/Span" in types(bound)
    assert not any("/Annots" in page.obj for page in bound.pages)
