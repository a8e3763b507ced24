"""Gather what travels with the letter: the e-mail edition made to fit, offprints, files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from itertools import islice
from pathlib import Path

from PIL import Image

import hemaprint.build.issue as builder
from hemaprint.bind.editions import Edition, Wishes
from hemaprint.build.offprints import build_offprints
from hemaprint.build.record import Order, recall, recipe_of, remember
from hemaprint.build.results import BuildResult
from hemaprint.build.stages import Means, Progress, accepted, read_issue
from hemaprint.errors import ContentError, Location, Problem, SendingError, Severity, UsageError
from hemaprint.galley.setting import Setting
from hemaprint.newsletter.letter import (
    Enclosure,
    Gallery,
    InlinePicture,
    LetterLayout,
    draw_cover,
    subject_of,
    with_pictures,
    write_letter,
)
from hemaprint.newsletter.messages import SECRET_VARIABLE, Envelope, Signer, Unsubscribe, body_hash, message_id
from hemaprint.newsletter.mime import Attachment, Body, Field, FieldError, media_type_of, prove, read_head, written
from hemaprint.newsletter.transport import Message, Readers, Recipient, Writer
from hemaprint.project.config import Newsletter
from hemaprint.project.mail import Mailbox, check_file_name, parse_mailbox, plain_line
from hemaprint.project.malformed import MalformedError
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.slugs import slug_of
from hemaprint.system.files import write_files
from hemaprint.theme.theme import theme_of
from hemaprint.typeset.issue import SetIssue

ISSUE = "issue"
OFFPRINT = "offprint:"
ON_THE_WIRE = 4 / 3 * 78 / 76
"""Bytes on the wire for a byte of a file: base64, and a line end after 76 characters (RFC 2045, 6.8)."""
LETTER_BYTES = 400_000
"""Kept free of the limit for the letter itself: its texts, its pictures, its headers."""
_MEGABYTE = 1_000_000
_SMALLEST_MB = 0.1


@dataclass(frozen=True, slots=True)
class Enclosed:
    """The files, and the build of the e-mail edition: it knows the pages, and has the cover."""

    attachments: tuple[Attachment, ...]
    edition: BuildResult
    pdf: bytes


def enclose(
    project: Project, issue: str, wanted: Sequence[str], limit_mb: float, means: Means, progress: Progress
) -> Enclosed:
    """What ``wanted`` names: ``issue``, ``offprint:SLUG`` or paths, for a message of ``limit_mb`` on the wire.

    The e-mail edition is built unless ``dist/`` has it as it would be now. Raises ContentError (HP611, and what a
    build raises) and UsageError.
    """
    others = {name: _other(project, issue, name, means, progress) for name in wanted if name != ISSUE}
    taken = sum(len(one.data) for one in others.values()) * ON_THE_WIRE + LETTER_BYTES
    most = (limit_mb * _MEGABYTE - taken) / ON_THE_WIRE / _MEGABYTE
    fitting = min(project.config.email.max_mb, int(most * 10) / 10)
    if ISSUE in wanted and fitting < _SMALLEST_MB:
        raise ContentError([_no_room(project, taken, limit_mb)])
    edition = _email_edition(project, issue, fitting if ISSUE in wanted else None, means, progress)
    pdf = edition.pdf.read_bytes()
    found = {ISSUE: Attachment(edition.pdf.name, "application/pdf", pdf)} | others
    return Enclosed(tuple(found[name] for name in dict.fromkeys(wanted)), edition, pdf)


def _email_edition(project: Project, issue: str, max_mb: float | None, means: Means, progress: Progress) -> BuildResult:
    """The e-mail edition of at most ``max_mb``, from ``dist/`` where it is as it would be now."""
    usual = max_mb in (None, project.config.email.max_mb)
    order = Order(issue, (Edition.EMAIL,), Wishes(max_mb=None if usual else max_mb))
    recipe = recipe_of(project, order)
    known = recall(means.store, recipe)
    if known is not None:
        return known
    result = builder.build(project, issue, editions=order.editions, wishes=order.wishes, means=means, progress=progress)
    remember(means.store, recipe, result)
    return result


def _other(project: Project, issue: str, name: str, means: Means, progress: Progress) -> Attachment:
    if name.startswith(OFFPRINT):
        slug = name.removeprefix(OFFPRINT)
        result = build_offprints(project, issue, article=slug, means=means, progress=progress)
        path = result.offprints[0].path
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
    message = f"the issue does not fit: {taken / _MEGABYTE:.1f} of {limit_mb:g} MB are taken by what else is sent"
    return Problem("HP611", message, Location(project.root / CONFIG_NAME), "raise --max-mb, or send a link: --link URL")


COVER_WIDTH = 216
"""CSS px of the cover in the letter."""
MOST_HTML = 90_000
"""Bytes of HTML that no mail program cuts off: Gmail clips what is longer than 102 KB."""
MEGABYTE = 1_000_000
_REPORTED_AT_MOST = 5
_NOBODY = Recipient("")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignOptions:
    """How a campaign is to be, where it is not for ``hemaprint.toml`` to say.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A compiled campaign: cheap to write from, however many recipients there are. ``problems`` are warnings."""

    identity: str
    attachments: tuple[Attachment, ...]
    pictures: tuple[InlinePicture, ...]
    problems: tuple[Problem, ...]
    dated: datetime
    _envelope: Envelope
    _layout: LetterLayout
    _leaving: Unsubscribe
    _body: Body
    _signer: Signer | None
    _lacking: tuple[Problem, ...]

    @property
    def subject(self) -> str:
        """The subject of every message."""
        return self._envelope.subject

    @property
    def from_(self) -> Recipient:
        """The mailbox in From as a recipient: a message that is only looked at is written to it."""
        return Recipient(self._envelope.from_.address, self._envelope.from_.name)

    @property
    def size(self) -> int:
        """Bytes on the wire of a typical message."""
        return len(self.example(self.from_).data)

    def html(self, recipient: Recipient) -> str:
        """The HTML that a recipient sees, its pictures named by content id."""
        return self._layout.html(recipient, self._leaving.example(recipient) or self._leaving.by_mail)

    def text(self, recipient: Recipient) -> str:
        """The plain text that a recipient sees."""
        return self._layout.text(recipient, self._leaving.example(recipient) or self._leaving.by_mail)

    def example(self, recipient: Recipient) -> Message:
        """A message to look at: dated with the issue, its unsubscribe token made up where there is none."""
        return self._writer(self.dated, "", self._leaving.example)(recipient)

    def writer(self, date: datetime | None = None, *, trial: bool = False) -> Writer:
        """Writes messages dated ``date``, or with the issue's date.

        Those of a ``trial`` have other Message-IDs: a mailbox that had the trial would hide the real message. Writing
        raises UsageError for a recipient without an unsubscribe token: ask :meth:`refusals` before the first message.
        """
        dated = date or self.dated
        return self._writer(dated, f"trial {dated.isoformat()}" if trial else "", self._leaving.address)

    def refusals(self, readers: Readers) -> tuple[Problem, ...]:
        """Why nothing may be sent to these: to be asked before the first message."""
        lacking = (*self._lacking, *self._leaving.lacking(readers), *self._layout.late_pictures(readers))
        return lacking or tuple(islice(self._unsound(readers), _REPORTED_AT_MOST))

    def draft(self) -> bytes:
        """A message without a recipient, for a mail program that sends it: no token, no date, no signature in it.

        Raises ContentError (HP618) where readers could leave the list at addresses of their own only.
        """
        leave = self._leaving.for_all
        if self._leaving.pattern and not leave:
            hint = "name unsubscribe_mailto below [newsletter]"
            message = "a draft goes to many, and `unsubscribe` is an address of each reader"
            raise ContentError([Problem("HP618", message, self._leaving.place, hint)])
        named = "HP610" not in {one.code for one in self._lacking}
        head = self._head((*self._envelope.draft(named=named), *self._body.fields), _NOBODY)
        return head + self._body.filled(self._layout.text(_NOBODY, leave), self._layout.html(_NOBODY, leave))

    @property
    def draft_problems(self) -> tuple[Problem, ...]:
        """What a draft lacks that a message to one reader has: warnings."""
        if not self._layout.personal:
            return ()
        message = "the letter names its reader, and a draft has none: these places are empty"
        hint = "look at the draft, or send to each reader: --list CSV"
        return (Problem("HP642", message, self._leaving.place, hint, Severity.WARNING),)

    def _writer(self, date: datetime, trial: str, leave_at: Callable[[Recipient], str]) -> Writer:
        shared = (*self._envelope.shared(date), *self._body.fields)
        contents = _Contents(self._layout, self._body)

        def write(recipient: Recipient) -> Message:
            name, leave = message_id(self.identity, recipient, self._envelope.domain, trial), leave_at(recipient)
            personal = self._envelope.personal(recipient, name, leave, self._leaving.by_mail)
            content = contents.of(recipient, leave or self._leaving.by_mail)
            head = self._head((*personal, *shared), recipient, partial(self._signature, contents, date))
            return Message(self._envelope.bounces, recipient.address, name, head + content)

        return write

    def _signature(self, contents: _Contents, date: datetime, headers: bytes) -> bytes:
        return self._signer.signature(headers, contents.digest, date) if self._signer else b""

    def _head(
        self, fields: Sequence[Field], recipient: Recipient, sign: Callable[[bytes], bytes] = lambda _: b""
    ) -> bytes:
        """These headers with the empty line after them; raises SendingError (HP641) unless they are read as meant."""
        try:
            head = written(fields) + b"\r\n"
            prove(head, fields)
            signature = sign(head[:-2])
            if signature and len(read_head(signature + head)) != len(fields) + 1:
                raise FieldError("the signature is not one header")
        except FieldError as error:
            row = f"row {recipient.row}: " if recipient.row else ""
            message = (
                f"{row}the message to {recipient.address!a} would be read differently from what was meant: {error}"
            )
            hint = "mend the row; if nothing is wrong with it, this is a bug in hemaprint"
            raise SendingError(Problem("HP641", message, self._leaving.place, hint)) from error
        return signature + head

    def _unsound(self, recipients: Iterable[Recipient]) -> Iterator[Problem]:
        """Recipients whose messages would not say what was meant."""
        for recipient in recipients:
            leave = self._leaving.address(recipient)
            try:
                self._head(tuple(self._envelope.personal(recipient, "id", leave, self._leaving.by_mail)), recipient)
            except SendingError as error:
                yield error.problem


class _Contents:
    """What follows the headers, made anew only where it differs from the last recipient's."""

    def __init__(self, layout: LetterLayout, body: Body) -> None:
        self._layout, self._body = layout, body
        self._texts = ("", "")
        self._content = b""
        self._digest: bytes | None = None

    def of(self, recipient: Recipient, leave: str) -> bytes:
        """The content of a recipient's message."""
        texts = (self._layout.text(recipient, leave), self._layout.html(recipient, leave))
        if texts != self._texts:
            self._texts, self._content, self._digest = texts, self._body.filled(*texts), None
        return self._content

    @property
    def digest(self) -> bytes:
        """The hash of the last content, for its signature."""
        if self._digest is None:
            self._digest = body_hash(self._content)
        return self._digest


