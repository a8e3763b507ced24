# SPDX-License-Identifier: MIT
"""Compile the campaign of an issue: lay out its letter, attach its files, check every limit, write it to dist/.

What sending needs::

    campaign = open_campaign(project, "2025-01", CampaignOptions(), backend=backend, progress=progress)
    campaign.identity          # what the ledger calls it: the issue's name by default
    campaign.subject, campaign.size, campaign.attachments, campaign.problems
    campaign.refusals(list.recipients)   # why nothing may be sent: no From, no unsubscribe token...
    write = campaign.writer(datetime.now().astimezone())
    message = write(recipient)           # a Message; the same recipient gets the same bytes
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

import hemaprint.build.issue as builder
from hemaprint.bind.editions import Edition
from hemaprint.build.backend import Backend, Progress
from hemaprint.build.issue import build_offprints
from hemaprint.build.reading import accepted, read_issue
from hemaprint.build.results import BuildOptions, BuildResult, recall, recipe_of, remember
from hemaprint.errors import ContentError, Location, MalformedError, Problem, Severity, UsageError
from hemaprint.galley.setting import Setting
from hemaprint.newsletter.letter import (
    Enclosure,
    Gallery,
    InlinePicture,
    LetterLayout,
    subject_of,
    write_letter,
)
from hemaprint.newsletter.messages import SECRET_VARIABLE, Campaign, Envelope, Signer, Unsubscribe
from hemaprint.newsletter.mime import Attachment, Body, media_type_of
from hemaprint.newsletter.transport import Recipient
from hemaprint.pdf.raster import render_page
from hemaprint.project.config import Newsletter
from hemaprint.project.mail import Mailbox, check_file_name, parse_mailbox, plain_line
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.text import slug_of
from hemaprint.system.files import write_files
from hemaprint.theme.theme import theme_of
from hemaprint.typeset.plan import SetIssue

ISSUE = "issue"
OFFPRINT = "offprint:"
ON_THE_WIRE = 4 / 3 * 78 / 76
"""Bytes on the wire for a byte of a file: base64, and a line end after 76 characters (RFC 2045, 6.8)."""
LETTER_BYTES = 400_000
"""Reserved for the letter itself: its texts, its pictures, its headers."""
_SMALLEST_MB = 0.1
COVER_WIDTH = 216
"""CSS px of the cover in the letter."""
_DRAWN = 150
"""dpi at which the cover is drawn before it is scaled down, so that thin lines keep their weight."""
MOST_HTML = 90_000
"""Bytes of HTML that no mail program cuts off: Gmail clips what is longer than 102 KB."""
MEGABYTE = 1_000_000
LIMITS = {"Exchange": 10, "Outlook.com": 20, "iCloud": 20, "Gmail": 25}
"""Million bytes on the wire that mail systems accept by default, or as their help pages say."""
_READER = Recipient("reader@newsletter.invalid")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOptions:
    """What the caller decides about a campaign, beyond ``hemaprint.toml``.

    ``attach``: ``issue`` (the e-mail edition), ``offprint:SLUG`` or paths; the issue where neither ``attach`` nor
    ``link`` is given. ``max_mb`` is the limit on the wire, in million bytes.
    """

    attach: tuple[str, ...] = ()
    link: str = ""
    max_mb: float | None = None
    subject: str = ""
    campaign: str = ""

    @property
    def enclosed(self) -> tuple[str, ...]:
        """What is attached."""
        return self.attach or (() if self.link else (ISSUE,))


def open_campaign(
    project: Project,
    issue: str,
    options: CampaignOptions | None = None,
    *,
    backend: Backend | None = None,
    progress: Progress,
) -> Campaign:
    """Compile the campaign of an issue; builds its e-mail edition unless ``dist/`` has an up-to-date one.

    Raises ContentError with every problem (too large, a layout that cannot be filled...), UsageError for what cannot
    be attached, MissingEnvironmentError.
    """
    options, backend = options or CampaignOptions(), backend or Backend()
    settings = project.config.newsletter
    limit = options.max_mb or settings.max_mb
    progress.stage("reading")
    content, problems = read_issue(project, issue, backend.store)
    enclosed = enclose(project, issue, options.enclosed, limit, backend, progress)
    progress.stage("composing")
    pages = {article.slug: article.first_page for article in enclosed.edition.articles}
    setting = Setting(project.config, content, theme_of(project, content), pages=pages)
    envelope = _envelope(setting, options.subject or subject_of(setting, settings.subject))
    gallery = Gallery(content.path, project.root, envelope.domain)
    layout = lay_out_letter(
        setting,
        gallery,
        draw_cover(enclosed.pdf),
        subject=envelope.subject,
        link=options.link,
        enclosures=tuple(Enclosure(one.name, _size(len(one.data))) for one in enclosed.attachments),
    )
    pictures = tuple(gallery.pictures.values())
    mailbox = parse_mailbox(settings.unsubscribe_mailto).address if settings.unsubscribe_mailto else ""
    place = Location(project.root / CONFIG_NAME)
    campaign = Campaign(
        identity=options.campaign or issue,
        attachments=enclosed.attachments,
        pictures=pictures,
        problems=(*problems, *enclosed.edition.problems, *_cannot_leave(settings, place)),
        dated=datetime.combine(setting.issue_date, time(12), UTC),
        embargo=content.manifest.embargo,
        _envelope=envelope,
        _layout=layout,
        _unsubscribe=Unsubscribe(settings.unsubscribe, issue, os.environ.get(SECRET_VARIABLE, ""), place, mailbox),
        _body=Body.around(pictures, enclosed.attachments, envelope.language),
        _signer=Signer(settings.dkim, project.root) if settings.dkim else None,
        _lacking=_no_from(settings, place),
    )
    accepted(tuple(_over_limits(campaign, limit, place)))
    return campaign


def _envelope(setting: Setting, subject: str) -> Envelope:
    """Who writes; a name under .invalid (RFC 6761) where nobody is named: it can be looked at, but not sent."""
    magazine, settings = setting.config.magazine, setting.config.newsletter
    nobody = Mailbox(plain_line(magazine.title), f"{slug_of(magazine.title) or 'magazine'}@newsletter.invalid")
    from_ = parse_mailbox(settings.from_) if settings.from_ else nobody
    sender = parse_mailbox(settings.sender) if settings.sender else None
    bounces = parse_mailbox(settings.bounces) if settings.bounces else sender or from_
    return Envelope(
        from_=from_,
        reply_to=parse_mailbox(settings.reply_to) if settings.reply_to else None,
        sender=sender,
        bounces=bounces.address,
        subject=plain_line(subject),
        list_id=settings.list_id,
        language=magazine.language,
    )


def _no_from(settings: Newsletter, place: Location) -> tuple[Problem, ...]:
    hint = 'write from = "Field Notes <news@example.org>" below [newsletter]'
    return () if settings.from_ else (Problem("HP610", "the newsletter has no sender", place, hint),)


def _cannot_leave(settings: Newsletter, place: Location) -> tuple[Problem, ...]:
    if settings.unsubscribe or settings.unsubscribe_mailto:
        return ()
    hint = "name an address below [newsletter]: unsubscribe, unsubscribe_mailto or both"
    return (Problem("HP618", "the message offers no way to leave the list", place, hint, Severity.WARNING),)


def _over_limits(campaign: Campaign, limit: float, place: Location) -> Iterator[Problem]:
    if campaign.size > limit * MEGABYTE:
        message = f"the message takes {campaign.size / MEGABYTE:.1f} MB on the wire; the limit is {limit:g} MB"
        hint = "attach less, send a link (--link URL), or raise --max-mb if the readers' servers accept more"
        yield Problem("HP611", message, place, hint)
    size = len(campaign.html(campaign.from_).encode())
    if size > MOST_HTML:
        message = f"the HTML has {size / 1000:.0f} kB; mail programs clip what is longer than {MOST_HTML / 1000:.0f} kB"
        yield Problem("HP612", message, place, "shorten the `contents` of articles, or the layout newsletter.html")


def _size(size: int) -> str:
    """A size as the letter states it."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{max(1, round(size / 1000))} kB"


