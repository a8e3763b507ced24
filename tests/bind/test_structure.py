from __future__ import annotations

from dataclasses import replace

import pikepdf
from pikepdf import Name, NameTree

from hemaprint.bind import bind

from .press import BORROWED, IMPRINT, LETTERS, LOOP, issue, part, three_parts
from .reading import changeable, opened, saved
from .tagging import check_tags, count_page_objects, elements, kids_of, marked_content


def headers(pdf: pikepdf.Pdf) -> list[str]:
    return [str(name) for one in elements(pdf) if "/A" in one for name in one.A.get("/Headers", ())]


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


def test_identifiers_of_different_articles_do_not_collide() -> None:
    pdf = opened(issue(tags=True).pdf)
    named = [str(one.ID) for one in elements(pdf) if "/ID" in one]
    assert len(named) == len(set(named)) == 6
    assert set(headers(pdf)) == set(named)
    assert sorted(str(name) for name in NameTree(pdf.Root.StructTreeRoot.IDTree)) == sorted(named)


def test_untagged_issues_have_no_tree() -> None:
    pdf = opened(issue().pdf)
    assert "/StructTreeRoot" not in pdf.Root
    assert not any("/StructParents" in page.obj for page in pdf.pages)


def test_an_untagged_part_between_tagged_ones() -> None:
    parts = three_parts(tags=True)
    check_tags(opened(bind([parts[0], part("loop", LOOP, 2), parts[2]], imprint=IMPRINT).pdf))


def test_running_heads_become_artifacts() -> None:
    style = "@page { @top-center { content: 'Running head'; font: 8pt 'HF Sans' } }"
    bound = bind([part("letters", LETTERS, 0, tags=True, style=style)], imprint=IMPRINT)
    pdf = opened(bound.pdf)
    check_tags(pdf)
    artifacts = [
        one
        for one in pikepdf.parse_content_stream(pdf.pages[0])
        if str(one.operator) == "BDC" and one.operands[0] == Name.Artifact
    ]
    assert len(artifacts) == 1


def test_sheets_that_are_not_taken_leave_nothing_behind() -> None:
    one = replace(part("borrowed", BORROWED, 0, sheets=(1,), tags=True), outline=())
    pdf = opened(bind([one], imprint=IMPRINT).pdf)
    check_tags(pdf)
    assert count_page_objects(pdf) == 1
    assert "/H1" not in [one.S for one in elements(pdf)]
    assert "/Table" in [one.S for one in elements(pdf)]


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


def test_an_element_on_both_sides_of_the_cut_is_cut() -> None:
    body = f"<article id='long'><p>{'Cells divide and divide again. ' * 120}</p></article>"
    long = replace(part("long", body, 0, sheets=(0,), tags=True), outline=())
    whole = changeable(long.pdf)
    merge_paragraphs(whole)
    pdf = opened(bind([replace(long, pdf=saved(whole))], imprint=IMPRINT).pdf)
    check_tags(pdf)
    assert [str(one.S) for one in elements(pdf)].count("/P") == 1


def merge_paragraphs(pdf: pikepdf.Pdf) -> None:
    """As the tagger does it: one element for a paragraph that runs over pages."""
    first, *others = [one for one in elements(pdf) if one.S == "/P"]
    assert others
    for other in others:
        for kid in kids_of(other):
            kid.P = first
            first.K.append(kid)
        other.P.K = pikepdf.Array([kid for kid in kids_of(other.P) if kid.objgen != other.objgen])


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


def test_documents_inside_an_article_give_way_to_their_kids() -> None:
    one = part("letters", LETTERS, 0, tags=True)
    source = changeable(one.pdf)
    inner = next(element for element in elements(source) if element.S == "/P")
    inner.P.S = Name.Document
    pdf = opened(bind([replace(one, pdf=saved(source))], imprint=IMPRINT).pdf)
    check_tags(pdf)
    assert [str(element.S) for element in elements(pdf)].count("/Document") == 1