def open_campaign(
    project: Project,
    issue: str,
    wishes: CampaignOptions | None = None,
    *,
    means: Means | None = None,
    progress: Progress,
) -> Campaign:
    """Compile the campaign of an issue; builds its e-mail edition unless ``dist/`` has it as it would be now.

    Raises ContentError with every problem (too large, a layout that cannot be filled...), UsageError for what cannot
    be attached, MissingEnvironmentError.
    """
    wishes, means = wishes or CampaignOptions(), means or Means()
    settings = project.config.newsletter
    limit = wishes.max_mb or settings.max_mb
    progress.stage("reading")
    content, problems = read_issue(project, issue, means.store)
    enclosed = enclose(project, issue, wishes.enclosed, limit, means, progress)
    progress.stage("composing")
    pages = {article.slug: article.first_page for article in enclosed.edition.articles}
    setting = Setting(project.config, content, theme_of(project), pages=pages)
    envelope = _envelope(setting, wishes.subject or subject_of(setting, settings.subject))
    gallery = Gallery(content.path, project.root, envelope.domain)
    layout = lay_out_letter(
        setting,
        gallery,
        draw_cover(enclosed.pdf),
        subject=envelope.subject,
        link=wishes.link,
        enclosures=tuple(Enclosure(one.name, _told(len(one.data))) for one in enclosed.attachments),
    )
    pictures = tuple(gallery.pictures.values())
    mailbox = parse_mailbox(settings.unsubscribe_mailto).address if settings.unsubscribe_mailto else ""
    place = Location(project.root / CONFIG_NAME)
    campaign = Campaign(
        identity=wishes.campaign or issue,
        attachments=enclosed.attachments,
        pictures=pictures,
        problems=(*problems, *enclosed.edition.problems, *_no_way_out(settings, place)),
        dated=datetime.combine(setting.issue_date, time(12), UTC),
        _envelope=envelope,
        _layout=layout,
        _leaving=Unsubscribe(settings.unsubscribe, issue, os.environ.get(SECRET_VARIABLE, ""), place, mailbox),
        _body=Body.around(pictures, enclosed.attachments, envelope.language),
        _signer=Signer(settings.dkim, project.root) if settings.dkim else None,
        _lacking=_no_from(settings, place),
    )
    accepted((*_too_large(campaign, limit, place), *_too_long(campaign, place)))
    return campaign


