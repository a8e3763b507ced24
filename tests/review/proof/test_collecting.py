"""What readers wrote comes back: every annotation, at its words and its line, whichever program wrote it."""

from __future__ import annotations

import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Name, String

from fuzzing import examples
from hemaprint.errors import ContentError
from hemaprint.review.proof.annotations import Kind, plain_of, read_annotations
from hemaprint.review.proof.collecting import collect, collected_of, remarks_path, tick
from hemaprint.review.proof.standing import Standing, State, stand
from hemaprint.review.proof.telling import checklist, data, wish
from samples import NAME

from .conftest import Desk
from .readers import Pen


def told(standings: tuple[Standing, ...]) -> list[tuple[str, str, int]]:
    """What is wished, by whom, and at which line."""
    return [(one.remark.who, wish(one.remark), one.location.line) for one in standings]


def test_every_kind_is_at_its_line(desk: Desk) -> None:
    pen = desk.pen()
    pen.strike("narrow")
    pen.insert("A bridge", " of stone")
    pen.replace("twice", "once")
    pen.on("Highlight", pen.find("same road"), Contents="Which one?")
    pen.on("Squiggly", pen.find("river wide"))
    pen.add(pen.find("Old cells").page, "Text", (0, 0, 20, 20), Contents="A fine page")
    line = desk.letter.read_text("utf-8").split("\n").index
    first, second = (
        line("where the river bends.") + 1,
        line('[nobody](https://example.org/) asks why. They say "never" -- and mean it.') + 1,
    )
    assert [one for one in told(desk.back(pen).remarks) if one[1] != "“A fine page”"] == [
        ("Ana Reyes", "marked “river wide”", first - 1),
        ("Ana Reyes", "strike “narrow”", first - 1),
        ("Ana Reyes", "insert “of stone”", first - 1),
        ("Ana Reyes", "on “same road”: “Which one?”", second - 1),
        ("Ana Reyes", "replace “twice” by “once”", second - 1),
    ]


def test_a_word_that_a_line_divides_is_one_word(desk: Desk) -> None:
    pen = desk.pen()
    pen.strike("incomprehensibilities")
    (one,) = desk.back(pen).remarks
    assert (one.remark.words, one.is_certain) == ("incomprehensibilities", True)


@pytest.mark.parametrize("order", [Pen.ACROBAT, Pen.SPECIFICATION, (3, 1, 0, 2)])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_corners_in_every_order_on_pages_turned_anyhow(desk: Desk, order: tuple[int, int, int, int], turn: int) -> None:
    pen = Pen(desk.folder / f"{NAME}-proof-1-ana-reyes.pdf", order=order)
    pen.strike("come back by the same road")
    for page in pen.pdf.pages:
        page.obj.Rotate = turn
    (one,) = desk.back(pen).remarks
    assert (one.remark.words, one.is_certain) == ("come back by the same road", True)


def test_strings_of_every_encoding_and_rich_text(desk: Desk) -> None:
    pen = desk.pen(author="Zoë 李")
    found = pen.find("A bridge")
    rich = '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p>Say <b>which</b> &amp; why</p>'
    rich += "<p>è</p></body>"
    pen.on("Highlight", found, Contents="where \u2013 李文?")
    pen.on("Highlight", found, RC=rich)
    pen.on("Highlight", found, Contents=pikepdf.String(b"caf\xe9"))
    assert {one.remark.text for one in desk.back(pen).remarks} == {"where \u2013 李文?", "Say which & why\nè", "café"}


@pytest.mark.parametrize(
    ("rich", "plain"),
    [
        ("", ""),
        ("<p>a</p>", "a"),
        ("a<br/>b", "a\nb"),
        ("<p>a\nb</p>\n", "a b"),
        ("<b>unclosed", "unclosed"),
        ("1 < 2", "1 < 2"),
    ],
)
def test_rich_text_without_its_markup(rich: str, plain: str) -> None:
    assert plain_of(rich) == plain


