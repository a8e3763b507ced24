"""A proof is the issue with a stamp: numbered, for a reader, as sound as before, the same bytes for the same day."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.sourcemap import map_path, read_map
from hemaprint.errors import ContentError, UsageError
from hemaprint.preflight.examine import examine
from hemaprint.review.comparison import compare
from hemaprint.review.proof.making import checked_names
from hemaprint.review.proof.records import newest, rounds
from hemaprint.review.proof.sent import newest_pages
from hemaprint.review.proof.stamp import SLUG, is_proof, unstamped
from hemaprint.review.versions import open_version
from samples import NAME

from .conftest import DAY, LETTER, Desk


def test_the_same_pages_reader_and_day_give_the_same_bytes(desk: Desk) -> None:
    before = (desk.folder / f"{NAME}-proof-1-ana-reyes.pdf").read_bytes()
    (made,) = desk.make("Ana Reyes")
    assert (made.sent.stamped.number, made.path.read_bytes() == before) == (1, True)
    assert [one.file for one in rounds(desk.project, NAME)[0].sent] == [
        f"{NAME}-proof-1-{name}.pdf" for name in ("ana-reyes", "tom-berg")
    ]
    (other,) = desk.make("Ana Reyes", day=DAY.replace(day=15))
    assert other.path.read_bytes() != before


def test_other_pages_have_the_next_number(desk: Desk) -> None:
    desk.letter.write_text(desk.letter.read_text("utf-8").replace("bends", "turns"), "utf-8")
    (made,) = desk.make("Ana Reyes")
    assert made.path.name == f"{NAME}-proof-2-ana-reyes.pdf"
    assert newest(desk.project, NAME) == made.path
    assert [one.number for one in rounds(desk.project, NAME)] == [1, 2]
    first, second = (one.manuscripts[LETTER] for one in rounds(desk.project, NAME))
    assert first.replace("bends", "turns") == second


def test_ten_is_newer_than_nine(desk: Desk) -> None:
    for number in (9, 10):
        (desk.folder / f"{NAME}-proof-{number}-x.pdf").touch()
    path = newest(desk.project, NAME)
    assert path is not None
    assert path.name == f"{NAME}-proof-10-x.pdf"
    assert newest(desk.project, "2024-12") is None


def test_names_of_every_script_have_their_files(desk: Desk) -> None:
    made = desk.make("李文", "Ána Reyes", "محمد علي")
    names = [one.path.stem.removeprefix(f"{NAME}-proof-1-") for one in made]
    assert names == ["reader", "ana-reyes-2", "reader-2"]
    assert all(is_proof(one.path.read_bytes()) for one in made)


@pytest.mark.parametrize("name", ["", "  ", "a" * 61, "a\x00b", "\u202eAna"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(UsageError):
        checked_names([name])


def test_a_name_is_asked_for_once() -> None:
    assert checked_names(["Ana  Reyes", "Ana Reyes ", "Tom"]) == ("Ana Reyes", "Tom")


def test_the_stamp_is_seen_and_can_be_taken_off(desk: Desk) -> None:
    (path,) = desk.root.glob("dist/*/*-digital.pdf")
    pages, proof = path.read_bytes(), (desk.folder / f"{NAME}-proof-1-ana-reyes.pdf").read_bytes()
    with pypdfium2.PdfDocument(proof) as document:
        for page in document:
            text = page.get_textpage().get_text_range()
            assert "Draft: proof 1 of 2025-01 for Ana Reyes, 2025-02-14." in text
            assert page.get_trimbox()[1] - page.get_mediabox()[1] >= SLUG
    assert not compare(open_version("a", path, pages), open_version("b", path, proof)).is_same
    assert compare(open_version("a", path, pages), open_version("b", path, unstamped(proof))).is_same


def test_its_words_and_their_places_are_those_of_the_issue(desk: Desk) -> None:
    (path,) = desk.root.glob("dist/*/*-digital.pdf")
    proof = desk.folder / f"{NAME}-proof-1-ana-reyes.pdf"
    before, after = (open_version("x", one, one.read_bytes()) for one in (path, proof))
    for one, other in zip(before.leaves, after.leaves, strict=True):
        assert one.copy == other.copy
        assert one.trim == other.trim


def test_preflight_has_nothing_to_say(desk: Desk) -> None:
    for name in ("ana-reyes", "tom-berg"):
        path = desk.folder / f"{NAME}-proof-1-{name}.pdf"
        with pikepdf.open(path) as pdf:
            metadata = pdf.Root.Metadata.read_bytes().decode()
        assert "pdfuaid:part" in metadata
        assert "pdfaid:part" not in metadata  # readers would open it for reading only
        assert [one for one in examine(path).findings if one.code not in ("HP408",)] == []


def test_an_embargo_stands_on_it(desk: Desk) -> None:
    manifest = desk.root / "content" / NAME / "issue.yaml"
    manifest.write_text(manifest.read_text("utf-8").replace("{", '{"embargo": "2099-01-01 09:00 +01:00",', 1), "utf-8")
    (made,) = desk.make("Ana Reyes")
    with pypdfium2.PdfDocument(made.path) as document:
        assert "Embargoed until 2099-01-01 09:00 +01:00." in document[0].get_textpage().get_text_range()


def test_the_pages_that_were_sent_know_their_lines(desk: Desk) -> None:
    sent = newest_pages(desk.project, NAME)
    assert sent is not None
    assert sent.origin is not None
    (path,) = desk.root.glob("dist/*/*-digital.pdf")
    known = read_map(map_path(desk.project.cache, path), path.read_bytes(), desk.root)
    assert known is not None
    assert [page.source for page in sent.origin.pages] == [page.source for page in known.pages]
    assert pikepdf.open(BytesIO(sent.pdf)).pages[0]


def test_a_damaged_record_or_proof_is_told(desk: Desk, tmp_path: Path) -> None:
    (desk.folder / f"{NAME}-proof-1-tom-berg.pdf").write_bytes(b"%PDF-1.7")
    with pytest.raises(ContentError) as caught:
        newest_pages(desk.project, NAME)
    assert [one.code for one in caught.value.problems] == ["HP810"]
    record = desk.folder / f"{NAME}-proof-1.json"
    for damaged in ("{", record.read_text("utf-8").replace('"version": 1', '"version": 2')):
        record.write_text(damaged, "utf-8")
        with pytest.raises(ContentError) as caught:
            desk.make("Ana Reyes")
        assert [one.code for one in caught.value.problems] == ["HP816"]
    assert not is_proof(b"no PDF")
