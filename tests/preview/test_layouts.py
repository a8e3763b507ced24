"""What a developer of style sheets gets from the preview's server."""

from __future__ import annotations

import json
import re
from contextlib import closing
from typing import Any

import httpx
import pytest

from hemaprint.preview.documents import with_faces
from hemaprint.preview.showing import Showing
from hemaprint.theme.faces import bundled_faces

from .conftest import Served

HOUSE = "styles/components/editorial.css"
LINK = re.compile(r'<link rel="stylesheet" href="([^"]+)" data-version="([^"]+)">')


def showing_of(served: Served) -> Showing:
    showing = served.settled().showing
    assert showing is not None
    return showing


def rules(client: httpx.Client, served: Served, **asked: Any) -> dict[str, Any]:
    """The answer about an element or a place."""
    kind = "page" if "page" in asked else "layout"
    answer = client.post(f"/rules/{kind}", json=asked, headers={"origin": served.url.rstrip("/")})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_sheets_are_files_with_their_own_names_and_lines(standing: Served) -> None:
    with closing(standing.client()) as client:
        answer = client.get("/layouts/letter")
        links = [link for link, _ in LINK.findall(answer.text)]
        sheets = {link: client.get(link).text for link in links}
    assert "<style" not in answer.text
    assert "style-src 'self';" in answer.headers["content-security-policy"]
    assert links[0] == "/sheets/generated/faces.css"
    assert links.index("/sheets/bundled/tokens.css") < links.index("/sheets/bundled/typography.css")
    assert links[-3:-1] == ["/sheets/generated/measures.css", "/sheets/bundled/editions/preview.css"]
    assert "--frame-width" in sheets[links[-1]], "the document's own rules come last"
    assert "--trim-width:595" in sheets["/sheets/generated/measures.css"]
    assert "@import" not in "".join(sheets.values())
    written = (standing.preview.desk.state.showing.done.setting.theme.style_dirs[-1] / "typography.css").read_text()  # type: ignore[union-attr]
    assert sheets["/sheets/bundled/typography.css"].rstrip() == written.rstrip()


def test_only_sheets_of_the_theme_are_sheets(standing: Served) -> None:
    with closing(standing.client()) as client:
        for name in (
            "bundled/../hemaprint.toml",
            "project/hemaprint.toml",
            "bundled/none.css",
            "generated/documents/x.css",
        ):
            assert client.get(f"/sheets/{name}").status_code == 404


def test_a_saved_sheet_is_served_and_told_before_pages_are_set_with_it(served: Served) -> None:
    showing_of(served)
    served.sample.write(HOUSE, ".copy p { color: red }\n")
    theme = served.settled(2).showing.done.setting.theme  # type: ignore[union-attr]
    with closing(served.client()) as client, client.stream("GET", "/events") as events:
        lines = events.iter_lines()
        after(lines, "state")
        served.sample.write(HOUSE, ".copy p { color: blue }\n")
        assert "project/components/editorial.css" in after(lines, "sheets")["sheets"]
        assert client.get("/sheets/project/components/editorial.css").text.strip() == ".copy p { color: blue }"
        assert served.preview.desk.state.showing.done.setting.theme is theme  # type: ignore[union-attr]


def after(lines: Any, event: str) -> dict[str, Any]:
    """The data of the next event of a name."""
    for line in lines:
        if line == f"event: {event}":
            data: dict[str, Any] = json.loads(next(lines).removeprefix("data: "))
            return data
    raise AssertionError(event)


def test_print_is_what_a_browser_shows(served: Served) -> None:
    showing_of(served)
    served.sample.write(HOUSE, "@media screen { p { color: red } }\n@media print { p { color: blue } }\n")
    served.settled(2)
    with closing(served.client()) as client:
        text = client.get("/sheets/project/components/editorial.css").text
    assert text.startswith("@media print  { p { color: red } }\n@media all   { p { color: blue } }")


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg"><text font-family="HF Sans">{}</text></svg>'


def test_a_drawing_has_the_faces_that_it_names() -> None:
    made = with_faces(DRAWING.format("abc").encode(), bundled_faces()).decode()
    assert made.count("@font-face") == 2, "roman and italic"
    assert made.index("<svg") < made.index("<style>") < made.index("<text")
    assert "HF Serif" not in made
    assert len(made) < 60_000, "three letters of each"
    plain = b"<svg><path/></svg>"
    assert with_faces(plain, bundled_faces()) == plain
    large = DRAWING.format("abc").replace("<text", "<path d='M0 0'/>" * 400_000 + "<text", 1).encode()
    assert b"@font-face" in with_faces(large, bundled_faces())[:1000], "as large as any that is set"


# ---------------------------------------------------------------- rules


def test_the_rules_of_a_block_have_their_files_and_lines(served: Served) -> None:
    showing_of(served)
    served.sample.write(HOUSE, "/* ours */\n.copy p {\n  color: var(--accent-2);\n  text-indent: 0;\n}\n")
    served.settled(2)
    showing = showing_of(served)
    _, box = next(one for one in showing.faces[1].run.sheet(0).blocks if one[0] > 8)
    with closing(served.client()) as client:
        found = rules(client, served, page=1, x=box[0] + 20.0, y=box[1] + 4.0)
        again = rules(client, served, layout="letter", path=found["trail"][-1]["path"])
    assert found == again
    assert found["element"].startswith("p")
    ours = next(one for one in found["rules"] if one["path"] == HOUSE)
    assert (ours["line"], ours["selector"], ours["specificity"]) == (2, ".copy p", [0, 1, 1])
    color = next(one for one in ours["declarations"] if one["name"] == "color")
    assert (color["line"], color["resolved"], color["overridden"]) == (3, "#8A4B14", False)


def test_the_rules_of_a_document_have_the_lines_of_its_sheet(standing: Served) -> None:
    with closing(standing.client()) as client:
        found = rules(client, standing, layout="letter", path=[])
        own = next(one for one in found["rules"] if one["sheet"] == "generated/documents/letter.css")
        lines = client.get(own["address"]).text.splitlines()
    assert lines[own["line"] - 1].startswith("body{page:")


def test_a_headline_has_its_rules_too(standing: Served) -> None:
    with closing(standing.client()) as client:
        found = rules(client, standing, page=1, x=60.0, y=110.0)
    assert found["layout"] == "letter"
    assert any(one["sheet"] == "bundled/components/opener.css" for one in found["rules"]), found["trail"]


@pytest.mark.parametrize("asked", [{"layout": "none", "path": []}, {"layout": "letter", "path": [99]}])
def test_what_is_not_there_has_no_rules(standing: Served, asked: dict[str, object]) -> None:
    with closing(standing.client()) as client:
        answer = client.post("/rules/layout", json=asked, headers={"origin": standing.url.rstrip("/")})
    assert answer.status_code == 400
