"""One issue on its way to many mailboxes: compiled once, then written for one recipient after the other.

What the sender needs::

    campaign = open_campaign(project, "2025-01", CampaignWishes(), backend=backend, progress=progress)
    campaign.identity          # what the ledger calls it: the issue's name unless wished otherwise
    campaign.subject, campaign.size, campaign.attachments, campaign.problems
    campaign.refusals(list.recipients)   # Problems for which nothing may be sent: no From, no unsubscribe token...
    write = campaign.writer(datetime.now().astimezone())
    message = write(recipient)           # a Message; the same recipient gets the same bytes

The head of every message is parsed back before it is handed out: what would not say what was meant does not leave.

The identity does not depend on the bytes: an issue that was built anew is the same campaign, and nobody gets it twice.
The Message-ID is made from the identity and the address, in the domain of From.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from itertools import islice

from PIL import Image

from hemaprint.build.backend import Backend, Progress
from hemaprint.build.issue import accepted, read_issue
from hemaprint.errors import ContentError, Location, Problem, SendingError, Severity
from hemaprint.galley.setting import Setting
from hemaprint.newsletter.dkim import Signer, body_hash
from hemaprint.newsletter.enclosures import ISSUE, enclose
from hemaprint.newsletter.fields import Field, FieldError, prove, read_head, written
from hemaprint.newsletter.headers import Envelope, message_id
from hemaprint.newsletter.layout import LetterLayout
from hemaprint.newsletter.leaving import SECRET_VARIABLE, Leaving
from hemaprint.newsletter.letter import Enclosure, subject_of, write_letter
from hemaprint.newsletter.mail import Message, Readers, Recipient, Writer
from hemaprint.newsletter.mime import Attachment, Body
from hemaprint.newsletter.pictures import Gallery, Picture, draw_cover
from hemaprint.project.config import Newsletter
from hemaprint.project.mail import Mailbox, parse_mailbox, plain_line
from hemaprint.project.project import CONFIG_NAME, Project
from hemaprint.project.text import slug_of
from hemaprint.theme.theme import theme_of

COVER_WIDTH = 216
"""CSS px of the cover in the letter."""
MOST_HTML = 90_000
"""Bytes of HTML that no mail program cuts off: Gmail clips what is longer than 102 KB."""
MEGABYTE = 1_000_000
_REPORTED_AT_MOST = 5
_NOBODY = Recipient("")


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignWishes:
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
    pictures: tuple[Picture, ...]
    problems: tuple[Problem, ...]
    dated: datetime
    _envelope: Envelope
    _layout: LetterLayout
    _leaving: Leaving
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
    wishes: CampaignWishes | None = None,
    *,
    backend: Backend | None = None,
    progress: Progress,
) -> Campaign:
    """Compile the campaign of an issue; builds its e-mail edition unless ``dist/`` has it as it would be now.

    Raises ContentError with every problem (too large, a layout that cannot be filled...), UsageError for what cannot
    be attached, MissingEnvironmentError.
    """
    wishes, backend = wishes or CampaignWishes(), backend or Backend()
    settings = project.config.newsletter
    limit = wishes.max_mb or settings.max_mb
    progress.stage("reading")
    content, problems = read_issue(project, issue, backend.store)
    enclosed = enclose(project, issue, wishes.enclosed, limit, backend, progress)
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
        _leaving=Leaving(settings.unsubscribe, issue, os.environ.get(SECRET_VARIABLE, ""), place, mailbox),
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
