"""JATS comes back: our own export word for word, and what archives keep as far as it goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from everything import fill
from hemaprint.content.models import Article
from hemaprint.errors import ContentError
from hemaprint.export.articles import Manuscript
from hemaprint.export.jats import article_jats
from hemaprint.export.script import script_of
from hemaprint.export.text import article_text
from hemaprint.intake import Options
from hemaprint.intake.intake import take_in
from hemaprint.theme.theme import theme_of
from samples import Sample

from .reading import as_article, doubts, imported_text, magazine, outline


def _manuscript(sample: Sample, article: Article) -> Manuscript:
    return Manuscript(sample.project, sample.issue(), theme_of(sample.project), article, script_of(article))


def test_every_article_of_an_export_comes_back_with_its_words(tmp_path: Path) -> None:
    sample = fill(Sample(tmp_path / "magazine"))
    issue = sample.issue()
    for slug, article in issue.articles.items():
        path = tmp_path / f"{slug}.xml"
        path.write_bytes(article_jats(_manuscript(sample, article)))
        intake = take_in(magazine(tmp_path), path, slug, Options())
        assert intake.kind == "jats"
        assert intake.account.agrees, slug
        assert doubts(intake).isdisjoint({"HP544", "HP574"}), slug
        assert article.title in intake.text.replace("\\", ""), slug
        assert all(person.name.split()[-1] in intake.text for person in article.meta.contributors)


def test_a_talk_comes_back_as_it_was(tmp_path: Path) -> None:
    talk = "A talk of gulls\n\nUna Holt: Who feeds them?\n\nPia Lang: I do.\n\n• bread\n• fish\n\nUna Holt: And?\n"
    article = as_article(tmp_path, imported_text(tmp_path, talk))
    sample = Sample(tmp_path / "magazine")
    sample.article("it", "Letter", "Words.")
    data = article_jats(_manuscript(sample, article))
    (tmp_path / "talk.xml").write_bytes(data)
    back = take_in(magazine(tmp_path), tmp_path / "talk.xml", "talk", Options())
    assert article_text(script_of(as_article(tmp_path, back))) == article_text(script_of(article))


ARCHIVED = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE article PUBLIC "-//NLM//DTD JATS (Z39.96) Journal Archiving DTD v1.2//EN" "JATS-archivearticle1.dtd">
<article article-type="research-article" xml:lang="en" xmlns:xlink="http://www.w3.org/1999/xlink"
 xmlns:mml="http://www.w3.org/1998/Math/MathML"><front><article-meta>
<article-id pub-id-type="doi">10.1000/gulls</article-id>
<title-group><article-title>Gulls and <italic>bread</italic></article-title></title-group>
<contrib-group><contrib contrib-type="author"><contrib-id contrib-id-type="orcid">https://orcid.org/0000-0002-1825-0097
</contrib-id><name><surname>Holt</surname><given-names>Una</given-names></name><xref ref-type="aff" rid="a1"/></contrib>
<aff id="a1"><label>1</label>Institute of Shores</aff></contrib-group>
<abstract><title>Abstract</title><p>We fed them.</p></abstract>
<kwd-group><kwd>gulls</kwd></kwd-group></article-meta></front>
<body><sec><label>1</label><title>Methods</title><p>Ten gulls<xref ref-type="fn" rid="n1">*</xref> ate
<inline-formula><alternatives><mml:math><mml:mn>3</mml:mn></mml:math><tex-math>$3$</tex-math></alternatives></inline-formula>
loaves <xref ref-type="bibr" rid="r1"><sup>1</sup></xref>.</p>
<list list-type="alpha-lower"><list-item><label>a)</label><p>in rain</p></list-item></list>
<table-wrap id="t"><label>Table 1</label><caption><p>Loaves</p></caption><table>
<thead><tr><th>Gull</th><th>Loaves</th></tr></thead>
<tbody><tr><td rowspan="2">A</td><td>1</td></tr><tr><td>2</td></tr></tbody></table></table-wrap>
<fig><label>Fig. 1</label><caption><p>A gull.</p></caption><alt-text>Bird</alt-text><graphic xlink:href="gull"/></fig>
<disp-quote><p>Bread.</p></disp-quote><media xlink:href="a.mp4"><caption><p>A film</p></caption></media></sec></body>
<back><ack><title>Thanks</title><p>To the sea.</p></ack><ref-list><title>References</title>
<ref id="r1"><label>1.</label>
<element-citation><person-group><name><surname>Lang</surname><given-names>P</given-names></name></person-group>
<article-title>On gulls</article-title><source>Shore</source><year>2020</year></element-citation></ref></ref-list>
<fn-group><fn id="n1"><label>*</label><p>All tame.</p></fn></fn-group></back>
<sub-article><front-stub/><body><p>A reply.</p></body></sub-article></article>
"""


def test_what_archives_keep(tmp_path: Path) -> None:
    intake = imported_text(tmp_path, ARCHIVED, name="gulls.xml")
    assert intake.account.agrees
    assert 'headline: "Gulls and *bread*"' in intake.text
    assert '- name: "Una Holt"\n    affiliation: "Institute of Shores"\n    orcid: "0000-0002-1825-0097"' in intake.text
    assert 'raw: "Lang P. On gulls. Shore. 2020"' in intake.text
    assert "gulls[^1] ate $3$ loaves" in intake.text
    assert "[^1]: All tame." in intake.text
    assert "- a) in rain" in intake.text
    assert "| A | 1 |\n|  | 2 |" in intake.text
    assert outline(intake).heads == ("Abstract", "Methods", "Thanks")
    assert {"HP525", "HP526", "HP548"} <= doubts(intake)


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE article [<!ENTITY a "b">]><article article-type="x"><body><p>&a;</p></body></article>',
        '<article article-type="x"><body><p>',
        "<article article-type='x'>" + "<sec>" * 200 + "</sec>" * 200 + "</article>",
    ],
)
def test_entities_damage_and_depth_are_refused(data: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError) as caught:
        imported_text(tmp_path, data, name="a.xml")
    assert caught.value.problems[0].code in ("HP516", "HP517")
