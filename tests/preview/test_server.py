"""The server by itself: who is let in, what is given out, and that content cannot end it."""

from __future__ import annotations

import errno
import threading

import httpx
import pytest

from hemaprint.errors import Problem
from hemaprint.preview.desk import WarmSetter
from hemaprint.preview.documents import Editor
from hemaprint.preview.drawing import print_stamp
from hemaprint.preview.server import Address, Preview, PreviewOptions
from hemaprint.preview.showing import PreviewState
from hemaprint.project.themes import bundled
from hemaprint.typeset.crew.workers import Alone
from samples import DRAWING, NAME, Sample
from waiting import in_thread

from .conftest import LETTER, PATIENCE, Serve, Served

PICTURE = f"content/{NAME}/images/cover.svg"


@pytest.fixture
def client(standing: Served) -> httpx.Client:
    return standing.client()


def errors(state: PreviewState) -> list[Problem]:
    return [problem for problem in state.problems if problem.severity == "error"]


def keys(state: PreviewState) -> list[str]:
    return [face.key for face in state.showing.faces] if state.showing else []


def own(served: Served) -> dict[str, str]:
    return {"origin": served.url.rstrip("/")}


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::1"])
def test_other_host_names_are_refused(standing: Served, client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"host": host}).status_code in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.0.0.1:1", "[::1]"])
def test_names_of_this_machine_are_let_in(standing: Served, client: httpx.Client, host: str) -> None:
    cookie = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    assert httpx.get(standing.url, headers={"host": host, "cookie": cookie}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    ],
)
def test_other_origins_are_refused(standing: Served, client: httpx.Client, headers: dict[str, str]) -> None:
    for path in ("/events", f"/files/{PICTURE}", "/overlays/0"):
        assert client.get(path, headers=headers).status_code == 403
    assert client.post("/locate", json={"page": 0, "x": 1, "y": 1}, headers=headers).status_code == 403


def test_what_changes_something_must_say_its_origin(standing: Served, client: httpx.Client) -> None:
    data = {"page": 0, "x": 1, "y": 1}
    assert client.post("/locate", json=data).status_code == 403
    assert client.get("/locate").status_code == 405
    answer = client.post("/locate", json=data, headers=own(standing))
    assert answer.status_code == 200
    assert answer.json()["path"] == f"content/{NAME}/issue.yaml"
    assert client.post("/locate", content="page=0", headers=own(standing)).status_code == 400
    for broken in ("{}", "[]", "{", '{"page": 99, "x": 1, "y": 1}', '{"page": 0, "x": "x", "y": null}', "[" * 9_000):
        headers = own(standing) | {"content-type": "application/json"}
        assert client.post("/locate", content=broken, headers=headers).status_code == 400


@pytest.mark.parametrize(
    "name",
    [
        "../secret.png",
        "..%2fsecret.png",
        "%2e%2e/secret.png",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        LETTER,
        "hemaprint.toml",
        ".hemaprint/x.png",
        "link.png",
        "content/%00.png",
        f"content/{NAME}/images",
    ],
)
def test_only_pictures_of_the_project_are_given_out(standing: Served, client: httpx.Client, name: str) -> None:
    root = standing.sample.root
    (root.parent / "secret.png").write_bytes(b"secret")
    (root / "link.png").unlink(missing_ok=True)
    (root / "link.png").symlink_to(root.parent / "secret.png")
    standing.sample.write(".hemaprint/x.png", "hidden")
    answer = client.get(f"/files/{name}")
    assert answer.status_code == 404
    assert client.get(f"/files/{PICTURE}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/static/../server.py", "/static/..%2fserver.py", "/static/none.js", "/fonts/../x.ttf"]
)
def test_the_servers_own_files_are_those_of_its_folder(standing: Served, client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_nothing_is_shared_with_other_origins(standing: Served, client: httpx.Client) -> None:
    for path in ("/", "/static/main.js", "/faces.css", f"/files/{PICTURE}"):
        headers = client.get(path).headers
        assert "access-control-allow-origin" not in headers
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert headers["content-security-policy"]


def test_files_are_opened_only_inside_the_project(serve: Serve) -> None:
    opened: list[tuple[str, int]] = []

    class Recorder(Editor):
        def open(self, path, line, column):  # type: ignore[no-untyped-def]
            opened.append((path.name, line))

    served = serve(PreviewOptions(editor=Recorder(("ed", "{file}"))))
    client = served.client()
    for path in ("/etc/passwd", "../secret.png", "none.md", ".git/config", f"content/{NAME}"):
        assert client.post("/open", json={"path": path, "line": 1}, headers=own(served)).status_code == 400
    assert client.post("/open", json={"path": LETTER, "line": 3}, headers=own(served)).status_code == 204
    assert opened == [("letter.md", 3)]


def test_without_an_editor_the_answer_says_how_to_name_one(standing: Served, client: httpx.Client) -> None:
    answer = client.post("/open", json={"path": LETTER, "line": 1}, headers=own(standing))
    assert answer.status_code == 409
    assert "--editor" in answer.json()["hint"]


def test_pictures_never_change(standing: Served, client: httpx.Client) -> None:
    key = keys(standing.preview.desk.state)[1]
    answer = client.get(f"/pictures/digital/{key}/480.webp")
    assert answer.headers["content-type"] == "image/webp"
    assert "immutable" in answer.headers["cache-control"]
    assert client.get(f"/pictures/digital/{key}/39.webp").status_code == 404
    assert client.get(f"/pictures/digital/{key}/9000.webp").status_code == 404
    assert client.get("/pictures/digital/0000/480.webp").status_code == 404
    assert client.get(f"/pictures/proof/{key}/480.webp").status_code == 404
    assert client.get(f"/pictures/print/{key}/480.webp").status_code == 404
    assert client.get(f"/pictures/digital/{key}-0/480.webp").status_code == 404


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        (
            "layouts/pages/editorial.html",
            "{% extends 'article.html' %}{% block head %}{{ nothing.at.all }}{% endblock %}",
            "HP911",
        ),
        ("layouts/pages/editorial.html", "{% if %}", "HP911"),
        ("layouts/pages/editorial.html", "{% set title_measure = 'wide' %}{% extends 'article.html' %}", "HP233"),
        ("styles/components/item.css", ".item h3{font-size:}", "HP231"),
        ("styles/components/item.css", ".item{", "HP230"),
        ("hemaprint.toml", "[magazine", "HP"),
        (f"content/{NAME}/issue.yaml", "order: [", "HP"),
        (LETTER, "\x00\x01", "HP"),
        (f"content/{NAME}/images/cover.svg", "<svg", "HP"),
    ],
)
def test_broken_files_are_problems_and_mended_ones_are_not(served: Served, name: str, text: str, code: str) -> None:
    served.settled()
    path = served.sample.root / name
    before = path.read_bytes() if path.exists() else None
    served.sample.write(name, text)
    state = served.until(lambda state: errors(state) and not state.busy)
    assert errors(state)[0].code.startswith(code)
    assert state.showing
    path.unlink() if before is None else path.write_bytes(before)
    served.until(lambda state: not errors(state) and not state.busy)


