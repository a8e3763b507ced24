"""``hemaprint proof``: what people and programs see of a round of review, and how it ends."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from shutil import which

import pytest

from hemaprint.errors import ExitCode
from review.proof.conftest import LETTER, Desk, desk, finished
from samples import NAME

from .conftest import Call

__all__ = ["desk", "finished"]  # fixtures


@pytest.fixture
def there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The working directory: the magazine."""
    monkeypatch.chdir(desk.root)
    return desk


def test_a_proof_for_each_reader(hemaprint: Call, there: Desk) -> None:
    outcome = hemaprint("proof", NAME, "--to", "Ana Reyes", "--to", "Cy", "--date", "2025-02-14", "-q")
    assert outcome.code == ExitCode.OK
    paths = [f"dist/{NAME}/proofs/{NAME}-proof-1-{name}.pdf" for name in ("ana-reyes", "cy")]
    assert outcome.out.splitlines() == paths
    outcome = hemaprint("proof", "make", "--to", "Cy", "--date", "2025-02-14", "--json")
    (one,) = json.loads(outcome.out)["proofs"]
    assert (one["number"], one["name"], one["date"], one["path"]) == (1, "Cy", "2025-02-14", paths[1])


@pytest.mark.parametrize(
    "arguments",
    [
        ("proof", NAME),
        ("proof", "--to", " "),
        ("proof", "2030-01", "--to", "Ana"),
        ("proof", "--to", "Ana", "--date", "soon"),
        ("proof", "collect", "absent.pdf"),
        ("proof", "collect", "--apply", "--patch", "x.patch"),
        ("diff", "proof:2030-01", NAME),
    ],
)
def test_what_was_asked_wrongly(hemaprint: Call, there: Desk, arguments: tuple[str, ...]) -> None:
    outcome = hemaprint(*arguments)
    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")


def test_help_is_of_both(hemaprint: Call) -> None:
    assert "collect" in hemaprint("proof", "--help").out
    assert "--to" in hemaprint("proof", "make", "--help").out
    assert "--apply" in hemaprint("proof", "collect", "--help").out


def test_a_round_from_the_proof_to_the_patch(hemaprint: Call, there: Desk) -> None:
    ana, tom = there.pen(0), there.pen(1)
    ana.strike("twice")
    ana.replace("narrow", "strait")
    tom.replace("narrow", "thin")
    tom.on("Highlight", tom.find("A bridge"), Contents="Which *one*?")
    files = [str(pen.save(there.root / f"{number}.pdf")) for number, pen in enumerate((ana, tom))]
    listed = hemaprint("proof", "collect", *files)
    assert listed.code == ExitCode.OK
    assert listed.out.splitlines()[:8] == [
        f"# {NAME}, proof 1: 4 remarks of 2 readers",
        "",
        "## Conflicts",
        "",
        f"{LETTER}:6:61, page 2:",
        "",
        "- [ ] Ana Reyes: replace “narrow” by “strait” (by hand: readers wish different things here)",
        "- [ ] Tom Berg: replace “narrow” by “thin” (by hand: readers wish different things here)",
    ]
    assert "- [ ] line 6, page 2: Tom Berg: on “A bridge”: “Which \\*one\\*?”" in listed.out
    (told,) = json.loads(hemaprint("proof", "collect", *files, "--json").out)
    assert [one["conflict"] for one in told["remarks"]] == [1, 1, 0, 0]
    before = there.letter.read_text("utf-8")
    assert hemaprint("proof", "collect", "--patch", "mend.patch").out == "mend.patch\n"
    assert there.letter.read_text("utf-8") == before
    applied = hemaprint("proof", "collect", *files, "--apply")
    assert applied.out == Path("mend.patch").read_text("utf-8")
    assert "1 change made; 3 remarks for a person" in applied.err
    assert there.letter.read_text("utf-8") == before.replace(" twice", "")
    assert "- [x]" in hemaprint("proof", "collect").out
    assert hemaprint("proof", "collect", "--apply").out == ""


def test_files_that_cannot_be_collected_end_with_1_and_the_others_are_listed(hemaprint: Call, there: Desk) -> None:
    pen = there.pen()
    pen.strike("twice")
    good = pen.save(there.root / "good.pdf")
    (there.root / "broken.pdf").write_bytes(b"%PDF-1.7 and no more")
    outcome = hemaprint("proof", "collect", "broken.pdf", str(good))
    assert outcome.code == ExitCode.CONTENT
    assert "broken.pdf: error[HP810]" in outcome.err
    assert "strike “twice”" in outcome.out
    plain = there.pen(1).save(there.root / "plain.pdf")
    assert hemaprint("proof", "collect", str(plain)).code == ExitCode.OK
    assert hemaprint("proof", "collect", str(plain), "--strict").code == ExitCode.CONTENT


def test_outside_a_project(hemaprint: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hemaprint("proof", "--to", "Ana").code == ExitCode.USAGE
    assert hemaprint("proof", "collect").code == ExitCode.USAGE


def test_compared_with_the_last_proof(hemaprint: Call, there: Desk) -> None:
    same = hemaprint("diff", f"proof:{NAME}", NAME, "-q")
    assert (same.code, same.out) == (ExitCode.OK, f"proof:{NAME} and {NAME}: 3 and 3 pages: the same\n")
    there.letter.write_text(there.letter.read_text("utf-8").replace("narrow.", "strait."), "utf-8")
    outcome = hemaprint("diff", "proof:", NAME, "-q", "--only-words")
    assert outcome.code == ExitCode.CONTENT
    assert f"  {LETTER}:6:1: “narrow.” -> “strait.”" in outcome.out.splitlines()


@pytest.mark.skipif(which("git") is None, reason="git is not installed")
def test_a_branch_named_proof_can_be_reached(hemaprint: Call, there: Desk) -> None:
    for arguments in (
        ("init", "-q", "-b", "proof"),
        ("add", "content", "hemaprint.toml"),
        ("commit", "-q", "-m", "one"),
    ):
        identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        subprocess.run(("git", *identity, *arguments), check=True, capture_output=True, timeout=60)
    outcome = hemaprint("diff", f"heads/proof:{NAME}", NAME, "-q", "--only-words")
    assert (outcome.code, outcome.err) == (ExitCode.OK, "")