# ---------------------------------------------------------------- the letter


def lay_out_letter(
    setting: Setting,
    gallery: Gallery,
    cover: Image.Image,
    *,
    subject: str = "",
    link: str = "",
    enclosures: tuple[Enclosure, ...] = (),
) -> LetterLayout:
    """The letter of an issue whose pages are known, also for the preview. Raises as :class:`LetterLayout`."""
    settings = setting.config.newsletter
    letter = write_letter(
        setting,
        gallery.cover(cover, COVER_WIDTH),
        subject=subject or subject_of(setting, settings.subject),
        link=link or settings.link.format(issue=setting.issue.name),
        enclosures=enclosures,
    )
    return LetterLayout(
        setting.theme, letter, gallery, can_leave=bool(settings.unsubscribe or settings.unsubscribe_mailto)
    )


def letter_of(done: SetIssue, cover: Image.Image) -> str:
    """The letter for the preview: HTML with its pictures in it; raises ContentError where it cannot be laid out."""
    setting = done.setting
    folder = setting.issue.path
    gallery = Gallery(folder, folder.parents[1], "newsletter.invalid")
    layout = lay_out_letter(setting, gallery, cover, enclosures=(Enclosure(f"{setting.issue.name}.pdf", "PDF"),))
    return with_pictures(layout.html(_READER, "https://newsletter.invalid/"), gallery.pictures.values())


def draw_cover(pdf: bytes) -> Image.Image:
    """The first page of a PDF, cropped to its trim; raises pypdfium2.PdfiumError where it cannot be drawn."""
    with pdfium.PdfDocument(pdf) as document:
        return render_page(document, 0, _DRAWN, trimmed=True)


def with_pictures(html: str, pictures: Iterable[InlinePicture]) -> str:
    """The HTML with its pictures in it, for use outside a message."""
    for picture in pictures:
        html = html.replace(picture.src, picture.inline)
    return html