def test_answers_belong_to_what_they_answer(desk: Desk) -> None:
    pen = desk.pen(author="Ana")
    first = pen.on("Highlight", pen.find("A bridge"), Contents="Which?")
    page = pen.find("A bridge").page
    second = pen.add(page, "Text", (0, 0, 9, 9), Contents="The old one", IRT=first)
    pen.add(page, "Text", (0, 0, 9, 9), Contents="Ah", IRT=second, RT=Name.R)
    pen.add(page, "Text", (0, 0, 9, 9), State="Completed", StateModel="Review", IRT=first, F=30)
    (one,) = desk.back(pen).remarks
    assert [answer.text for answer in one.remark.answers] == ["The old one", "Ah", "Completed"]


def test_annotations_that_answer_one_another_are_all_listed(desk: Desk) -> None:
    pen = desk.pen()
    page = pen.find("A bridge").page
    one = pen.add(page, "Text", (0, 0, 9, 9), Contents="one")
    other = pen.add(page, "Text", (0, 0, 9, 9), Contents="other", IRT=one)
    one.IRT = other
    assert {each.remark.text for each in desk.back(pen).remarks} == {"one", "other"}


def test_what_programs_copy_into_a_note_is_not_said_by_the_reader(desk: Desk) -> None:
    pen = desk.pen()
    pen.strike("A bridge stands", Contents="A bridge stands")
    pen.strike("counted", Contents="added up")
    first, second = desk.back(pen).remarks
    assert (first.remark.note, first.is_certain) == ("", True)
    assert (second.remark.note, second.is_certain) == ("added up", False)


_SUBTYPES = st.sampled_from(
    [
        *("Highlight", "Underline", "Squiggly", "StrikeOut", "Caret", "Text", "FreeText", "Ink", "Square", "Circle"),
        *("Line", "Polygon", "PolyLine", "Stamp", "FileAttachment", "Redact", "Unheard"),
    ]
)
_NUMBERS = st.floats(-1000, 2000)
_VALUES: st.SearchStrategy[object] = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    st.integers(-(2**40), 2**40),
    st.just("/Off"),
    st.just([]),
)


def _object(value: object) -> Any:
    if isinstance(value, str):
        return Name(value) if value == "/Off" else String(value)
    return Array(value) if isinstance(value, list) else value