def lay_out_letter(
    setting: Setting,
    gallery: Gallery,
    cover: Image.Image,
    *,
    subject: str = "",
    link: str = "",
    enclosures: tuple[Enclosure, ...] = (),
) -> LetterLayout:
    """The letter of an issue whose pages are known; also what the preview shows. Raises as :class:`LetterLayout`."""
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


def _envelope(setting: Setting, subject: str) -> Envelope:
    """Who writes; a name under .invalid (RFC 6761) where nobody is named, so that it can be looked at, not sent."""
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


def _no_way_out(settings: Newsletter, place: Location) -> tuple[Problem, ...]:
    if settings.unsubscribe or settings.unsubscribe_mailto:
        return ()
    hint = "name an address below [newsletter]: unsubscribe, unsubscribe_mailto or both"
    message = "the message has no way to leave the list"
    return (Problem("HP618", message, place, hint, Severity.WARNING),)


def _too_large(campaign: Campaign, limit: float, place: Location) -> tuple[Problem, ...]:
    size = campaign.size
    if size <= limit * MEGABYTE:
        return ()
    message = f"the message has {size / MEGABYTE:.1f} MB on the wire, and the limit is {limit:g} MB"
    hint = "send less with it, a link instead (--link URL), or raise --max-mb if the readers' servers take more"
    return (Problem("HP611", message, place, hint),)