# ---------------------------------------------------------------- attachments


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The files, and the build of the e-mail edition, which knows the pages and has the cover."""

    attachments: tuple[Attachment, ...]
    edition: BuildResult
    pdf: bytes


def enclose(
    project: Project, issue: str, wanted: Sequence[str], limit_mb: float, backend: Backend, progress: Progress
) -> Enclosed:
    """What ``wanted`` names: ``issue``, ``offprint:SLUG`` or paths, for a message of ``limit_mb`` on the wire.

    The e-mail edition is built unless ``dist/`` has an up-to-date one. Raises ContentError (HP611, and what a
    build raises) and UsageError.
    """
    others = {name: _other(project, issue, name, backend, progress) for name in wanted if name != ISSUE}
    taken = sum(len(one.data) for one in others.values()) * ON_THE_WIRE + LETTER_BYTES
    most = (limit_mb * MEGABYTE - taken) / ON_THE_WIRE / MEGABYTE
    fitting = min(project.config.email.max_mb, int(most * 10) / 10)
    if ISSUE in wanted and fitting < _SMALLEST_MB:
        raise ContentError([_no_room(project, taken, limit_mb)])
    edition = _email_edition(project, issue, fitting if ISSUE in wanted else None, backend, progress)
    pdf = edition.pdf.read_bytes()
    found = {ISSUE: Attachment(edition.pdf.name, "application/pdf", pdf)} | others
    return Enclosed(tuple(found[name] for name in dict.fromkeys(wanted)), edition, pdf)


def _email_edition(
    project: Project, issue: str, max_mb: float | None, backend: Backend, progress: Progress
) -> BuildResult:
    """The e-mail edition of at most ``max_mb``, from ``dist/`` where that is up to date."""
    usual = max_mb in (None, project.config.email.max_mb)
    order = BuildOptions(issue=issue, editions=(Edition.EMAIL,), max_mb=None if usual else max_mb)
    recipe = recipe_of(project, order)
    known = recall(backend.store, recipe)
    if known is not None:
        return known
    result = builder.build(project, order, backend=backend, progress=progress)
    remember(backend.store, recipe, result)
    return result


def _other(project: Project, issue: str, name: str, backend: Backend, progress: Progress) -> Attachment:
    if name.startswith(OFFPRINT):
        slug = name.removeprefix(OFFPRINT)
        result = build_offprints(project, issue, article=slug, backend=backend, progress=progress)
        path = result.pdf
    else:
        path = Path(name)
    try:
        called = check_file_name(path.name)
    except MalformedError as error:
        raise UsageError(f"--attach: {error.message}", "rename the file") from error
    try:
        return Attachment(called, media_type_of(called), path.read_bytes())
    except (OSError, ValueError) as error:
        hint = f"--attach takes {ISSUE}, {OFFPRINT}SLUG or the path of a file"
        raise UsageError(f'"{name}" cannot be attached: {getattr(error, "strerror", error)}', hint) from error


def _no_room(project: Project, taken: float, limit_mb: float) -> Problem:
    message = f"the issue does not fit: {taken / MEGABYTE:.1f} of {limit_mb:g} MB are taken by everything else"
    return Problem("HP611", message, Location(project.root / CONFIG_NAME), "raise --max-mb, or send a link: --link URL")


# ---------------------------------------------------------------- files


@dataclass(frozen=True, slots=True)
class Composed:
    """The files that were written, and their sizes in bytes; ``size`` is the message on the wire."""

    eml: Path
    html: Path
    text: Path
    html_size: int
    size: int

    @property
    def fits(self) -> tuple[str, ...]:
        """The mail systems that accept it."""
        return tuple(name for name, limit in LIMITS.items() if self.size <= limit * MEGABYTE)


def compose(project: Project, issue: str, campaign: Campaign, recipient: Recipient | None = None) -> Composed:
    """Write ``newsletter.eml``, ``.html`` and ``.txt`` into ``dist/<issue>``: all, or none.

    They are what ``recipient`` would get, by default the sender; the same issue gives the same bytes.
    """
    reader = recipient or campaign.from_
    html, text = campaign.html(reader), campaign.text(reader)
    message = campaign.example(reader).data
    folder = project.dist / issue
    eml, page, plain = (folder / f"newsletter.{suffix}" for suffix in ("eml", "html", "txt"))
    shown = with_pictures(html, campaign.pictures)
    write_files({eml: message, page: shown.encode(), plain: text.encode()}, project.root)
    return Composed(eml, page, plain, len(html.encode()), len(message))


def write_draft(project: Project, issue: str, campaign: Campaign) -> Path:
    """Write ``newsletter-draft.eml`` into ``dist/<issue>``: X-Unsent opens it in Outlook as a message to send.

    Raises ContentError where a draft cannot be made of the campaign (HP618).
    """
    path = project.dist / issue / "newsletter-draft.eml"
    write_files({path: campaign.draft()}, project.root)
    return path
