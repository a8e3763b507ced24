"""A chart says what it shows, and carries its data."""

from __future__ import annotations

from pathlib import Path

import tinyhtml5

from hemaprint.galley.compose import Composer
from hemaprint.typeset.fitting import set_article
from samples import NAME, Sample

CHART = ":::{{chart}} data/days.csv\n:type: line\n:label: fig-days\n{}:::\n"


def drawn(root: Path, options: str) -> dict[str, str]:
    """The alternative text of the chart of an article, and the attributes of its drawing."""
    sample = Sample(root)
    sample.write(f"content/{NAME}/data/days.csv", 'Day,"Cells ""A"""\n0,1.5\n7,9\n')
    sample.article("it", "Letter", f"Text.\n\n{CHART.format(options)}")
    setter = sample.setter()
    composer = Composer(setter.issue.articles["it"], setter.setting)
    galley = setter.schedule.alone(set_article(composer, "left")).galley
    root_of = tinyhtml5.parse(galley.html, namespace_html_elements=False)
    svg = next(one for one in root_of.iter() if str(one.tag).endswith("svg"))
    return dict(svg.attrib) | {"alt": "".join(next(one for one in svg if str(one.tag).endswith("title")).itertext())}


def test_a_chart_carries_its_data_as_they_were_written(tmp_path: Path) -> None:
    svg = drawn(tmp_path, "")
    assert svg["alt"] == "Line chart: Cells “A”. Rises from 1.5 at 0 to 9 at 7."
    assert svg["data-file-text"] == "category,Cells “A”\n0,1.5\n7,9\n"
    assert (svg["data-file-name"], svg["data-file-type"]) == ("it-fig-days.csv", "text/csv")
    assert (svg["data-file-relation"], svg["data-file-description"]) == ("Data", f"Data: {svg['alt']}")


def test_the_words_of_the_editor_win(tmp_path: Path) -> None:
    assert drawn(tmp_path, ":alt: Cells grow.\n")["alt"] == "Cells grow."
