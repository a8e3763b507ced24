"""Tagged pages with one thing that a screen reader would stumble over, and pages that only come close."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from hemaprint.errors import Severity

from .sheet import Prepare, on_screen, text

ERROR, WARNING = Severity.ERROR, Severity.WARNING
GREEK = "<03BB03CC03B303BF03C2>"
"""λόγος in UTF-16."""


def marked(number: int, content: str) -> str:
    return f"/P <</MCID {number}>> BDC {content} EMC "


def tags(*kids: tuple[str, list[int]], language: str = "en", **entries: object) -> Prepare:
    """A tree of one level over the page: types with the sequences that they hold; the first has ``entries``."""

    def prepare(pdf: pikepdf.Pdf) -> None:
        pdf.Root.MarkInfo, pdf.Root.Lang = Dictionary(Marked=True), String(language)
        made = [
            pdf.make_indirect(Dictionary(S=Name(f"/{kind}"), Pg=pdf.pages[0].obj, K=Array(held))) for kind, held in kids
        ]
        for key, value in entries.items():
            made[0][f"/{key}"] = value
        pdf.Root.StructTreeRoot = pdf.make_indirect(Dictionary(K=Array(made)))

    return prepare


def lines(*heights: int) -> str:
    return "".join(marked(number, text("Cells", at=(50, height))) for number, height in enumerate(heights))


def replaced(actual: str) -> str:
    return f"/Span <</MCID 0 /ActualText <FEFF{actual.strip('<>')}>>> BDC {text('xxxxx')} EMC"


@pytest.mark.parametrize(
    ("found", "content", "prepare"),
    [
        pytest.param([("HP481", ERROR)], marked(0, "50 50 9 9 re f"), tags(("Link", [0])), id="link without words"),
        pytest.param([("HP481", WARNING)], marked(0, text("Click here.")), tags(("Link", [0])), id="link to here"),
        pytest.param([("HP484", WARNING)], text("Cells"), tags(("P", [0])), id="text outside the tags"),
        pytest.param(
            [("HP484", WARNING)],
            marked(0, f"/Artifact BMC {text('Cells')} EMC"),
            tags(("P", [0])),
            id="decoration inside a paragraph",
        ),
        pytest.param([("HP486", WARNING)], replaced(GREEK), tags(("P", [0])), id="Greek in English"),
        pytest.param(
            [("HP489", WARNING)],
            lines(*range(50, 250, 15)),
            tags(*(("P", [number]) for number in range(14))),
            id="from the foot to the head",
        ),
    ],
)
def test_what_is_read_badly_is_named(found: list[tuple[str, Severity]], content: str, prepare: Prepare) -> None:
    assert on_screen("0 g " + content, prepare) == found


@pytest.mark.parametrize(
    ("content", "prepare"),
    [
        pytest.param(marked(0, text("Here is the registry")), tags(("Link", [0])), id="link that begins with here"),
        pytest.param(
            marked(0, "50 50 9 9 re f"),
            tags(("Link", [0]), Alt=String("The registry")),
            id="link with a text of its own",
        ),
        pytest.param(f"/Artifact BMC {text('Cells')} EMC", tags(("P", [])), id="decoration"),
        pytest.param(replaced(GREEK), tags(("P", [0]), Lang=String("el")), id="Greek that says so"),
        pytest.param(replaced("<03B1>"), tags(("P", [0])), id="the letter alpha"),
        pytest.param(
            lines(*range(250, 50, -15)),
            tags(*(("P", [number]) for number in range(14))),
            id="from the head to the foot",
        ),
    ],
)
def test_what_only_looks_as_if_it_were_read_badly(content: str, prepare: Prepare) -> None:
    assert on_screen("0 g " + content, prepare) == []
