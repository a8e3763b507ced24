"""A change of a style that makes a build fail is found, and nothing else is blamed."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.build.bisect import find_suspect, read_good, write_good
from hemaprint.errors import ContentError, Problem
from hemaprint.project.themes import bundled
from hemaprint.theme.theme import Theme, theme_of
from hemaprint.typeset.engine.engine import Engine
from samples import Sample, paragraphs

NAME = "components/back.css"
BACK = (bundled("styles") / NAME).read_text("utf-8")


def suspect(sample: Sample, is_bad: str) -> Problem | None:
    """What is found where every theme with these words in its styles fails."""

    def attempt(other: Theme) -> frozenset[str]:
        return frozenset({"fault"} if is_bad in other.css else ())

    project = sample.project
    return find_suspect(theme_of(project), read_good(project), frozenset({"fault"}), attempt)


def test_the_one_change_of_many_is_found(sample: Sample) -> None:
    lines = BACK.splitlines()
    changed = [f"{line} /* {number} */" for number, line in enumerate(lines)]
    changed.insert(2, ".back{bottom:-9999pt}")
    sample.write(f"styles/{NAME}", "\n".join(changed))
    sample.write("styles/components/box.css", ".box{color:red}")
    problem = suspect(sample, "-9999pt")
    assert problem is not None
    assert problem.location.path == sample.root / "styles" / NAME


def test_the_column_is_that_of_the_first_letter_that_differs(sample: Sample) -> None:
    sample.write(f"styles/{NAME}", BACK.replace("position: absolute", "position: fixed", 1))
    problem = suspect(sample, "position: fixed")
    assert problem is not None
    line = BACK.splitlines()[problem.location.line - 1]
    assert line[problem.location.column - 1 :].startswith("absolute")


def test_styles_that_are_not_to_blame_are_not_blamed(sample: Sample) -> None:
    sample.write(f"styles/{NAME}", f"{BACK}.back{{color:red}}")
    assert suspect(sample, "--b") is None


def test_what_was_good_in_the_last_good_build_is_no_suspect(sample: Sample) -> None:
    sample.write(f"styles/{NAME}", f"{BACK}.back{{bottom:-9999pt}}")
    project = sample.project
    (project.cache).mkdir(exist_ok=True)
    (project.cache / "theme.json").write_bytes(write_good(theme_of(project)))
    assert suspect(sample, "-9999pt") is None


@pytest.mark.parametrize("css", [".copy p{margin-left:900pt}", ".copy p{position:absolute;top:-900pt}"])
def test_a_build_names_the_style_beside_what_it_did(sample: Sample, css: str) -> None:
    path = sample.write("styles/components/about.css", css)
    sample.article("report", "Report", paragraphs(1))
    with pytest.raises(ContentError) as caught:
        sample.build()
    assert path in {problem.location.path for problem in caught.value.problems if problem.code == "HP236"}


def test_an_exception_of_the_engine_is_a_fault_of_the_style(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out = Engine.lay_out

    def failing(engine: Engine, html: str, source: Path) -> object:
        if "-9999pt" in str(engine.__dict__.get("css", "")):
            raise IndexError("list index out of range")
        return lay_out(engine, html, source)

    init = Engine.__init__

    def remembering(engine: Engine, css: str, *rest: object, **more: object) -> None:
        engine.css = css  # type: ignore[attr-defined]
        init(engine, css, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(Engine, "__init__", remembering)
    monkeypatch.setattr(Engine, "lay_out", failing)
    path = sample.write("styles/components/about.css", ".about{margin-top:-9999pt}")
    sample.article("report", "Report", paragraphs(1))
    with pytest.raises(ContentError) as caught:
        sample.build()
    assert [(one.code, one.location.path) for one in caught.value.problems] == [("HP236", path)]
