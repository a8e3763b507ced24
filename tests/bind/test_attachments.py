from __future__ import annotations

from html import escape

import pikepdf
import pytest

from hemaprint.bind.binder import bind
from hemaprint.bind.editions import STANDARDS, Conformance
from hemaprint.bind.parts import Attachment, Bound, Part
from verapdf import validate

from .press import IMPRINT, part, three_parts
from .reading import opened
from .tagging import elements


def table(data: str, name: str = "chart.csv") -> str:
    """A paragraph that carries a file."""
    return (
        f'<p data-file-name="{name}" data-file-type="text/csv" data-file-relation="Data" '
        f'data-file-description="What it says" data-file-text="{escape(data)}">A paragraph with data.</p>'
    )


def carrying(slug: str, first_page: int, *tables: str, version: str | None = None) -> Part:
    """A part of one sheet whose paragraphs carry files."""
    body = f'<article id="{slug}"><h1>{slug}</h1>{"".join(tables)}</article>'
    return Part(slug, part(slug, body, 0, tags=True, version=version).pdf, slug, (0,), first_page)


def files(pdf: pikepdf.Pdf) -> dict[str, bytes]:
    """The contents of the embedded files, by name."""
    names = list(pdf.Root.Names.EmbeddedFiles.Names)
    return {str(name): file.EF.F.read_bytes() for name, file in zip(names[::2], names[1::2], strict=True)}


def test_attachments_are_sources_of_the_document() -> None:
    notes = Attachment("notes.md", b"# Notes", "text/markdown", "What it was made from")
    root = opened(bind(three_parts(), imprint=IMPRINT, attachments=(notes,)).pdf).Root
    (specification,) = root.AF
    assert str(specification.AFRelationship) == "/Source"
    assert specification.EF.F.read_bytes() == b"# Notes"
    assert str(specification.EF.F.Subtype) == "/text/markdown"
    assert root.Names.EmbeddedFiles.Names[1].objgen == specification.objgen
    assert "/Dests" in root.Names


def test_an_element_carries_its_file() -> None:
    data = 'Arm,"Patients, n"\nBlütenweiß,16\n'
    pdf = opened(bind([carrying("one", 0, table(data))], imprint=IMPRINT).pdf)
    (paragraph,) = [one for one in elements(pdf) if "/AF" in one]
    (file,) = paragraph.AF
    assert (str(paragraph.S), str(file.AFRelationship), str(file.Desc)) == ("/P", "/Data", "What it says")
    assert (str(file.F), str(file.UF), str(file.EF.F.Subtype)) == ("chart.csv", "chart.csv", "/text/csv")
    assert str(file.EF.F.Params.ModDate) == "D:20250214093000+00'00"
    assert files(pdf) == {"chart.csv": data.encode()}
    assert "/AF" not in pdf.Root


def test_equal_files_are_one_and_others_have_names_of_their_own() -> None:
    parts = [carrying("one", 0, table("1,2"), table("3,4")), carrying("two", 1, table("3,4"), table("5,6"))]
    parts.append(carrying("three", 2, table("3,4", "other.csv")))
    pdf = opened(bind(parts, imprint=IMPRINT).pdf)
    assert files(pdf) == {
        "chart.csv": b"1,2",
        "chart-2.csv": b"3,4",
        "chart-3.csv": b"5,6",
        "other.csv": b"3,4",
    }
    embedded = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == "/EmbeddedFile"]
    assert len(embedded) == 3


def test_the_file_of_an_element_without_a_tag_goes_to_the_nearest() -> None:
    body = table("1,2").replace("<p ", "<div ").replace("</p>", "</div>")
    pdf = opened(bind([carrying("one", 0, body)], imprint=IMPRINT).pdf)
    assert [str(one.S) for one in elements(pdf) if "/AF" in one] == ["/P"]


def claimed(bound: Bound) -> str:
    """The part and the level of PDF/A that a file claims."""
    metadata = bytes(opened(bound.pdf).Root.Metadata.read_bytes()).decode()
    part, _, level = metadata.partition("<pdfaid:part>")[2].partition("</pdfaid:part>")
    return part + level.partition("<pdfaid:conformance>")[2].partition("</pdfaid:conformance>")[0]


@pytest.mark.parametrize(
    ("conformance", "attached", "archive"),
    [
        (Conformance.UA1, False, "3A"),
        (Conformance.UA1, True, "3A"),
        (Conformance.UA2, False, "4"),
        (Conformance.UA2, True, "4F"),
    ],
)
def test_a_file_claims_what_it_keeps(conformance: Conformance, attached: bool, archive: str) -> None:
    standards = STANDARDS[conformance]
    body = table("1,2") if attached else "<p>A paragraph.</p>"
    bound = bind([carrying("one", 0, body, version=standards.version)], imprint=IMPRINT, standards=standards)
    assert claimed(bound) == archive
    assert validate(bound.pdf, conformance) == []
    assert validate(bound.pdf, archive.lower()) == []
