from __future__ import annotations

from pathlib import Path

import pikepdf
from pikepdf import NameTree

from hemaprint.bind.binder import bind
from hemaprint.bind.parts import Bound, OutlineItem, Part

from .press import BORROWED, IMPRINT, LOOP, article, issue, part, three_parts, typeset
from .reading import opened, text
from .tagging import elements


def pages_by_name(pdf: pikepdf.Pdf) -> dict[str, int]:
    numbers = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
    return {str(name): numbers[view[0].objgen] for name, view in NameTree(pdf.Root.Names.Dests).items()}


def links(pdf: pikepdf.Pdf, page: int) -> list[pikepdf.Object]:
    return [one for one in pdf.pages[page].obj.get("/Annots", ()) if one.Subtype == "/Link"]


def codes(bound: Bound) -> list[str]:
    return [problem.code for problem in bound.problems]


def test_every_id_is_a_destination_on_the_page_where_it_stands() -> None:
    found = pages_by_name(opened(issue().pdf))
    assert {name: found[name] for name in ("borrowed", "borrowed--more", "loop", "loop--end", "letters")} == {
        "borrowed": 0,
        "borrowed--more": 1,
        "loop": 2,
        "loop--end": 3,
        "letters": 4,
    }
    assert "Quick jackdaws" in text(issue().pdf, found["loop--end"])


def test_the_name_tree_is_in_the_order_of_its_keys() -> None:
    names = opened(issue().pdf).Root.Names.Dests.Names
    keys = [bytes(names[at]) for at in range(0, len(names), 2)]
    assert keys == sorted(keys)


def test_links_into_the_issue_become_destinations() -> None:
    pdf = opened(issue().pdf)
    assert [str(link.Dest) for link in links(pdf, 0)] == ["loop--more", "borrowed--end"]
    assert {str(link.Dest) for link in links(pdf, 2)} == {"borrowed"}  # one for each line
    assert not any("/A" in link for page in range(6) for link in links(pdf, page))


def test_links_are_described_by_their_words() -> None:
    pdf = opened(issue(tags=True).pdf)
    assert [str(link.Contents) for link in links(pdf, 0)] == ["the loop", "below"]


def test_in_pdf_2_destinations_lead_to_structure_elements_too() -> None:
    pdf = opened(bind([part("loop", LOOP, 0, tags=True, version="2.0")], imprint=IMPRINT).pdf)
    dests = NameTree(pdf.Root.Names.Dests)
    assert dests["loop--more"].D[0].objgen == pdf.pages[1].obj.objgen
    assert dests["loop--more"].SD[0].S == "/H2"
    assert dests["loop--more"].SD[0].objgen in {one.objgen for one in elements(pdf)}


def test_links_that_leave_the_issue_stay() -> None:
    body = article("out", "Out", '<a href="https://doi.org/10.1000/182">DOI</a>', "")
    (link,) = links(opened(bind([part("out", body, 0)], imprint=IMPRINT).pdf), 0)
    assert str(link.A.URI) == "https://doi.org/10.1000/182"


def test_a_link_that_leads_nowhere_is_a_problem_of_its_manuscript() -> None:
    one = part("borrowed", BORROWED, 0)
    path = Path("content/2025-01/articles/borrowed.md")
    bound = bind([Part(one.name, one.pdf, one.title, one.sheets, 0, one.outline, path)], imprint=IMPRINT)
    assert [(problem.code, problem.location.path) for problem in bound.problems] == [("HP301", path)]


def test_an_id_in_two_articles_is_a_problem_and_the_first_counts() -> None:
    bound = bind([part("loop", LOOP, 0), part("loop", LOOP.replace("loop--", "other--"), 2)], imprint=IMPRINT)
    assert codes(bound).count("HP300") == 1
    assert pages_by_name(opened(bound.pdf))["loop"] == 0


def test_names_that_are_not_ascii() -> None:
    body = '<h1 id="zoë">Zoë</h1><p><a href="#zoë">up</a> <a href="x-issue:#zo%C3%AB">again</a></p>'
    bound = bind([Part("zoe", typeset(body), "Zoë", (0,), 0)], imprint=IMPRINT)
    assert bound.problems == ()
    assert pages_by_name(opened(bound.pdf)) == {"zoë": 0}


def test_the_outline_is_nested_and_departments_lead_to_their_first_article() -> None:
    with opened(issue().pdf).open_outline() as outline:
        department = outline.root[1]
        (entry,) = department.children
        assert [item.title for item in outline.root] == [f"Department of {n}" for n in ("borrowed", "loop", "letters")]
        assert (str(department.destination), str(entry.destination)) == ("loop", "loop")
        assert [str(child.destination) for child in entry.children] == ["loop--more"]
        assert (department.is_closed, entry.is_closed) == (False, True)


def test_an_outline_entry_that_leads_nowhere_is_a_problem() -> None:
    parts = three_parts()
    lost = Part("letters", parts[2].pdf, "Letters", (0, 1), 4, (OutlineItem("Lost", 1, "lost"),))
    assert codes(bind([*parts[:2], lost], imprint=IMPRINT)) == ["HP302"]
