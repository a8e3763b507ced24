"""Changes that are certain are made as they were wished, and no others."""

from __future__ import annotations

import subprocess
from shutil import which

import pytest

from hemaprint.review.proof import remarks
from hemaprint.review.proof.collecting import collected_of
from hemaprint.review.proof.mending import mend, patch, write
from hemaprint.review.proof.standing import CHANGED, Stood, stand
from hemaprint.review.proof.telling import wish
from samples import NAME

from .conftest import LETTER, Desk


def applied(desk: Desk, stood: Stood) -> str:
    """The letter after all certain changes."""
    write(desk.project, NAME, mend(stood))
    return desk.letter.read_text("utf-8")


@pytest.mark.parametrize(
    ("struck", "old", "new"),
    [
        ("the river wide, and", "found the river wide, and the", "found the"),
        ("the river bends", "stands\nwhere the river bends.", "stands\nwhere."),
        ("where the river bends", "stands\nwhere the river bends.", "stands."),
        ("Old cells come", "Old cells come back", "back"),
        ("wide, and the second one", "", ""),
        ("never", 'say "never" -- and', 'say "" -- and'),
        ("incomprehensibilities writes", "commercialises incomprehensibilities writes extra", "commercialises extra"),
        ("long words", "long\nwords, so", ", so"),
    ],
)
def test_struck_words_go_with_their_space(desk: Desk, struck: str, old: str, new: str) -> None:
    before = desk.letter.read_text("utf-8")
    pen = desk.pen()
    pen.strike(struck)
    after = applied(desk, desk.back(pen))
    if old:
        assert before.count(old) == 1
        assert after == before.replace(old, new).replace("extraordinarily , so", "extraordinarily, so")
    else:
        assert after == before  # a mark of emphasis is in the way


@pytest.mark.parametrize(
    ("after", "text", "old", "new"),
    [
        ("A bridge", " of stone", "A bridge stands", "A bridge of stone stands"),
        ("A bridge", ",", "A bridge stands", "A bridge, stands"),
        ("river wi", "l", "wide", "wilde"),
        ("come back", " often ", "come back by", "come back often by"),
        ("A bridge", "s", "", ""),
        ("A bridge", " of *stone*", "", ""),
        ("stands", " there", "A bridge stands\n", "A bridge stands there\n"),
        ("counted twice", " or\nmore", "", ""),
    ],
)
def test_inserted_words_have_single_spaces(desk: Desk, after: str, text: str, old: str, new: str) -> None:
    before = desk.letter.read_text("utf-8")
    pen = desk.pen()
    pen.insert(after, text)
    assert applied(desk, desk.back(pen)) == (before.replace(old, new, 1) if old else before)


def test_a_caret_between_two_words_inserts_a_word(desk: Desk) -> None:
    pen = desk.pen()
    one, other = pen.find("Old"), pen.find("cells come")
    x = (one.boxes[0][2] + other.boxes[0][0]) / 2
    pen.add(one.page, "Caret", (x - 2, one.boxes[0][1], x + 2, one.boxes[0][1] + 5), Contents="red")
    before = desk.letter.read_text("utf-8")
    assert applied(desk, desk.back(pen)) == before.replace("Old cells come", "Old red cells come")


def test_many_changes_of_two_readers(desk: Desk) -> None:
    before = desk.letter.read_text("utf-8")
    ana, tom = desk.pen(0), desk.pen(1)
    ana.replace("narrow", "strait")
    tom.replace("narrow", "strait")  # they agree
    ana.strike("twice")
    tom.replace("say", "cry")
    tom.insert("the same", " old")
    wanted = (
        before.replace("narrow", "strait")
        .replace(" twice", "")
        .replace("say", "cry")
        .replace("the same", "the same old")
    )
    stood = desk.back(ana, tom)
    mended = mend(stood)
    assert [len(one.made) for one in mended] == [5]
    assert applied(desk, stood) == wanted
    again = stand(desk.project, collected_of(desk.project, NAME))
    assert all(one.done for one in again.remarks)
    assert mend(again) == ()


@pytest.mark.parametrize(
    ("struck", "doubt"),
    [
        ("second", remarks.CROSSED),
        ("nobody", remarks.CROSSED),
        ("Letter", remarks.FRONT_MATTER),
        ("Plain cells", remarks.NOT_MARKDOWN),
    ],
)
def test_what_is_not_certain_says_why(desk: Desk, struck: str, doubt: str) -> None:
    before = desk.letter.read_text("utf-8")
    pen = desk.pen()
    pen.strike(struck)
    stood = desk.back(pen)
    assert [one.doubt for one in stood.remarks] in ([doubt], [remarks.NOT_FOUND])
    assert applied(desk, stood) == before


def test_equal_words_are_told_apart_by_what_is_around_them(desk: Desk) -> None:
    before = desk.letter.read_text("utf-8")
    pen = desk.pen()
    found = pen.find("Old cells are")
    pen.on("StrikeOut", pen.find("cells are"))
    assert found.page
    assert applied(desk, desk.back(pen)) == before.replace("Old cells are counted", "Old counted")


def test_conflicts_are_left_to_the_editor(desk: Desk) -> None:
    before = desk.letter.read_text("utf-8")
    ana, tom = desk.pen(0), desk.pen(1)
    ana.strike("counted twice")
    tom.on("Highlight", tom.find("twice"), Contents="Leave this in")
    stood = desk.back(ana, tom)
    assert [one.doubt for one in stood.remarks if one.remark.is_change] == [remarks.IN_CONFLICT]
    assert applied(desk, stood) == before


def test_a_line_that_was_changed_is_left_alone_and_others_are_not(desk: Desk) -> None:
    pen = desk.pen()
    pen.strike("narrow")
    pen.strike("twice")
    desk.back(pen)
    text = desk.letter.read_text("utf-8").replace("The first reader", "One more line.\n\nThe first of readers")
    desk.letter.write_text(text, "utf-8")
    stood = stand(desk.project, collected_of(desk.project, NAME))
    assert {wish(one.remark): one.doubt for one in stood.remarks} == {"strike “narrow”": CHANGED, "strike “twice”": ""}
    assert applied(desk, stood) == text.replace(" twice", "")


def test_line_ends_and_the_end_of_the_file_stay(desk: Desk) -> None:
    data = desk.letter.read_bytes().rstrip(b"\n").replace(b"\n", b"\r\n")
    desk.letter.write_bytes(data)
    desk.make("Ana Reyes")
    pen = desk.pen()
    pen.strike("twice")
    write(desk.project, NAME, mend(desk.back(pen)))
    assert desk.letter.read_bytes() == data.replace(b" twice", b"")


@pytest.mark.skipif(which("git") is None, reason="git is not installed")
@pytest.mark.parametrize("cut", [False, True])
def test_the_patch_is_one(desk: Desk, cut: bool) -> None:
    if cut:
        desk.letter.write_bytes(desk.letter.read_bytes().rstrip(b"\n"))
        desk.make("Ana Reyes")
    pen = desk.pen()
    pen.strike("twice")
    pen.strike("somewhere")
    before = desk.letter.read_text("utf-8")
    mended = mend(desk.back(pen))
    text = patch(desk.project, mended)
    assert f"+++ b/{LETTER}" in text
    subprocess.run(["git", "apply", "-"], cwd=desk.root, input=text.encode(), check=True, timeout=60)
    assert desk.letter.read_text("utf-8") == before.replace(" twice", "").replace(" somewhere", "")
