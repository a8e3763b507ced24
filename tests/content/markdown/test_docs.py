"""Every example of docs/markdown.md is what the reader accepts."""

import re
from pathlib import Path

import pytest

from content.markdown.reader import DRAWING, SPEAKERS, Reader, faults

PAGE = (Path(__file__).parents[3] / "docs" / "markdown.md").read_text(encoding="utf-8")
EXAMPLES = [
    match["text"]
    for match in re.finditer(r"^(?P<fence>`{3,})markdown\n(?P<text>.*?)^(?P=fence)$", PAGE, re.MULTILINE | re.DOTALL)
]
TABLES = re.findall(r"^```csv\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
(GRID,) = (text for text in re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL) if "##" in text)
REFERENCES = [{"id": name, "title": name} for name in ("pan2021", "mamonkin2015", "gomes2017")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.splitlines()[0][:30])
def test_an_example_is_right(tmp_path: Path, example: str) -> None:
    reader = Reader(tmp_path.resolve())
    reader.write("images/loop.svg", DRAWING)
    reader.write("data/outcome.csv", TABLES[0])
    reader.write("data/grid.txt", GRID)
    template = "news" if "{item}" in example else "interview" if "**HF:**" in example else "feature"
    speakers = SPEAKERS if template == "interview" else {}
    body = reader.read(example, template=template, speakers=speakers, references=REFERENCES)
    assert faults(body) == []
    assert body.blocks


def test_the_second_table_is_a_survival_curve(reader: Reader) -> None:
    reader.write("data/survival.csv", TABLES[1])
    assert reader.faults(":::{chart} data/survival.csv\n:type: km\n:alt: x\n:::\n") == []
