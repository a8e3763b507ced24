"""Files of references beside a manuscript become works."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hemaprint.intake.bibliography import Bibliography, Name, Work, bibliography_beside
from hemaprint.intake.passages import text_of

BIBTEX = r"""
@article{poe2020, author = {Poe, Ann and {The Sea Group} and others}, title = {{CAR}-T cells in \emph{Mus
  musculus}: 10$^{6}$ at 50%, G{\"o}del \& co}, journal = "J. Small Meas.", year = 2020, month = feb, volume = 3,
  number = 2, pages = {11--19}, doi = {https://doi.org/10.1000/abc.1}}
@phdthesis{t/1, author = {van Berg, Tomas}, title = {On scales}, school = {Institute by the Sea}, year = 2011}
@misc{page, title = {A page}, howpublished = {\url{https://example.org/x}}, urldate = {2021-03-04}}
@incollection{chap, author = {A. Poe}, editor = {B. Berg}, title = {In a book}, booktitle = {The book}, year = 1999}
"""
RIS = """TY  - JOUR
AU  - Poe, Ann
TI  - Cells counted twice
T2  - J Small Meas
PY  - 2020
SP  - 11
EP  - 19
ER  -
"""
CSL = [
    {
        "id": "poe2020",
        "type": "article-journal",
        "title": "Counting <i>in vitro</i> &amp; CO<sub>2</sub>",
        "author": [{"family": "Berg", "given": "Tomas", "non-dropping-particle": "van"}],
        "issued": {"date-parts": [["2020", 2, 5]]},
    }
]


def beside(folder: Path, files: dict[str, str], *named: str) -> Bibliography:
    manuscript = folder / "paper.md"
    manuscript.write_text("text", "utf-8")
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return bibliography_beside(manuscript, named)


def faces(work: Work) -> list[tuple[str, list[str]]]:
    return [(span.text, sorted(span.marks)) for span in work.title]


def test_bibtex_keeps_faces_accents_and_what_tex_would_take_for_a_remark(tmp_path: Path) -> None:
    work = beside(tmp_path, {"paper.bib": BIBTEX}).works["poe2020"]
    assert faces(work) == [
        ("CAR-T cells in ", []),
        ("Mus musculus", ["emphasis"]),
        (": 10", []),
        ("6", ["sup"]),
        (" at 50%, Gödel & co", []),
    ]
    assert work.authors == (Name("Poe", "Ann"), Name(literal="The Sea Group"))
    assert work.et_al
    assert dict(work.plain) == {
        "volume": "3", "issue": "2", "page": "11-19", "DOI": "10.1000/abc.1", "issued": "2020-02",
    }  # fmt: skip


def test_kinds_of_works_that_references_lack_become_the_nearest(tmp_path: Path) -> None:
    works = beside(tmp_path, {"paper.bib": BIBTEX}).works
    assert [(works[key].type, text_of(works[key].publisher)) for key in ("t/1", "page")] == [
        ("report", "Institute by the Sea"),
        ("webpage", ""),
    ]
    assert works["t/1"].authors == (Name("van Berg", "Tomas"),)
    assert dict(works["page"].plain) == {"URL": "https://example.org/x", "accessed": "2021-03-04"}
    assert works["chap"].unprinted == ("editor",)


def test_ris_without_keys_gets_those_that_programs_make(tmp_path: Path) -> None:
    work = beside(tmp_path, {"paper.ris": RIS}).works["poe2020"]
    assert (text_of(work.title), work.plain["page"]) == ("Cells counted twice", "11-19")


def test_csl_json_may_hold_tags_and_particles(tmp_path: Path) -> None:
    work = beside(tmp_path, {"refs.json": json.dumps(CSL)}).works["poe2020"]
    assert faces(work) == [
        ("Counting ", []),
        ("in vitro", ["emphasis"]),
        (" & CO", []),
        ("2", ["sub"]),
    ]
    assert work.authors == (Name("van Berg", "Tomas"),)
    assert work.plain["issued"] == "2020-02-05"


def test_the_named_file_comes_first_and_another_work_of_the_same_key_is_told(tmp_path: Path) -> None:
    found = beside(tmp_path, {"paper.bib": BIBTEX, "other.ris": RIS}, "other.ris")
    assert text_of(found.works["poe2020"].title) == "Cells counted twice"
    assert found.files == ("other.ris", "paper.bib")
    assert [doubt.code for doubt in found.doubts] == ["HP571"]


@pytest.mark.parametrize(
    ("files", "named", "codes"),
    [
        ({"settings.json": '{"a": 1}'}, (), []),
        ({"refs.json": "{"}, ("refs.json",), ["HP571"]),
        ({"paper.bib": "@article{a, title = {never closed"}, (), ["HP571"]),
        ({}, ("gone.bib",), ["HP571"]),
    ],
)
def test_what_cannot_be_read_is_told_unless_it_is_another_kind_of_json(
    files: dict[str, str], named: tuple[str, ...], codes: list[str], tmp_path: Path
) -> None:
    found = beside(tmp_path, files, *named)
    assert [doubt.code for doubt in found.doubts] == codes
    assert not found.works


def test_macros_of_astronomers_name_their_journals_and_others_stay(tmp_path: Path) -> None:
    works = beside(tmp_path, {"a.bib": "@article{a, journal={\\aap}}\n@article{b, journal={\\mine}}\n"}).works
    assert [text_of(works[key].container).strip() for key in "ab"] == ["Astronomy & Astrophysics", "\\mine"]


def test_strings_that_double_forty_times_are_told(tmp_path: Path) -> None:
    doubled = "".join(f"@string{{a{number} = a{number - 1} # a{number - 1}}}\n" for number in range(1, 40))
    found = beside(tmp_path, {"a.bib": f'@string{{a0 = "words"}}\n{doubled}@misc{{key, title = a39}}'})
    assert [doubt.code for doubt in found.doubts] == ["HP571"]
    assert not found.works
