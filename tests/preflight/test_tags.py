"""Tags of a good file with one thing broken each: what preflight must name."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.editions import Edition
from hemaprint.preflight.report import Purpose, Subject
from hemaprint.preflight.tags import check_tags

from .conftest import Magazine
from .seeds import Change, elements, links, role


def text(kind: str, key: str, value: str) -> Change:
    """The first element of a type with another text."""

    def change(pdf: pikepdf.Pdf) -> None:
        elements(pdf, kind)[0].element[key] = String(value)

    return change


def mapped(old: str, new: str) -> Change:
    """A type that means another."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.StructTreeRoot.RoleMap = Dictionary({f"/{old}": Name(f"/{new}")})

    return change


def emptied(kind: str) -> Change:
    """The first element of a type without its content."""

    def change(pdf: pikepdf.Pdf) -> None:
        elements(pdf, kind)[0].element.K = Array()

    return change


def cell_taken_out(pdf: pikepdf.Pdf) -> None:
    row = elements(pdf, "TR")[-1].element
    row.K = Array(list(row.K)[:-1])


def heads_unsaid(pdf: pikepdf.Pdf) -> None:
    for one in elements(pdf, "TH"):
        del one.element["/A"]


def note_unnamed(pdf: pikepdf.Pdf) -> None:
    del elements(pdf, "Note")[0].element["/ID"]


def note_named_twice(pdf: pikepdf.Pdf) -> None:
    elements(pdf, "P")[0].element.ID = elements(pdf, "Note")[0].element.ID


def link_silent(pdf: pikepdf.Pdf) -> None:
    del next(links(pdf)).Contents


def link_untagged(pdf: pikepdf.Pdf) -> None:
    link = elements(pdf, "Link")[0].element
    link.K = Array([kid for kid in link.K if not isinstance(kid, Dictionary) or kid.get("/Type") != "/OBJR"])


def codes(data: bytes, change: Change) -> set[str]:
    """What is said of the tags of a changed file."""
    with pikepdf.open(BytesIO(data)) as pdf:
        change(pdf)
        return {finding.code for finding in check_tags(Subject(Path("a.pdf"), data, pdf, Purpose.SCREEN))}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        pytest.param("HP480", text("Figure", "/Alt", "DSC_0042.JPG"), id="picture named after its file"),
        pytest.param("HP480", text("Figure", "/Alt", "An image of a cell"), id="picture of something"),
        pytest.param("HP482", link_untagged, id="link untagged"),
        pytest.param("HP482", link_silent, id="link silent"),
        pytest.param("HP483", role("LBody", "Bodytext"), id="unknown type"),
        pytest.param("HP483", mapped("P", "H1"), id="paragraphs mean headings"),
        pytest.param("HP485", cell_taken_out, id="cell lost"),
        pytest.param("HP485", heads_unsaid, id="heads without scope"),
        pytest.param("HP487", note_unnamed, id="note without identifier"),
        pytest.param("HP487", note_named_twice, id="same identifier twice"),
        pytest.param("HP488", emptied("H1"), id="heading without words"),
        pytest.param("HP488", role("H2", "H"), id="headings of both kinds"),
        pytest.param("HP428", text("P", "/Lang", "English (US)"), id="language malformed"),
    ],
)
def test_a_defect_of_the_tags_is_named(code: str, change: Change, magazine: Magazine) -> None:
    assert code in codes(magazine.edition(Edition.DIGITAL).read_bytes(), change)


def test_what_only_looks_like_a_defect(magazine: Magazine) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        mapped("Kicker", "P")(pdf)
        role("Sect", "Kicker")(pdf)
        text("Figure", "/Alt", "Photograph of Max Perutz with a model of hemoglobin, 1960")(pdf)
        text("P", "/Lang", "zh-Hans-CN")(pdf)

    assert codes(magazine.edition(Edition.DIGITAL).read_bytes(), change) == set()