def _too_long(campaign: Campaign, place: Location) -> tuple[Problem, ...]:
    size = len(campaign.html(campaign.from_).encode())
    if size <= MOST_HTML:
        return ()
    message = f"the HTML has {size / 1000:.0f} kB; mail programs clip what is longer than {MOST_HTML / 1000:.0f} kB"
    return (Problem("HP612", message, place, "shorten the `contents` of articles, or the layout newsletter.html"),)


def _told(size: int) -> str:
    """A size as the letter tells it."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{max(1, round(size / 1000))} kB"


LIMITS = {"Exchange": 10, "Outlook.com": 20, "iCloud": 20, "Gmail": 25}
"""Million bytes on the wire that mail systems take as they are delivered, or as their help pages say."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The files that were written, and their figures in bytes; ``size`` is that of the message on the wire."""

    eml: Path
    html: Path
    text: Path
    html_size: int
    size: int

    @property
    def fits(self) -> tuple[str, ...]:
        """The mail systems that take it."""
        return tuple(name for name, limit in LIMITS.items() if self.size <= limit * 1_000_000)


def compose(project: Project, issue: str, campaign: Campaign, recipient: Recipient | None = None) -> Composed:
    """Write ``newsletter.eml``, ``.html`` and ``.txt`` into ``dist/<issue>``: all, or none.

    They are what ``recipient`` would get, or the one who writes; the same issue gives the same bytes.
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
    """Write ``newsletter-draft.eml`` into ``dist/<issue>``: X-Unsent opens it in Outlook as a message to be sent.

    Raises ContentError where a draft cannot be made of the campaign (HP618).
    """
    path = project.dist / issue / "newsletter-draft.eml"
    write_files({path: campaign.draft()}, project.root)
    return path


_READER = Recipient("reader@newsletter.invalid")


def letter_of(done: SetIssue, cover: Image.Image) -> str:
    """The HTML of an issue's letter with its pictures in it; raises ContentError where it cannot be laid out."""
    setting = done.setting
    folder = setting.issue.path
    gallery = Gallery(folder, folder.parents[1], "newsletter.invalid")
    layout = lay_out_letter(setting, gallery, cover, enclosures=(Enclosure(f"{setting.issue.name}.pdf", "PDF"),))
    return with_pictures(layout.html(_READER, "https://newsletter.invalid/"), gallery.pictures.values())