@pytest.mark.parametrize("text", ["@import 'nowhere.css';", "p{", "}}}{{{", "@page{size:", "*{width:calc(1px*"])
def test_broken_styles_do_not_end_it(served: Served, text: str) -> None:
    served.settled()
    served.sample.write("styles/components/editorial.css", text)
    served.settled(2)
    assert served.preview.desk.state.showing


def test_a_file_that_goes_is_missed_and_welcome_back(served: Served) -> None:
    served.settled()
    path = served.sample.root / LETTER
    text = path.read_text("utf-8")
    path.unlink()
    served.until(lambda state: state.failed and not state.busy)
    path.write_text(text, "utf-8")
    served.until(lambda state: not state.failed and not state.busy)


def test_a_picture_that_changes_changes_its_page_alone(served: Served) -> None:
    served.settled()
    before = keys(served.preview.desk.state)
    served.sample.write(PICTURE, DRAWING.format(height=290).replace("#D9E6EC", "#971720"))
    after = keys(served.until(lambda state: keys(state) != before))
    assert [index for index, key in enumerate(before) if key != after[index]] == [0]


def test_an_ink_that_changes_changes_print_alone(served: Served) -> None:
    before = served.settled()
    assert before.showing
    text = (bundled("styles") / "editions" / "print.css").read_text("utf-8")
    changed = text.replace("device-cmyk(0 ", "device-cmyk(0.01 ", 1)
    assert changed != text
    served.sample.write("styles/editions/print.css", changed)
    stamp = print_stamp(before.showing)
    after = served.until(lambda state: state.showing and print_stamp(state.showing) != stamp)
    assert keys(after) == keys(before)
    assert [run.pages for run in after.showing.done.runs] == [run.pages for run in before.showing.done.runs]  # type: ignore[union-attr]


def test_an_address_that_cannot_be_told_ends_it(magazine: Sample) -> None:
    preview = Preview(WarmSetter(magazine.root, NAME, Alone()), magazine.root, NAME, PreviewOptions())
    before = threading.enumerate()

    def announce(address: Address) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with pytest.raises(OSError, match="no space left"):
        in_thread(preview.run, announce).result(PATIENCE / 1000)  # a browser that is open has a loop in this one
    for thread in threading.enumerate():
        if thread.name == "desk" and thread not in before:
            thread.join(PATIENCE / 1000)
            assert not thread.is_alive()


def test_findings_move_with_their_lines_though_the_page_looks_as_before(served: Served) -> None:
    served.settled()
    served.sample.write("styles/components/editorial.css", ".copy p{color:#f4f4f4}")
    served.settled(2)
    client = served.client()

    def found() -> tuple[str, list[int]]:
        key = keys(served.settled())[1]
        told = client.post("/findings", json={"keys": [key]}, headers=own(served)).json()[key]
        return key, [one["line"] for one in told if one["line"]]

    key, lines = found()
    assert lines
    builds = served.preview.desk.state.build
    served.edit(LETTER, "Sentence 0", "\n\nSentence 0")
    served.settled(builds + 1)
    assert found() == (key, [line + 2 for line in lines])


def test_findings_are_told_for_pages_that_are_shown(standing: Served, client: httpx.Client) -> None:
    known = keys(standing.preview.desk.state)[1]
    told = client.post("/findings", json={"keys": [known, "none"]}, headers=own(standing))
    assert told.json() == {known: []}
    assert client.post("/findings", json={"keys": [known] * 13}, headers=own(standing)).status_code == 400
