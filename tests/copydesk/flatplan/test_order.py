"""The order, the starts and the slots of issue.yaml change; everything else stays, byte for byte, or it is refused."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.copydesk.flatplan.order import Change, Move, OrderKind, Place, Start, changed, digest_of, restore, save
from hemaprint.errors import ContentError, UsageError
from hemaprint.project.yaml import read_yaml

HEAD = """\
# The spring issue.
number: 1
date: 2025-02
cover: {headline: Cells}   # one word
contents:
  headline: In this issue
"""
BACK = """\
back:
  headline: Plain
  text: |
    # not a comment
    - page: not an entry
"""
ORDER = """\
order:
  # everything, from front to back
  - page: cover  # as ever
  - page: contents
    starts: right

  # ---- the well ----

  # waits for its pictures
  - article: first   # by A.
    pages: 4
    # two of them are plates
  - {article: second, pages: 2}
  - article: third
    split: 1


  - continued: third
    pages: 2
  - page: back
  # the end
"""
ADS = """\
advertisements:
  - id: full
    size: full
    slot: {after: cover}  # paid for
    advertiser: A
    headline: Buy
  - id: half
    size: half
    slot:
      article: first
      sheet: 1
    advertiser: B
    headline: Less
  - {id: spare, size: full, slot: {filler: yes}, advertiser: C, headline: Wait}
