"""The letter as the preview shows it: of pages that have just been set, without a message around it."""

from __future__ import annotations

from PIL import Image

from hemaprint.newsletter.campaign import lay_out_letter
from hemaprint.newsletter.letter import Enclosure
from hemaprint.newsletter.mail import Recipient
from hemaprint.newsletter.pictures import Gallery, with_pictures
from hemaprint.typeset.plan import SetIssue

_NOBODY = Recipient("reader@newsletter.invalid")


def letter_of(done: SetIssue, cover: Image.Image) -> str:
    """The HTML of an issue's letter with its pictures in it; raises ContentError where it cannot be laid out."""
    setting = done.setting
    folder = setting.issue.path
    gallery = Gallery(folder, folder.parents[1], "newsletter.invalid")
    layout = lay_out_letter(setting, gallery, cover, enclosures=(Enclosure(f"{setting.issue.name}.pdf", "PDF"),))
    return with_pictures(layout.html(_NOBODY, "https://newsletter.invalid/"), gallery.pictures.values())
