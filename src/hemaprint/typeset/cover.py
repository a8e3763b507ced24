"""Fit the cover: the nameplate to the width of the page, the headline to its lines."""

from __future__ import annotations

from math import floor

from hemaprint.content.markdown import read_headline
from hemaprint.content.models import Side
from hemaprint.galley.compose import marked_rows, word_keys
from hemaprint.galley.galley import Galley
from hemaprint.galley.makeup import MakeUp
from hemaprint.galley.pages import NAMEPLATE, compose_cover_words, compose_page
from hemaprint.galley.setting import Setting
from hemaprint.theme.geometry import MARGIN_OUTSIDE
from hemaprint.typeset.titles import REFERENCE_SIZE, fit_title, require_measured
from hemaprint.typeset.typesetter import title_rows, title_space
from hemaprint.typeset.wanted import Steps, measured

NAMEPLATE_LARGEST = 72.0


def fit_cover(setting: Setting, side: Side) -> Steps[Galley]:
    """The cover's galley, its words measured first."""
    cover = setting.issue.manifest.cover
    rows = marked_rows(read_headline(cover.headline, setting.language))
    layout = yield from measured(compose_cover_words(rows, setting), setting.issue.path / "issue.yaml")
    extents = layout.extents
    require_measured([*word_keys(rows), NAMEPLATE], extents, setting.theme, "measure-cover.html")
    measure = setting.theme.geometry.width - 2 * MARGIN_OUTSIDE
    facts = setting.theme.declared("cover")
    title = fit_title(title_rows(rows, extents), title_space(extents), measure, facts.title_max, facts.title_leading)
    nameplate = min(NAMEPLATE_LARGEST, REFERENCE_SIZE * measure / extents[NAMEPLATE][0].width)
    makeup = MakeUp(title_size=title.size, title_leading=title.leading, title_lines=title.lines)
    return compose_page("cover", setting, side, makeup=makeup, nameplate_size=floor(nameplate * 10) / 10)
