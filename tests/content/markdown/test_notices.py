"""Notices of what was printed before, and QR codes in the copy."""

from __future__ import annotations

import pytest

from content.markdown.reader import Reader, faults
from hemaprint.content.blocks import Notice, QrCode
from hemaprint.content.spans import text_of


@pytest.mark.parametrize("kind", ["correction", "retraction", "concern"])
def test_a_notice_names_its_article(reader: Reader, kind: str) -> None:
    said = ":source: Number 1, page 14\n:doi: https://doi.org/10.1234/hf.2025.014\n\nIt is 9.4 kg.\n"
    body = reader.read(f":::{{{kind}}} The weight\n{said}:::\n")
    assert faults(body) == []
    (notice,) = body.blocks
    assert isinstance(notice, Notice)
    assert (notice.kind, text_of(notice.title), text_of(notice.source)) == (kind, "The weight", "Number 1, page 14")
    assert (notice.doi, len(notice.blocks)) == ("10.1234/hf.2025.014", 1)


def test_a_notice_that_names_none(reader: Reader) -> None:
    assert reader.faults(":::{correction} The weight\n\nIt is 9.4 kg.\n:::\n") == [("HP197", 1, 1)]
    assert reader.faults(":::{retraction}\n:doi: 10.1234/x\n\nGone.\n:::\n") == [("HP119", 1, 1)]
    assert [code for code, *_ in reader.faults(":::{concern} It\n:doi: nine\n\nWe ask.\n:::\n")] == ["HP050"]
    assert reader.faults(":::{correction} The weight\n:doi: 10.1234/x\n:::\n") == [("HP121", 1, 1)]


def test_a_code_has_its_address_in_words(reader: Reader) -> None:
    (code,) = reader.read(":::{qr} https://www.a.org/data/\nAll of the data:\n:::\n").blocks
    assert isinstance(code, QrCode)
    assert (code.href, code.printed, text_of(code.caption)) == (
        "https://www.a.org/data/",
        "a.org/data",
        "All of the data:",
    )


@pytest.mark.parametrize(("address", "code"), [("a.org/data", "HP057"), ("https://a.org/" + "x" * 150, "HP118")])
def test_an_address_that_is_no_code(reader: Reader, address: str, code: str) -> None:
    assert [found for found, *_ in reader.faults(f":::{{qr}} {address}\n:::\n")] == [code]