@settings(max_examples=examples(25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            _SUBTYPES,
            st.integers(0, 2),
            st.dictionaries(
                st.sampled_from(["/Contents", "/T", "/M", "/RC", "/Rect", "/QuadPoints", "/NM", "/IT", "/F", "/AP"]),
                _VALUES,
            ),
            st.lists(_NUMBERS, max_size=18),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_no_annotation_is_lost(desk: Desk, drawn: list[tuple[str, int, dict[str, Any], list[float]]]) -> None:
    remarks_path(desk.project, NAME).unlink(missing_ok=True)
    pen = desk.pen()
    for subtype, page, entries, quads in drawn:
        one = pen.add(page, subtype, (10, 10, 30, 30))
        one.QuadPoints = Array(quads)
        for key, value in entries.items():
            one[key] = _object(value)
    assert len(list(read_annotations(pen.pdf))) == len(drawn)
    assert len(desk.back(pen).remarks) == len(drawn)


def test_two_people_on_the_same_words(desk: Desk) -> None:
    ana, tom = desk.pen(0), desk.pen(1)
    ana.strike("come back by the same road")
    tom.replace("the same", "another")
    ana.on("Highlight", ana.find("counted"), Contents="Keep this")
    tom.strike("counted twice")
    ana.strike("A bridge")
    tom.strike("A bridge")  # they agree
    stood = desk.back(ana, tom)
    groups = [sorted(wish(one.remark) for one in group) for group in stood.in_conflict()]
    assert groups == [
        ["replace “the same” by “another”", "strike “come back by the same road”"],
        ["on “counted”: “Keep this”", "strike “counted twice”"],
    ]
    assert [one.conflict for one in stood.remarks] == [1, 1, 2, 2, 0, 0]
    assert not any(one.is_certain for one in stood.remarks if one.conflict and one.remark.is_change)
    listed = "\n".join(checklist(stood, str))
    assert listed.index("## Conflicts") < listed.index("come back") < listed.index("A bridge")


def test_several_people_in_one_file(desk: Desk) -> None:
    pen = desk.pen(author="Cy")
    pen.strike("narrow")
    pen.author = "Di"
    pen.strike("twice")
    assert [one.remark.who for one in desk.back(pen).remarks] == ["Cy", "Di"]


def test_remarks_are_kept_and_those_of_a_new_file_replace_the_old_ones(desk: Desk) -> None:
    ana, tom = desk.pen(0), desk.pen(1)
    ana.strike("narrow")
    tom.strike("twice")
    first = desk.back(ana, tom)
    tick(desk.project, NAME, {first.remarks[0].remark.identity: True, "unknown": True})
    ana.on("Highlight", ana.find("A bridge"), Contents="more")
    again = desk.collect(ana.save(desk.root / "second.pdf"))
    assert [(wish(one.remark), one.done) for one in again.remarks] == [
        ("strike “narrow”", True),
        ("on “A bridge”: “more”", False),
        ("strike “twice”", False),
    ]
    assert stand(desk.project, collected_of(desk.project, NAME)).remarks == again.remarks


def test_programs_that_drop_our_keys(desk: Desk) -> None:
    """Keywords are kept by most programs, and the file's name by all that do not rename it."""
    pen = desk.pen()
    pen.strike("narrow")
    del pen.pdf.docinfo["/HemaprintProof"]
    assert len(desk.back(pen).remarks) == 1
    del pen.pdf.docinfo["/Keywords"]
    pen.save(desk.root / "proof.pdf")
    assert codes(desk, desk.root / "proof.pdf") == ["HP812"]
    named = pen.save(desk.root / f"{NAME}-proof-1-ana-reyes (2).pdf")
    assert len(desk.collect(named).remarks) == 1


def codes(desk: Desk, *paths: Path) -> list[str]:
    return [one.code for one in collect(desk.project, paths)[1]]


def test_what_cannot_be_collected_is_told(desk: Desk, tmp_path: Path) -> None:
    whole = desk.pen()
    whole.strike("narrow")
    (tmp_path / "text.pdf").write_text("no PDF", "utf-8")
    (tmp_path / "empty.pdf").touch()
    locked = whole.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(user="a", owner="b"))
    short = desk.pen()
    del short.pdf.pages[0]
    short.save(tmp_path / "short.pdf")
    plain = desk.pen().save(tmp_path / "plain.pdf")
    foreign = desk.pen()
    foreign.pdf.docinfo["/HemaprintProof"] = String("0" * 12)
    foreign.save(tmp_path / "foreign.pdf")
    (issue,) = desk.root.glob("dist/*/*-digital.pdf")
    names = [
        *(tmp_path / name for name in ("text.pdf", "empty.pdf")),
        locked,
        issue,
        tmp_path / "foreign.pdf",
        tmp_path / "short.pdf",
        plain,
    ]
    assert codes(desk, *names) == ["HP810", "HP810", "HP811", "HP812", "HP813", "HP814", "HP815"]


def test_too_many_annotations_are_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hemaprint.review.proof.annotations.MOST", 3)
    pen = desk.pen()
    for _ in range(4):
        pen.add(0, "Text", (0, 0, 9, 9), Contents="again")
    assert codes(desk, pen.save(desk.root / "many.pdf")) == ["HP810"]


def test_a_proof_that_only_forbids_changes_can_be_read(desk: Desk) -> None:
    pen = desk.pen()
    pen.strike("narrow")
    path = pen.save(desk.root / "owner.pdf", encryption=pikepdf.Encryption(user="", owner="b"))
    assert len(desk.collect(path).remarks) == 1


def test_damaged_remarks_are_told(desk: Desk) -> None:
    remarks_path(desk.project, NAME).write_text("[]", "utf-8")
    with pytest.raises(ContentError) as caught:
        collected_of(desk.project, NAME)
    assert [one.code for one in caught.value.problems] == ["HP816"]


def test_remarks_follow_their_lines(desk: Desk) -> None:
    ana = desk.pen()
    for words in ("narrow", "where the river", "twice", "internationally"):
        ana.strike(words)
    before = desk.back(ana)
    text = desk.letter.read_text("utf-8")
    text = text.replace("The first reader", "A new paragraph.\n\nThe first reader")
    text = text.replace("where the river bends.", "and there the river bends.")
    head, _, tail = text.partition("Somebody who")
    desk.letter.write_text(head + tail.partition("\n")[2], "utf-8")
    after = stand(desk.project, collected_of(desk.project, NAME))
    lines = {one.remark.words: one.location.line for one in before.remarks}
    assert [(one.remark.words, one.location.line, one.state, one.is_certain) for one in after.remarks] == [
        ("narrow", lines["narrow"] + 2, State.SAME, True),
        ("where the river", lines["where the river"] + 2, State.CHANGED, False),
        ("twice", lines["twice"] + 2, State.SAME, True),
        ("internationally", 0, State.GONE, False),
    ]
    assert [one.code for one in after.problems] == ["HP817"]
    desk.letter.unlink()
    gone = stand(desk.project, collected_of(desk.project, NAME))
    assert {one.state for one in gone.remarks} == {State.GONE}


def test_a_remark_on_the_cover_names_the_manifest(desk: Desk) -> None:
    pen = desk.pen()
    pen.strike("Plain cells")
    (one,) = desk.back(pen).remarks
    assert (one.location.path.name, one.doubt) == ("issue.yaml", "these pages are not set from an article")


def test_as_data(desk: Desk) -> None:
    pen = desk.pen()
    pen.replace("narrow", "wide *and* deep")
    (one,) = data(desk.back(pen), lambda place: f"{place.path.name}:{place.line}")["remarks"]
    kept = ("reader", "kind", "words", "text", "certain", "done", "conflict", "date", "state")
    assert [one[key] for key in kept] == [
        "Ana Reyes",
        "replace",
        "narrow",
        "wide *and* deep",
        False,
        False,
        0,
        "2025-02-15T09:30:00+01:00",
        "same",
    ]
    left, top, right, bottom = one["boxes"][0]
    assert 0 < left < right < 600
    assert 0 < top < bottom < 850


def test_kinds_by_mupdf(desk: Desk, tmp_path: Path) -> None:
    """Another library writes: its appearance streams, dates and strings are its own."""
    if which("mutool") is None:
        pytest.skip("mutool is not installed")
    proof = desk.folder / f"{NAME}-proof-1-ana-reyes.pdf"
    pen = desk.pen()
    found = pen.find("narrow")
    (box,), page = found.boxes, found.page
    crop = float(pen.pdf.pages[page].CropBox[1])
    script = tmp_path / "annotate.js"
    script.write_text(
        f"""
        var doc = new PDFDocument("{proof}");
        var page = doc.loadPage({page});
        var height = page.bound()[3], crop = {crop};
        var left = {box[0]}, right = {box[2]}, top = height - {box[3]} + crop, bottom = height - {box[1]} + crop;
        var strike = page.createAnnotation("StrikeOut");
        strike.setQuadPoints([[left, top, right, top, left, bottom, right, bottom]]);
        strike.setAuthor("Mu");
        strike.update();
        var note = page.createAnnotation("FreeText");
        note.setRect([50, 50, 200, 90]);
        note.setContents("Über dem Titel");
        note.update();
        page.update();
        doc.save("{tmp_path / "mu.pdf"}");
        """,
        "utf-8",
    )
    done = subprocess.run(["mutool", "run", str(script)], capture_output=True, text=True, timeout=60, check=False)
    if done.returncode:
        pytest.skip(f"this mutool writes no annotations: {done.stderr[:200]}")
    remarks = [one.remark for one in desk.collect(tmp_path / "mu.pdf").remarks]
    assert {(one.kind, one.words, one.text) for one in remarks} >= {(Kind.STRIKE, "narrow", "")}
    assert any(one.text == "Über dem Titel" for one in remarks)
