"""The pages shown are compared with a build, a proof, a revision of git, or a PDF that a browser sends."""

from __future__ import annotations

import json
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from hemaprint.preview import comparing
from review.papers import STORY, paper
from samples import NAME, Sample
from waiting import eventually

from .conftest import LETTER, Serve, Served

BUILT = f"dist/{NAME}/plain-cells-{NAME}-digital.pdf"
Said = list[dict[str, Any]]


def asked(served: Served, kind: str, name: str = "") -> Said:
    """All that a comparison tells."""
    client = served.client()
    answer = client.post("/compared", json={"kind": kind, "name": name}, headers={"origin": served.url.rstrip("/")})
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def sent(served: Served, data: bytes, status: int = 200) -> dict[str, str]:
    """Send a file as a browser does."""
    headers = {"origin": served.url.rstrip("/"), "content-type": "application/pdf"}
    answer = served.client().post("/compared/sent?name=proof.pdf", content=data, headers=headers)
    assert answer.status_code == status
    return dict(answer.json())


def refusal(told: Said) -> str:
    return str(told[-1]["refused"]["message"])


def git(root: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(("git", *identity, *arguments), cwd=root, check=True, capture_output=True, timeout=60)


@pytest.fixture
def committed(magazine: Sample) -> Sample:
    """The magazine in a repository of its own, as it is."""
    magazine.write(".gitignore", "dist/\n.hemaprint/\n")
    git(magazine.root, "init", "--quiet")
    git(magazine.root, "add", ".")
    git(magazine.root, "commit", "--quiet", "-m", "as it was")
    return magazine


def test_a_change_is_told_with_its_words_its_line_and_its_place(served: Served) -> None:
    served.settled()
    assert asked(served, "build")[-1]["done"]["same"]
    served.edit(LETTER, "Sentence 3 says", "Nobody says")
    builds = served.preview.desk.state.build
    served.settled(builds + 1)
    told = asked(served, "build")[-1]["done"]
    assert [(row["id"], row["kind"]) for row in told["pages"] if row["kind"] != "same"] == [("letter/1", "changed")]
    (change,) = told["changes"]
    assert (change["row"], change["old"]["text"], change["new"]["text"]) == (1, "Sentence 3", "Nobody")
    lines = (served.sample.root / LETTER).read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "Nobody says" in text)
    assert change["new"]["place"] == {"path": LETTER, "line": line, "now": True}
    (old,), (new,) = change["old"]["boxes"], change["new"]["boxes"]
    assert old[0] == new[0] == 1
    assert old[1:3] == pytest.approx(new[1:3], abs=1)
    assert any(left <= new[1] and top <= new[4] <= bottom for left, top, _, bottom in told["pages"][1]["regions"])
    client = served.client()
    with Image.open(BytesIO(client.get(f"/compared/{told['digest']}/1/300.webp").content)) as drawn:
        assert drawn.size == pytest.approx((300, 424), abs=1)
    for missing in (f"{told['digest']}/9/300", f"{told['digest']}/1/9999", "0/1/300"):
        assert client.get(f"/compared/{missing}.webp").status_code == 404


