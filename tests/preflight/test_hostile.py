"""Files that others made, or that were broken on the way: findings, and never an exception."""

from __future__ import annotations

import os
import signal
import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from fuzzing import examples
from hemaprint.errors import Severity, UsageError
from hemaprint.preflight.examine import LARGEST, examine
from hemaprint.preflight.report import Finding, Report, Subject

CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<<>>>>"


def written(objects: Sequence[bytes]) -> bytes:
    """A PDF of these objects, the catalog first."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(data))
    return data + b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1) + table + end


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


LOOP = b"<</Title(a)/Dest[3 0 R/Fit]/Next 4 0 R/First 4 0 R>>"
HOSTILE = {
    "no page tree": [b"<</Type/Catalog>>"],
    "page tree in a loop": [CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"],
    "kids that are none": [CATALOG, b"<</Type/Pages/Kids 7/Count 1>>"],
    "no media box": [CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R>>"],
    "media box of no size": [CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 0 0]>>"],
    "media box of names": [CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[/A/B/C/D]>>"],
    "resources that are an array": [CATALOG, PAGES, PAGE.replace(b"/Resources<<>>", b"/Resources[1 2]")],
    "fonts that are numbers": [CATALOG, PAGES, PAGE.replace(b"<<>>", b"<</Font<</F 1/G[2]>>/XObject 3/ExtGState(a)>>")],
    "annotations that are none": [
        CATALOG,
        PAGES,
        PAGE.replace(b"/Parent", b"/Annots[1(a)<<>><</Subtype/Link/A 7>>]/Parent"),
    ],
    "outline in a loop": [CATALOG.replace(b">>", b"/Outlines<</First 4 0 R>>>>"), PAGES, PAGE, LOOP],
    "names in a loop": [
        CATALOG.replace(b">>", b"/Names<</Dests 4 0 R/EmbeddedFiles 4 0 R/JavaScript 4 0 R>>/PageLabels 4 0 R>>"),
        PAGES,
        PAGE,
        b"<</Kids[4 0 R]/Names[1 2 3]/Nums[(a)]>>",
    ],
    "tags in a loop": [
        CATALOG.replace(b">>", b"/MarkInfo<</Marked true>>/StructTreeRoot 4 0 R>>"),
        PAGES,
        PAGE,
        b"<</K 5 0 R/RoleMap<</A/B/B/A>>>>",
        b"<</S/A/K[5 0 R 4 0 R 7(a)]/Pg 4 0 R>>",
    ],
    "metadata that are no XML": [CATALOG.replace(b">>", b"/Metadata 4 0 R>>"), PAGES, PAGE, stream(b"<x:xmpmeta")],
    "a form that draws itself": [
        CATALOG,
        PAGES,
        PAGE.replace(b"<<>>", b"<</XObject<</X 4 0 R>>>>/Contents 5 0 R"),
        stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"),
        stream(b"/X Do q q q BT Tj ET"),
    ],
    "numbers where strings belong": [
        CATALOG,
        PAGES,
        PAGE.replace(b"/Parent", b"/Annots[<</Subtype/Link/A<</S/URI/URI 2000000000>>>>]/Contents 4 0 R/Parent"),
        stream(b"BT 2000000000 12 Tf 2000000000 Tj ET"),
    ],
    "names that are no UTF-8": [
        CATALOG.replace(
            b">>",
            b"/MarkInfo<</Marked true>>/StructTreeRoot<</K<</S/\xc3/K 0>>/RoleMap<</\xc3/\xff>>>>"
            b"/PageLabels<</Nums[0<</S/\xff>>]>>/Dests<</\xc3[3 0 R/Fit]>>/Outlines<</First 6 0 R>>>>",
        ),
        PAGES,
        PAGE.replace(
            b"<<>>", b"<</Font<</\xe9 5 0 R>>/ColorSpace<</\xc3/\xff>>/\xff 1>>/Group<</CS/\xff>>/Contents 4 0 R"
        ),
        stream(b"/\xc3 cs 0 sc BT /\xe9 12 Tf 20 100 Td (Words) Tj ET"),
        b"<</Type/Font/Subtype/\xff/BaseFont/\xc3\xc3/Encoding/\xfe>>",
        b"<</Title(a)/Dest/\xc3>>",
    ],
    "entries of all the wrong kinds": [
        CATALOG.replace(b">>", b"/Lang 3/OpenAction 4/AA[1]/AcroForm(a)/OutputIntents 7/ViewerPreferences/A/URI 2>>"),
        PAGES,
        PAGE.replace(b"/Parent", b"/Rotate/A/UserUnit(b)/TrimBox 3/BleedBox[1 2]/CropBox[9 9 1 1]/Tabs 3/AA 4/Parent"),
    ],
}


def report_of(data: bytes, folder: Path) -> Report:
    path = folder / "file.pdf"
    path.write_bytes(data)
    return examine(path)


def codes(report: Report) -> set[str]:
    return {finding.code for finding in report.findings}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_give_findings(name: str, tmp_path: Path) -> None:
    report = report_of(written(HOSTILE[name]), tmp_path)
    assert report.findings
    assert "HP449" not in codes(report)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "HP400"),
        (b"PK\x03\x04 a letter", "HP400"),
        (b"%PDF-1.7\n", "HP400"),
        (
            b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \ntrailer<</Size 1/Root 1 0 R/Prev 9>>\nstartxref\n9\n%%EOF",
            "HP400",
        ),
        (written(HOSTILE["page tree in a loop"]), "HP400"),
        (written(HOSTILE["kids that are none"]), "HP405"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, code: str, tmp_path: Path) -> None:
    report = report_of(data, tmp_path)
    assert [finding.code for finding in report.findings] == [code]
    assert report.findings[0].severity is Severity.ERROR
    assert "0x" not in report.findings[0].message


def test_what_is_no_file_is_a_usage_error(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.pdf"):
        with pytest.raises(UsageError):
            examine(path)


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert codes(examine(path)) == {"HP404"}


def test_a_bomb_is_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemaprint.preflight.file._MOST_OF_OTHERS", 1 << 20)
    bomb = stream(zlib.compress(bytes(4 << 20)), b"/Filter/FlateDecode")
    twice = stream(zlib.compress(zlib.compress(bytes(4 << 20))), b"/Filter[/FlateDecode/FlateDecode]")
    for one in (bomb, twice):
        assert "HP401" in codes(report_of(written([CATALOG, PAGES, PAGE, one]), tmp_path))


@pytest.mark.parametrize("name", ["a form that multiplies", "a page of 300 MB"])
def test_what_takes_all_memory_ends_in_a_finding(name: str, tmp_path: Path) -> None:
    page = PAGE.replace(b"<<>>", b"<</XObject<</X 5 0 R>>>>/Contents 4 0 R")
    form = stream(b"/X Do /X Do", b"/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>")
    long = zlib.compress(zlib.compress(b"0 0 m 9 9 l S " * (300_000_000 // 14)))
    content = {
        "a form that multiplies": stream(b"/X Do"),
        "a page of 300 MB": stream(long, b"/Filter[/FlateDecode/FlateDecode]"),
    }[name]
    report = report_of(written([CATALOG, PAGES, page, content, form]), tmp_path)
    assert "HP469" in codes(report)
    assert report.pages == 1
    assert "HP429" in codes(report), "the other questions are asked all the same"


def test_a_check_that_fails_is_a_finding_and_the_others_go_on(tmp_path: Path) -> None:
    class PanicError(BaseException):
        """What pyo3 raises for a panic is no Exception."""

    def check_luck(_subject: Subject) -> list[Finding]:
        raise PanicError("bad luck")

    def check_more(_subject: Subject) -> list[Finding]:
        return [Finding("HP416", Severity.NOTE, "another")]

    path = tmp_path / "file.pdf"
    path.write_bytes(written([CATALOG, PAGES, PAGE]))
    report = examine(path, more=(check_luck, check_more))
    assert {"HP449", "HP416"} <= codes(report)


@pytest.fixture
def heeding() -> Iterator[None]:
    """Interrupts are heeded: a shell has them ignored by what it starts in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeding")
