"""References in the styles of the Citation Style Language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hemaprint.content.csl import named_style, read_style
from hemaprint.content.load import load_issue
from hemaprint.content.markdown.typography import NBSP
from hemaprint.content.models import Reference
from hemaprint.content.spans import Cited, Foreign, Link, Span, Styled, characters_of, text_of
from hemaprint.project.values import StyleError, installed_styles
from samples import Sample

pytest.importorskip("citeproc")

PAN: dict[str, Any] = {
    "id": "pan",
    "author": [{"family": "Pan", "given": "Jing"}, {"family": "Tan", "given": "Yue"}],
    "title": "*Candida auris* and 10^6^ doses",
    "container_title": "Nat Med",
    "issued": "2025-01",
    "volume": "31",
    "issue": "1",
    "page": "126-136",
    "doi": "10.1038/s41591-024-03282-2",
}
STYLE = """<style xmlns="http://purl.org/net/xbiblio/csl" class="in-text" version="1.0">
<info><title>Own</title><id>own</id><category citation-format="numeric"/></info>
{macros}
<citation><layout prefix="[" suffix="]" delimiter="; "><text variable="citation-number"/></layout></citation>
<bibliography><layout suffix=".">
<text variable="citation-number" suffix=" "/><text variable="title"/>{more}
</layout></bibliography>
</style>"""


def entry(style: str, **changes: Any) -> str:
    return text_of(named_style(style, "en-US").entry(Reference.model_validate(PAN | changes)))


def cited(style: str) -> str:
    made = named_style(style, "en-US")
    labels = [
        "" if made.is_numbered else made.label(Reference.model_validate(PAN | {"issued": year}), "")
        for year in ("2024", "2025")
    ]
    return made.citation("a", tuple(Cited(n, n, label=label) for n, label in enumerate(labels, start=1))).text


def spans(copy: tuple[Span, ...]) -> Iterator[Span]:
    for span in copy:
        yield span
        yield from spans(getattr(span, "copy", ()))


@pytest.mark.parametrize(
    ("style", "printed"),
    [
        ("nature", "1,2"),
        ("the-lancet", "1,2"),
        ("ieee", "[1], [2]"),
        ("elsevier-vancouver", "[1,2]"),
        ("apa", "(Pan & Tan, 2024; Pan & Tan, 2025)"),
        ("chicago-author-date", "(Pan and Tan 2024; Pan and Tan 2025)"),
    ],
)
def test_a_citation_has_the_signs_of_its_style(style: str, printed: str) -> None:
    assert cited(style).replace("\u00a0", " ") == printed


def test_raised_numbers_are_raised() -> None:
    assert named_style("nature", "en").citation("a", (Cited(1, 1),)).raised
    assert not named_style("ieee", "en").citation("a", (Cited(1, 1),)).raised


def test_entries_as_the_style_writes_them() -> None:
    assert entry("the-lancet").startswith("Pan J, Tan Y. Candida auris and 10⁶ doses. Nat Med 2025; 31: 126–36.")
    assert entry("ieee").startswith("J. Pan and Y. Tan, “Candida auris and 10⁶ doses”, Nat Med, vol. 31, no. 1,")


def test_markup_of_a_title_and_of_the_style_is_kept() -> None:
    copy = named_style("nature", "en").entry(Reference.model_validate(PAN))
    styled = {(span.style, characters_of(span.copy)) for span in spans(copy) if isinstance(span, Styled)}
    assert {("italic", "Candida auris"), ("superior", "6"), ("strong", "31"), ("italic", "Nat Med")} <= styled


@pytest.mark.parametrize("style", ["the-lancet", "apa"])
def test_a_title_in_another_language_says_which(style: str) -> None:
    entry = named_style(style, "en-US").entry(
        Reference.model_validate(PAN | {"language": "de", "title": "Über *Blut*"})
    )
    (title,) = [span for span in spans(entry) if isinstance(span, Foreign)]
    assert (title.language, text_of(title.copy)) == ("de", "Über Blut")


def test_a_doi_leads_to_its_address() -> None:
    copy = named_style("american-medical-association", "en").entry(Reference.model_validate(PAN))
    (link,) = [span for span in spans(copy) if isinstance(span, Link)]
    assert (link.href, characters_of(link.copy)) == (
        "https://doi.org/10.1038/s41591-024-03282-2",
        "doi:10.1038/s41591-024-03282-2",
    )


@pytest.mark.parametrize("style", ["apa", "chicago-author-date", "american-medical-association", "elsevier-harvard"])
def test_a_title_without_authors_is_printed_once(style: str) -> None:
    """citeproc-py 0.11 repeats it."""
    said = entry(style, author=[], title="No author at all").casefold()
    assert said.count("no author at all") == 1
    assert not {"..", ". .", "“”"} & {said[at : at + width] for width in (2, 3) for at in range(len(said))}


def test_a_question_mark_needs_no_stop() -> None:
    assert "?." not in entry("nlm-citation-sequence", title="Does it work?")


def test_a_style_of_authors_sorts_its_list() -> None:
    references = [
        Reference.model_validate(PAN | {"id": name, "author": [{"family": name, "given": "A"}]})
        for name in ("Zorn", "Adler")
    ]
    assert [one.id for one in named_style("apa", "en").ordered(references)] == ["Adler", "Zorn"]
    assert [one.id for one in named_style("nature", "en").ordered(references)] == ["Zorn", "Adler"]


def test_a_style_that_is_another_one() -> None:
    dependent = next(name for name, path in installed_styles().items() if path.parent.name == "dependent")
    assert named_style(dependent, "en").source


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("<style", "download"),
        ("<style/>", ".csl"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><style>&b;</style>', "DOCTYPE"),
        (STYLE.format(macros="", more="").replace("in-text", "note"), "numbers"),
        (STYLE.format(macros='<macro name="a"><text macro="a"/></macro>', more='<text macro="a"/>'), "correct"),
        (
            STYLE.format(
                macros="".join(
                    f'<macro name="m{n}"><text macro="m{n + 1}"/><text macro="m{n + 1}"/></macro>' for n in range(40)
                )
                + '<macro name="m40"><text variable="title"/></macro>',
                more='<text macro="m0"/>',
            ),
            "correct",
        ),
    ],
)
def test_a_style_that_cannot_be_used(text: str, hint: str) -> None:
    with pytest.raises(StyleError) as caught:
        read_style("own.csl", text.encode(), "en")
    assert hint in caught.value.hint


def test_an_article_in_a_style_of_the_project(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    sample.write("content/2025-01/own.csl", STYLE.format(macros="", more=""))
    sample.article("one", "Report", "Cited.[@pan]\n", citation_style="own.csl", references=[PAN])
    article = sample.issue().articles["one"]
    assert [(one.label, text_of(one.copy)) for one in article.references] == [("1.", "Candida auris and 10⁶ doses.")]


@pytest.mark.parametrize(
    ("style", "code"),
    [("vancuver", "HP015"), ("natur", "HP015"), ("nowhere.csl", "HP041"), ("../../../own.csl", "HP040")],
)
def test_a_style_that_is_not_there(tmp_path: Path, style: str, code: str) -> None:
    sample = Sample(tmp_path)
    sample.article("one", "Report", "Cited.[@pan]\n", citation_style=style, references=[PAN])
    problem = next(one for one in load_issue(sample.project, "2025-01").problems if one.code.startswith("HP0"))
    assert (problem.code, problem.location.path.name, problem.location.line) == (code, "one.md", 4)


def test_references_that_are_cited_alike_are_told(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    references = [PAN, PAN | {"id": "other", "title": "Another"}]
    sample.article("one", "Report", "Cited.[@pan; @other]\n", citation_style="apa", references=references)
    (problem,) = [one for one in load_issue(sample.project, "2025-01").problems if one.code == "HP155"]
    assert "Pan & Tan, 2025" in problem.message


@pytest.mark.parametrize(
    ("style", "end"),
    [
        ("nlm-citation-name", f"doi:10.1038/s41591-024-03282-2. PubMed PMID:{NBSP}39354195."),
        ("journal-of-medical-internet-research", "PMID:39354195."),
        ("sports-health", f"PMID:{NBSP}39354195."),
    ],
)
def test_a_pmid_is_bound_to_its_label_and_ends_in_a_stop(style: str, end: str) -> None:
    copy = named_style(style, "en").entry(Reference.model_validate(PAN | {"pmid": "39354195"}))
    assert characters_of(copy).endswith(end)