def test_a_page_that_looks_as_before_is_not_compared_again(standing: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    asked(standing, "build")
    monkeypatch.setattr("hemaprint.review.comparison.compared", lambda *_, **__: pytest.fail("it was compared again"))
    assert asked(standing, "build")[-1]["done"]["same"]


def test_a_revision_is_built_once_and_tells_how_far_it_is(committed: Sample, serve: Serve) -> None:
    path = committed.root / LETTER
    path.write_text(path.read_text("utf-8").replace("Sentence 3 says", "Nobody says"), "utf-8")
    served = serve()
    served.settled()
    (offered,) = served.client().get("/compared").json()["revisions"]
    assert offered[1].endswith(": as it was")
    told = asked(served, "revision", "HEAD")
    assert "reading the revision" in [one.get("told") for one in told]
    assert [one["new"]["text"] for one in told[-1]["done"]["changes"]] == ["Nobody"]
    again = asked(served, "revision", offered[0])
    assert [one.get("told") for one in again[:-1]] == ["comparing"]
    assert again[-1] == told[-1]
    assert refusal(asked(served, "revision", "nowhere")) == 'git knows no revision "nowhere"'


def test_a_revision_that_cannot_be_built_says_why(committed: Sample, serve: Serve) -> None:
    path = committed.root / LETTER
    good = path.read_text("utf-8")
    path.write_text(good.replace('department: "Letter"', 'department: "Leter"'), "utf-8")
    git(committed.root, "commit", "--quiet", "-am", "broken")
    path.write_text(good, "utf-8")
    served = serve()
    served.settled()
    refused = asked(served, "revision", "HEAD")[-1]["refused"]
    ((place, code, _, hint),) = refused["problems"]
    assert (place.partition(":")[2], code) == (f"{LETTER}:3:13", "HP012")
    assert "Letter" in hint


def test_who_gives_up_ends_the_build_of_a_revision(committed: Sample, serve: Serve) -> None:
    served = serve()
    served.settled()
    body, origin = {"kind": "revision", "name": "HEAD"}, {"origin": served.url.rstrip("/")}
    with served.client().stream("POST", "/compared", json=body, headers=origin) as answer:
        lines = answer.iter_lines()
        assert next(lines) == '{"told":"reading the revision"}'
        assert _rebuilding(committed.root)
    eventually(lambda: not _rebuilding(committed.root))


def _rebuilding(root: Path) -> list[str]:
    """The programs that build a revision of this project."""
    found = []
    if not Path("/proc").is_dir():
        pytest.skip("processes cannot be listed")
    for process in Path("/proc").iterdir():
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"hemaprint.review.rebuilding" in words and str(root).encode() in words:
            found.append(process.name)
    return found


def test_the_newest_proof_is_meant(magazine: Sample, serve: Serve) -> None:
    served = serve()
    served.settled()
    assert "no proof" in refusal(asked(served, "proof"))
    for number, name in ((2, ""), (10, "-editors")):
        target = magazine.root / f"dist/{NAME}/proofs/{NAME}-proof-{number}{name}.pdf"
        target.parent.mkdir(exist_ok=True)
        shutil.copy(magazine.root / BUILT, target)
    told = asked(served, "proof")[-1]["done"]
    assert (told["title"], told["same"]) == (f"dist/{NAME}/proofs/{NAME}-proof-10-editors.pdf", True)
    assert served.client().get("/compared").json()["proof"] == told["title"]


def test_a_file_of_the_reader_is_compared_and_kept_nowhere(standing: Served) -> None:
    before = sorted(standing.sample.root.rglob("*"))
    base = sent(standing, (standing.sample.root / BUILT).read_bytes())
    assert asked(standing, **base)[-1]["done"]["same"]
    assert asked(standing, **base)[-1]["done"]["title"] == "proof.pdf"
    other = asked(standing, **sent(standing, paper(STORY)))[-1]["done"]
    kinds = {row["kind"] for row in other["pages"]}
    assert kinds == {"added", "removed"}
    assert asked(standing, **sent(standing, b"no PDF"))[-1]["refused"]["problems"][0][1] == "HP790"
    assert "not here any more" in refusal(asked(standing, "sent", "0"))
    assert sorted(standing.sample.root.rglob("*")) == before


def test_a_file_that_is_too_large_is_refused(standing: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparing, "_LARGEST", 100)
    assert "0 MB" in sent(standing, b"x" * 101, 413)["message"]


@pytest.mark.parametrize(
    "name", ["", "../x.pdf", "/etc/passwd", "hemaprint.toml", ".hemaprint/x.pdf", "dist", "none.pdf", "a\0.pdf"]
)
def test_only_pdfs_of_the_project_are_compared(standing: Served, name: str) -> None:
    assert "is not a PDF of the project" in refusal(asked(standing, "file", name))


def test_a_pdf_of_the_project(standing: Served) -> None:
    assert standing.client().get("/compared").json()["files"] == [BUILT]
    assert asked(standing, "file", BUILT)[-1]["done"]["same"]


def test_an_issue_that_was_never_built(magazine: Sample, serve: Serve) -> None:
    shutil.rmtree(magazine.root / "dist")
    served = serve()
    served.settled()
    assert served.client().get("/compared").json() == {"build": None, "proof": None, "files": [], "revisions": []}
    told = asked(served, "build")[-1]["refused"]
    assert told["hint"] == f"hemaprint build {NAME}"


def test_what_no_browser_of_ours_asks(standing: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    client, origin = standing.client(), {"origin": standing.url.rstrip("/")}
    assert client.post("/compared", json={"kind": "build"}).status_code == 403
    assert client.post("/compared", json={"kind": "cloud"}, headers=origin).status_code == 400
    assert client.post("/compared/sent", content=b"x", headers=origin).status_code == 400
    monkeypatch.setattr(comparing, "_WAITING", 0)
    assert client.post("/compared", json={"kind": "build"}, headers=origin).status_code == 429
