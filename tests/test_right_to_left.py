# SPDX-License-Identifier: MIT
"""An issue in Arabic, with Hebrew and Latin in it: bound on the right, complete, and as accessible as any other."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from hemaprint.bind.editions import Conformance
from hemaprint.bind.issue import bind_issue, prove_bound, sheets_of_issue
from hemaprint.pages import is_turned
from hemaprint.system import faces
from hemaprint.theme import theme
from hemaprint.theme.theme import faceless
from hemaprint.typeset.issue import IssueSetter
from hemaprint.typeset.plan import SetIssue
from hemaprint.typeset.tags import Tags
from samples import Sample, codes
from scripts import needs_faces
from verapdf import validate

pytestmark = needs_faces("عש")

WORDS = 'قالت الطبيبة "هذه بداية" (في 16 مريضا)، مع CD5 و [סרטן (דם)]{lang=he} بنسبة 87.5%. '
REPORT = f"""\
{WORDS * 2}[@one][^n]

[^n]: {WORDS}

## لماذا

- {WORDS}
- CAR-T

:::{{table}} النتائج
| القياس | العدد |
|---|---:|
| هدأة | 14 |
:::

:::{{pull}}
{WORDS}
:::

{WORDS * 6}
"""


@pytest.fixture(scope="module")
def arabic(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    sample = Sample(tmp_path_factory.mktemp("arabic"))
    settings = sample.root / "hemaprint.toml"
    settings.write_text(settings.read_text("utf-8").replace("[page]", 'language = "ar"\n[page]'), "utf-8")
    sample.page("contents")
    references = [{"id": "one", "author": [{"family": "Pan", "given": "J"}], "title": "Cells (a review)"}]
    sample.article("report", "Report", REPORT, headline="خلايا مستعارة", standfirst=WORDS, references=references)
    sample.page("back", headline="غلاف")
    return sample


@pytest.fixture(scope="module")
def setter(arabic: Sample) -> IssueSetter:
    return arabic.setter()


@pytest.fixture(scope="module")
def done(setter: IssueSetter) -> SetIssue:
    return setter.set()


@pytest.fixture(scope="module")
def pdf(arabic: Sample, done: SetIssue) -> bytes:
    issue = bind_issue(done, arabic.project.config, Conformance.UA1)
    assert issue.problems == ()
    return issue.pdf


def test_the_cover_is_a_left_hand_page(done: SetIssue) -> None:
    assert [piece.side for piece in done.plan.pieces] == ["left", "right", "left", "right"]


def test_viewers_are_told_that_it_is_bound_on_the_right(pdf: bytes) -> None:
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.ViewerPreferences.Direction) == "/R2L"
    with pypdfium2.PdfDocument(pdf) as document:
        assert is_turned(document)


def test_no_character_is_lost(pdf: bytes, done: SetIssue) -> None:
    assert prove_bound(pdf, sheets_of_issue(done), done) == ()


def test_every_run_is_in_a_face_of_the_theme(pdf: bytes) -> None:
    names = {name.decode() for name in re.findall(rb"/BaseFont ?/\w+\+([\w-]+)", pikepdf_text(pdf))}
    assert names
    assert all(re.match("HF-|Noto-(Naskh|Serif|Sans)|Amiri|Frank|Nachlieli", name) for name in names), names


def pikepdf_text(pdf: bytes) -> bytes:
    """The objects of a file, not packed."""
    target = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        opened.save(target, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return target.getvalue()


@pytest.mark.slow
def test_it_keeps_ua_1_and_a_3a(pdf: bytes) -> None:
    assert validate(pdf, "ua1") == []
    assert validate(pdf, "3a") == []


@pytest.mark.slow
def test_it_keeps_ua_2(arabic: Sample, setter: IssueSetter) -> None:
    modern = bind_issue(arabic.setter(setter.counts, Tags.UA2).set(), arabic.project.config, Conformance.UA2)
    assert validate(modern.pdf, "ua2") == []


def test_a_script_without_a_face_is_told_at_its_first_letter(arabic: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    installed = faces.installed_families
    monkeypatch.setattr(
        theme, "installed_families", lambda language="": () if language == "ar" else installed(language)
    )
    files = [article.path for article in arabic.issue().articles.values()]
    found = list(faceless(files, arabic.setter().setting.theme))
    report = next(problem for problem in found if problem.location.path.name == "report.md")
    assert set(codes(found)) == {"HP913"}
    assert report.location.line == 1 + report.location.path.read_text("utf-8").split("قالت")[0].count("\n")