def test_an_interrupt_passes(tmp_path: Path) -> None:
    def check_patience(_subject: Subject) -> list[Finding]:
        os.kill(os.getppid(), signal.SIGINT)
        signal.pause()
        return []

    path = tmp_path / "file.pdf"
    path.write_bytes(written([CATALOG, PAGES, PAGE]))
    with pytest.raises(KeyboardInterrupt):
        examine(path, more=(check_patience,))


@cache
def rich() -> bytes:
    """A small file with something of everything: text, tags, links, an outline, labels, names, XMP."""
    pdf = pikepdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
    page = pdf.add_blank_page(page_size=(200, 200))
    page.obj.Resources = Dictionary(Font=Dictionary(F=font))
    page.obj.Contents = pdf.make_stream(b"/P <</MCID 0>> BDC BT /F 12 Tf 20 100 Td (Words) Tj ET EMC")
    page.obj.TrimBox, page.obj.BleedBox = Array([10, 10, 190, 190]), Array([0, 0, 200, 200])
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([1, 1, 9, 9]), Dest=String("there"))
    page.obj.Annots = Array([pdf.make_indirect(link)])
    destination = Array([page.obj, Name.Fit])
    pdf.Root.Names = Dictionary(Dests=Dictionary(Names=Array([String("there"), destination])))
    entry = pdf.make_indirect(Dictionary(Title=String("One"), Dest=destination))
    pdf.Root.Outlines = Dictionary(First=entry, Last=entry, Count=1)
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, RoleMap=Dictionary(A=Name.P)))
    root.K = pdf.make_indirect(Dictionary(S=Name.A, P=root, Pg=page.obj, K=Array([0])))
    pdf.Root.StructTreeRoot, pdf.Root.MarkInfo = root, Dictionary(Marked=True)
    pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))
    with pdf.open_metadata() as metadata:
        metadata["dc:title"], metadata["pdfuaid:part"], metadata["pdfaid:part"] = "Words", "1", "3"
        metadata["pdfaid:conformance"] = "A"
    target = BytesIO()
    pdf.save(target, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


@pytest.mark.fuzz
@settings(max_examples=examples(50), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=6)), max_size=6),
    cut=st.one_of(st.none(), st.tuples(st.floats(0, 1), st.integers(1, 400))),
)
def test_any_damage_is_survived(
    changes: list[tuple[float, bytes]], cut: tuple[float, int] | None, tmp_path: Path
) -> None:
    data = bytearray(rich())
    for place, written_over in changes:
        at = int(place * (len(data) - 1))
        data[at : at + len(written_over)] = written_over
    if cut is not None:
        at = int(cut[0] * (len(data) - 1))
        del data[at : at + cut[1]]
    report = report_of(bytes(data), tmp_path)
    assert report.findings
    assert "HP449" not in codes(report)
