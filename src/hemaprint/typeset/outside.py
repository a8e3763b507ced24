# SPDX-License-Identifier: MIT
"""Set the cover and the back: on the ground that the editor names, or that suits the picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from hemaprint.charts import palette_of
from hemaprint.content.units import page_units
from hemaprint.galley.completeness import prove_page
from hemaprint.galley.galley import Galley
from hemaprint.galley.pages import compose_page
from hemaprint.galley.setting import Setting
from hemaprint.project.config import Side
from hemaprint.typeset.crew.jobs import Steps, written
from hemaprint.typeset.fitting import SetGalley, fit_cover

OUTSIDE = frozenset({"cover", "back"})
"""The pages whose words are printed on a picture that is as large as the page."""


def set_outside(name: str, setting: Setting, side: Side) -> Steps[SetGalley]:
    """The page ``name`` of :data:`OUTSIDE`, and what of its words does not stand out from the picture (HP199)."""
    from hemaprint.typeset.ground import Ground, faint, ground_of  # noqa: PLC0415 - brings pikepdf, which loads slowly

    compose: Callable[..., Galley] = partial(compose_page, name, setting, side)
    if name == "cover":
        compose = yield from fit_cover(setting, side)
    manifest, source = setting.issue.manifest, setting.issue.path / "issue.yaml"
    page = manifest.cover if name == "cover" else manifest.back
    asked = page.ground if page else "dark"
    ground: Ground = "light" if asked == "auto" else asked
    galley = compose(ground=ground)
    pages = yield from written(galley, source)
    if asked == "auto":
        palette = palette_of(setting.theme)
        ground = ground_of(pages.pdf, palette.luminance("ink"), palette.luminance("paper"))
        if ground == "dark":
            galley = compose(ground=ground)
            pages = yield from written(galley, source)
    units = tuple(page_units(setting.issue, name, setting.language))
    told = faint(pages.pdf, units, setting.issue.located.key(name), ground)
    problems = (*prove_page(name, galley, setting), *pages.problems, *told)
    return SetGalley(galley, replace(pages, problems=problems))