"""
WHOLE = HEAD + ORDER + ADS + BACK
Named = tuple[OrderKind, str]
COVER: Named = ("page", "cover")
CONTENTS: Named = ("page", "contents")
FIRST: Named = ("article", "first")
SECOND: Named = ("article", "second")
THIRD: Named = ("article", "third")
REST: Named = ("continued", "third")
A: Named = ("article", "a")
B: Named = ("article", "b")


def after(text: str | bytes, change: Change) -> str:
    """The text with a change."""
    data = text if isinstance(text, bytes) else text.encode()
    return changed(data, Path("/magazine/content/2025-01/issue.yaml"), Path("/magazine"), change).decode()


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def order_of(text: str) -> list[str]:
    """The names of the entries, as the typesetter reads them."""
    located, problems = read_yaml(text.removeprefix("\ufeff").replace("\r", ""), Path("issue.yaml"))
    assert located is not None
    assert not problems
    order = located.get("order")
    assert isinstance(order, list)
    return [next(f"{key} {entry[key]}" for key in ("page", "article", "continued") if key in entry) for entry in order]


def test_an_entry_moves_with_its_lines_and_its_comments() -> None:
    made = after(WHOLE, Move(THIRD, FIRST))
    assert made == WHOLE.replace("  - article: third\n    split: 1\n", "").replace(
        "  # waits for its pictures\n", "  - article: third\n    split: 1\n  # waits for its pictures\n"
    )
    made = after(WHOLE, Move(FIRST, THIRD))
    assert made.index("{article: second") < made.index("# waits") < made.index("# two of them") < made.index("third")
    assert made.index("# ---- the well") < made.index("{article: second"), "a comment before a blank line stays"
    assert Counter(lines(made)) == Counter(lines(WHOLE))


def test_an_entry_moves_there_and_back() -> None:
    there = after(WHOLE, Move(SECOND, FIRST))
    assert order_of(there)[2:4] == ["article second", "article first"]
    assert after(there, Move(FIRST, SECOND)) == WHOLE


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Move(COVER, FIRST), "the cover is not the first page"),
        (Move(FIRST, None), "the back cover is not the last page"),
        (Move(REST, FIRST), "comes before its start"),
        (Move(("article", "nobody"), FIRST), "no entry"),
        (Place("full", "after", "back"), "nothing comes after the back cover"),
        (Place("full", "article", "first"), "does not fit"),
        (Place("nobody", "after", "cover"), "has no slot"),
    ],
)
def test_what_an_issue_cannot_be_is_refused(change: Change, reason: str) -> None:
    with pytest.raises(UsageError, match=reason):
        after(WHOLE, change)


def test_starts() -> None:
    assert after(WHOLE, Start(CONTENTS, "left")) == WHOLE.replace("starts: right", "starts: left")
    assert after(WHOLE, Start(CONTENTS, "any")) == WHOLE.replace("starts: right", "starts: any")
    inserted = "  - article: first   # by A.\n    starts: left\n"
    assert after(WHOLE, Start(FIRST, "left")) == WHOLE.replace("  - article: first   # by A.\n", inserted)
    assert after(WHOLE, Start(SECOND, "right")) == WHOLE.replace("second,", "second, starts: right,")


def test_slots() -> None:
    assert after(WHOLE, Place("full", "after", "third")) == WHOLE.replace("{after: cover}", "{after: third}")
    assert after(WHOLE, Place("full", "filler")) == WHOLE.replace("{after: cover}", "{filler: yes}")
    assert after(WHOLE, Place("spare", "after", "first")) == WHOLE.replace("{filler: yes}", "{after: first}")
    assert after(WHOLE, Place("half", "article", "second")) == WHOLE.replace(
        "      article: first", "      article: second"
    )


def test_line_ends_and_the_byte_order_mark_stay() -> None:
    windows = ("\ufeff" + WHOLE.replace("\n", "\r\n")).encode()
    for change in (Move(SECOND, FIRST), Start(FIRST, "left"), Place("full", "after", "first")):
        assert after(windows, change) == "\ufeff" + after(WHOLE, change).replace("\n", "\r\n")


def test_the_last_line_need_not_end() -> None:
    short = "number: 1\ndate: 2025-02\ncover: {headline: C}\norder:\n- page: cover\n- article: first\n- article: second"
    made = after(short, Move(SECOND, FIRST))
    assert made == short.replace("- article: first\n- article: second", "- article: second\n- article: first")
    assert after(short, Start(SECOND, "left")) == short + "\n  starts: left"


def test_a_list_in_brackets() -> None:
    flow = "number: 1\ndate: 2025-02\ncover: {headline: C}\n"
    flow += "order: [ {page: cover}, {article: a, pages: 2},\n  {article: b} ]\n"
    assert order_of(after(flow, Move(B, A))) == ["page cover", "article b", "article a"]
    assert "[ {page: cover}, {article: b},\n  {article: a, pages: 2} ]" in after(flow, Move(B, A))
    with pytest.raises(UsageError, match="comments between its entries"):
        after(flow.replace("2},\n", "2},  # mine\n"), Move(B, A))


def test_json_remains_json() -> None:
    entries = [{"page": "cover"}, {"article": "a"}, {"article": "b"}]
    whole = {"number": 1, "date": "2025-02", "cover": {"headline": "C"}, "order": entries}
    text = json.dumps(whole, indent=1)
    made = json.loads(after(text, Start(A, "left")))
    assert made["order"][1] == {"article": "a", "starts": "left"}
    made = json.loads(after(text, Move(B, A)))
    assert made == {**whole, "order": [entries[0], entries[2], entries[1]]}


def test_anchors() -> None:
    anchored = WHOLE.replace("pages: 4", "pages: &four 4").replace("pages: 2}", "pages: *four}")
    with pytest.raises(UsageError, match="safely"):
        after(anchored, Move(SECOND, FIRST))
    assert order_of(after(anchored, Move(SECOND, THIRD))) == order_of(anchored)
    assert "second, starts: left, pages: *four}" in after(anchored, Start(SECOND, "left"))
    with pytest.raises(UsageError, match="alias"):
        after(WHOLE.replace("  - page: back\n", "  - &b {page: back}\n  - *b\n"), Move(SECOND, FIRST))


def test_what_has_a_fault_is_left_alone() -> None:
    for broken in ("order: [", WHOLE + "number: 2\n", "", "order: yes\n", "\x00", WHOLE.replace("Plain", "a\u2028b")):
        with pytest.raises(UsageError):
            after(broken, Move(SECOND, FIRST))
    with pytest.raises(UsageError, match="UTF-8"):
        after(WHOLE.encode("utf-16"), Move(SECOND, FIRST))


def test_saved_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "content" / "2025-01" / "issue.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(WHOLE.encode())
    seen = digest_of(WHOLE.encode())
    saved = save(path, tmp_path, seen, Move(SECOND, FIRST))
    assert path.read_bytes() == saved.after != saved.before == WHOLE.encode()
    with pytest.raises(UsageError, match="meanwhile"):
        save(path, tmp_path, seen, Move(FIRST, SECOND))
    restore(path, tmp_path, saved)
    assert path.read_bytes() == WHOLE.encode()
    with pytest.raises(UsageError, match="meanwhile"):
        restore(path, tmp_path, saved)
    assert [one.name for one in path.parent.iterdir()] == ["issue.yaml"]


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "issue.yaml").write_text(WHOLE, "utf-8")
    (tmp_path / "magazine" / "content").mkdir(parents=True)
    (tmp_path / "magazine" / "content" / "2025-01").symlink_to(outside)
    path = tmp_path / "magazine" / "content" / "2025-01" / "issue.yaml"
    with pytest.raises(ContentError):
        save(path, tmp_path / "magazine", digest_of(WHOLE.encode()), Move(SECOND, FIRST))
    assert (outside / "issue.yaml").read_text("utf-8") == WHOLE


# ---------------------------------------------------------------- any file

COMMENTS = st.sampled_from(["", "  # a remark\n", "\n", "    # inside\n", "  # a part\n\n", "\n  # before\n", "\n\n"])
TAILS = st.sampled_from(
    ["", "  # said behind", "\n    pages: 3", "\n    starts: left  # here", "\n    # within\n    pages: 2"]
)
NEWLINES = st.sampled_from(["\n", "\r\n"])


@pytest.mark.fuzz
@settings(max_examples=examples(60), deadline=None)
@given(
    parts=st.lists(st.tuples(COMMENTS, TAILS), min_size=2, max_size=7),
    end=st.sampled_from(["", "\n", "\n# the end\n", "\nvolume: 3\n"]),
    newline=NEWLINES,
    data=st.data(),
)
def test_any_move_keeps_every_line(parts: list[tuple[str, str]], end: str, newline: str, data: st.DataObject) -> None:
    text = HEAD + "order:\n  - page: cover"
    for number, (above, tail) in enumerate(parts):
        text += f"\n{above}  - article: a{number}{tail}"
    text = (text + end).replace("\n", newline)
    names: list[Named] = [("article", f"a{number}") for number in range(len(parts))]
    taken = data.draw(st.sampled_from(names))
    before = data.draw(st.sampled_from([None, *names]))
    made = after(text, Move(taken, before))
    wanted = [name for name in names if name != taken]
    if before != taken:
        wanted.insert(len(wanted) if before is None else wanted.index(before), taken)
        assert order_of(made) == ["page cover", *(f"article {name}" for _, name in wanted)]
    assert Counter(made.splitlines()) == Counter(text.splitlines())
    assert made.count(newline) == text.count(newline) == made.count("\n")
