"""Claims are checked by page-validation, whose known mistake is not passed on."""

from __future__ import annotations

import re
from functools import partial
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from page import ValidationProfile, validate_pdf_bytes

from hemaprint.bind.editions import Edition
from hemaprint.preflight.examine import examine
from hemaprint.system.process import Answers, Bounds, answers_of

from .conftest import Magazine
from .seeds import attachment, changed


def with_return_at_its_end(pdf: pikepdf.Pdf) -> None:
    """A picture's data that end in a carriage return; its length says so rightly."""
    stream = pdf.make_stream(b"")
    stream.write(b"1 0 0 rg\r", filter=None)
    pdf.Root.PieceInfo = pikepdf.Dictionary(X=stream)


def _validate(data: bytes, answers: Answers) -> None:
    for failure in validate_pdf_bytes(data, profile=ValidationProfile.PDF_A_3A).failures:
        answers.send(failure.rule_id)


def test_a_carriage_return_at_the_end_of_data_is_no_fault(magazine: Magazine, tmp_path: Path) -> None:
    """The first half fails when page-validation no longer makes the mistake: then take the workaround out."""
    make = changed(with_return_at_its_end, compress_streams=False)
    bad = make(magazine.edition(Edition.DIGITAL).read_bytes())
    assert any("STREAM-LENGTH" in rule for rule in answers_of(partial(_validate, bad), Bounds.of(len(bad))))
    with pikepdf.open(BytesIO(bad)) as pdf:
        assert pdf.check_pdf_syntax() == []
    path = tmp_path / "file.pdf"
    path.write_bytes(bad)
    assert "HP407" not in {finding.code for finding in examine(path).findings}


def test_a_length_that_is_wrong_is_no_mistake(magazine: Magazine, tmp_path: Path) -> None:
    good = changed(lambda pdf: None, compress_streams=False)(magazine.edition(Edition.DIGITAL).read_bytes())
    bad = re.sub(rb"/Length (\d)(?=\d+ *(/|>>))", rb"/Length 9", good, count=1)
    assert len(bad) == len(good)
    path = tmp_path / "file.pdf"
    path.write_bytes(bad)
    assert any("STREAM-LENGTH" in one.message for one in examine(path).findings if one.code == "HP407")


@pytest.mark.parametrize(
    ("level", "attached", "codes"),
    [("F", False, {"HP407", "HP408"}), ("F", True, {"HP408"}), ("", True, {"HP407", "HP408"}), ("", False, {"HP408"})],
)
def test_a_claim_that_no_validator_here_knows(
    magazine: Magazine, tmp_path: Path, level: str, attached: bool, codes: set[str]
) -> None:
    def newer(pdf: pikepdf.Pdf) -> None:
        data = pdf.Root.Metadata.read_bytes().replace(b"<pdfaid:part>3<", b"<pdfaid:part>4<")
        pdf.Root.Metadata.write(data.replace(b"<pdfaid:conformance>A<", f"<pdfaid:conformance>{level}<".encode()))
        if attached:
            attachment(pdf)

    path = tmp_path / "file.pdf"
    path.write_bytes(changed(newer)(magazine.edition(Edition.DIGITAL).read_bytes()))
    found = [finding for finding in examine(path).findings if "PDF/A-4" in finding.message]
    assert {finding.code for finding in found} == codes
