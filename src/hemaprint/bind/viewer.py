"""How a reading program presents the issue: page labels, title bar, spreads with the cover on the right."""

from __future__ import annotations

from collections.abc import Iterable

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.models import PageLabel


def write_page_labels(issue: pikepdf.Pdf, labels: Iterable[PageLabel]) -> None:
    """Write page labels (ISO 32000-1, 12.4.2); pages before the first label are numbered from 1."""
    ranges = {label.index: _label(label) for label in labels}
    if not ranges:
        return
    ranges.setdefault(0, Dictionary(S=Name.D))
    issue.Root.PageLabels = Dictionary(Nums=Array([entry for pair in sorted(ranges.items()) for entry in pair]))


def write_viewer_preferences(issue: pikepdf.Pdf, *, opens_left: bool = False) -> None:
    """Show the title instead of the file name, two pages side by side, and the outline where there is one."""
    issue.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    issue.Root.PageLayout = Name.TwoPageLeft if opens_left else Name.TwoPageRight
    issue.Root.PageMode = Name.UseOutlines if "/Outlines" in issue.Root else Name.UseNone


def show_trim(issue: pikepdf.Pdf) -> None:
    """Let viewers show the trim; the bleed stays in the file (ISO 32000-1, 14.11.2: the crop box)."""
    for page in issue.pages:
        page.cropbox = page.trimbox


def _label(label: PageLabel) -> Dictionary:
    entry = Dictionary()
    if label.style:
        entry.S = Name(f"/{label.style}")
        entry.St = label.start
    if label.prefix:
        entry.P = String(label.prefix)
    return entry
