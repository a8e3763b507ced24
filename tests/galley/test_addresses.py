"""Addresses for readers on paper: which there are, with or without codes, and that no layout loses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.content.paper import addresses_of
from hemaprint.galley.addresses import laid_out, outline
from hemaprint.galley.completeness import prove_issue
from hemaprint.galley.setting import Setting
from hemaprint.theme.geometry import MM, Geometry
from hemaprint.theme.theme import Theme
from samples import Sample

BODY = "[*The* data](https://www.a.org/data/){.paper}, [again](https://www.a.org/data/){.paper}, <b@c.org>{.paper}.\n"


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    written = Sample(tmp_path)
    written.article("it", "Report", BODY + "\n[Not this](https://d.org).\n", doi="10.1000/182")
    return written


def setting_of(sample: Sample) -> Setting:
    theme = Theme.of_project(sample.root / "layouts", sample.root / "styles", Geometry(210 * MM, 297 * MM))
    return Setting(sample.project.config, sample.issue(), theme)


def test_the_article_comes_first_and_each_address_once(sample: Sample) -> None:
    setting = setting_of(sample)
    article = setting.issue.articles["it"]
    addresses = addresses_of(article, own=True)
    found = laid_out(addresses, "en", setting, coded=True)
    assert [(one.title, one.text.replace("<wbr>", "")) for one in found] == [
        ("This article", "doi.org/10.1000/182"),
        ("<em>The</em> data", "a.org/data"),
        ("", "b@c.org"),
    ]
    assert [one.code is not None and one.code.said for one in found][:1] == ["QR code: doi.org/10.1000/182"]
    assert addresses_of(article, own=False) == addresses[1:]
    assert all(one.code is None for one in laid_out(addresses, "en", setting, coded=False))


def test_a_layout_that_loses_them_is_an_error(sample: Sample) -> None:
    assert prove_issue(setting_of(sample)) == ()
    sample.write("layouts/partials/addresses.html", "")
    problems = prove_issue(setting_of(sample))
    assert {problem.code for problem in problems} == {"HP255"}
    assert [problem.location.line for problem in problems] == [7, 7]


def test_a_code_is_drawn_run_by_run() -> None:
    assert outline([[True, True, False, True], [False, False, False, False]]) == "M0 0h2v1h-2zM3 0h1v1h-1z"
