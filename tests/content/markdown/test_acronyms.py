"""What abbreviations mean is known by a list, or because the article says it."""

from __future__ import annotations

import pytest

from hemaprint.content.markdown.acronyms import spelled_out

from .reader import Reader


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a myelodysplastic syndrome (MDS) is", {"MDS": "myelodysplastic syndrome"}),
        ("T-cell acute lymphoblastic\nleukemia (T-ALL)", {"T-ALL": "T-cell acute lymphoblastic leukemia"}),
        ("by acute lymphoblastic leukemia (ALL)", {"ALL": "acute lymphoblastic leukemia"}),
        ("graft-versus-host disease (GVHD)", {"GVHD": "graft-versus-host disease"}),
        ("the Centers for Disease Control (CDC)", {"CDC": "Centers for Disease Control"}),
        ("in the United States (US), twice", {"US": "United States"}),
        ("the agency (FDA) said", {}),
        ("who came (Monday)", {}),
        ("complete remission (CR), or complete response (CR)", {}),
        ("a *minimal* residual disease (MRD)", {}),
    ],
)
def test_an_article_says_plainly_what_it_abbreviates(text: str, said: dict[str, str]) -> None:
    assert spelled_out(text) == said


KNOWN = '<span class="expanded" title="myelodysplastic syndrome"><abbr>MDS</abbr></span>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("An MDS is", f"An {KNOWN} is"),
        ("Two MDSs, MDS-like", f"Two {KNOWN}s, {KNOWN}-like"),
        ("A myelodysplastic syndrome (MDS).", "A myelodysplastic syndrome (<abbr>MDS</abbr>)."),
        (
            "T-MDS and MDS-A",
            '<span class="nb">T-<abbr>MDS</abbr></span> and <span class="nb"><abbr>MDS</abbr>-A</span>',
        ),
    ],
)
def test_known_abbreviations_say_what_they_stand_for(text: str, html: str, reader: Reader) -> None:
    assert reader.html(text) == html
