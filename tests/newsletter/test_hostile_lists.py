"""Whole lists of hostile rows: what leaves says what was meant, to one reader, and never to one who has left.

``HEMAPRINT_FUZZ=10000`` tries as many lists.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import compat32, default
from email.utils import getaddresses

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing import examples
from hemaprint.build.backend import Progress
from hemaprint.errors import ContentError
from hemaprint.newsletter.campaign import CampaignOptions, open_campaign
from hemaprint.newsletter.messages import Campaign
from hemaprint.newsletter.mime import read_head
from hemaprint.newsletter.recipients import RecipientList, read_recipients
from hemaprint.newsletter.transport import Message, Recipient
from samples import NAME, Sample, paragraphs

from .hostile import ALLOWED, REFUSED

EXAMPLES = examples(100)
TABLE = """
[newsletter]
from = "Zellen, Ärzte & Co. <news@cells.example>"
reply_to = "The Desk <desk@cells.example>"
subject = "=?utf-8?q?{headline}?= für {magazine}"
list_id = "Plain, Cells <list.cells.example>"
unsubscribe = "https://cells.example/leave?u={token}&m={email}"
unsubscribe_mailto = "leave@cells.example"
"""
SUBJECT = "=?utf-8?q?Plain cells?= für Plain Cells"
FIRST_KEYS = ["Message-ID", "To", "List-Unsubscribe", "List-Unsubscribe-Post", "From", "Reply-To", "Subject", "Date"]
KEYS = [*FIRST_KEYS, "List-Id", "Precedence", "Content-Language", "MIME-Version", "Content-Type"]


@pytest.fixture(scope="module")
def campaign(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    """Of a letter whose text names its reader."""
    sample = Sample(tmp_path_factory.mktemp("hostile") / "magazine")
    sample.article("letter", "Letter", paragraphs(1))
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8") + TABLE, "utf-8")
    sample.write("layouts/newsletter.txt", "Dear {{ recipient.name }} of {{ recipient.ward }}\n{{ unsubscribe }}\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HEMAPRINT_UNSUBSCRIBE_SECRET", "a secret")
        return open_campaign(sample.project, NAME, CampaignOptions(link="https://cells.example/1"), progress=Progress())


@dataclass(frozen=True)
class Written:
    """A list as a file, and the addresses in it, those that have left among them."""

    data: bytes
    suppressed: bytes
    addresses: tuple[str, ...]
    left: frozenset[str]


PIECES = st.sampled_from(
    ["=?utf-8?q?", "?=", "=?", "\r\n", "\n", "\t", '"', "'", ",", ";", "<", ">", "(", ")", "\\", ":", "=0D=0A", "Bcc: "]
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="@"), max_size=12)
NAMES = st.one_of(
    st.sampled_from(ALLOWED),
    st.sampled_from([one for one in REFUSED if "@" not in one]),
    st.lists(st.one_of(PIECES, WORDS), max_size=8).map("".join),
    st.text(st.characters(categories=["L", "M"]), min_size=60, max_size=300),
)
DOMAINS = st.sampled_from(["example.org", "EXAMPLE.org", "mail.example", "bücher.example"])
LOCALS = st.sampled_from(["ana", "o'brien", "a+b", "x=y", "q?r", "{x}", "a.b.c", "#1", "=?utf-8?q?x?="])


@st.composite
def lists(draw: st.DrawFn) -> Written:
    """A list of up to six rows, in one of the forms in which programs write them."""
    count = draw(st.integers(1, 6))
    addresses = tuple(f"{draw(LOCALS)}.{n}@{draw(DOMAINS)}" for n in range(count))
    rows = [["email", "name", "ward", "token"]]
    names = NAMES if draw(st.integers(0, 3)) == 3 else NAMES.map(lambda name: re.sub(r"[\r\n]", " ", name))
    rows += [[address, draw(names), draw(WORDS), draw(WORDS)] for address in addresses]
    left = frozenset(address for address in addresses if draw(st.integers(0, 3)) == 3 and "=?" not in address)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
    stream = io.StringIO(newline="")
    writer = csv.writer(
        stream,
        delimiter=draw(st.sampled_from(",;\t")),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
        lineterminator=draw(st.sampled_from(["\r\n", "\n"])),
    )
    writer.writerows(rows)
    text = stream.getvalue()
    if draw(st.integers(0, 9)) == 0:
        text = text[: -draw(st.integers(1, 9))] + draw(st.sampled_from(["", '"', '"x', ",,,"]))
    gone = "\n".join(("email", *(one.upper() if draw(st.booleans()) else one.lower() for one in sorted(left))))
    return Written(text.encode(encoding), f"{gone}\n".encode(), addresses, left)


@pytest.mark.fuzz
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(lists())
def test_what_leaves_says_what_was_meant_and_to_one_reader(
    campaign: Campaign, tmp_path_factory: pytest.TempPathFactory, written: Written
) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "suppressed.csv").write_bytes(written.suppressed)
    (folder / "list.csv").write_bytes(written.data)
    try:
        found = read_recipients(folder / "list.csv")
    except ContentError:
        return  # the list is refused whole: nobody gets anything
    assert campaign.refusals(found.recipients) == ()
    nobody_who_left(found, written)
    write = campaign.writer()
    for recipient in found.recipients:
        message = write(recipient)
        assert message.address == recipient.address
        strictly_as_meant(message, recipient)
        as_the_old_parser_reads(message, recipient)
        as_the_new_parser_reads(message, recipient, found)


def nobody_who_left(found: RecipientList, written: Written) -> None:
    left = {one.casefold().replace("bücher", "xn--bcher-kva") for one in written.left}
    assert left.isdisjoint(one.key for one in found.recipients)


def strictly_as_meant(message: Message, recipient: Recipient) -> None:
    """Line by line, without the standard library's parser."""
    head = message.data[: message.data.index(b"\r\n\r\n") + 4]
    fields = read_head(head)
    assert [name for name, _ in fields] == KEYS
    assert re.findall(r"[^\s<>]+@[^\s<>]+", re.sub(r'"(?:\\.|[^"\\])*"', "", fields[1][1])) == [recipient.address]
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|=\?", recipient.name)


def as_the_old_parser_reads(message: Message, recipient: Recipient) -> None:
    old = BytesHeaderParser(policy=compat32).parsebytes(message.data)
    to, subject, from_ = (old[name].replace("\r\n", "") for name in ("To", "Subject", "From"))
    assert old.keys() == KEYS
    assert [(shown(name), one) for name, one in getaddresses([to])] == [(recipient.name, recipient.address)]
    assert [(shown(name), one) for name, one in getaddresses([from_])] == [
        ("Zellen, Ärzte & Co.", "news@cells.example")
    ]
    assert shown(subject) == SUBJECT


def shown(text: str) -> str:
    return str(make_header(decode_header(text)))


def as_the_new_parser_reads(message: Message, recipient: Recipient, found: RecipientList) -> None:
    new = message_from_bytes(message.data, _class=EmailMessage, policy=default)
    assert new.keys() == KEYS
    (to,) = new["To"].addresses
    # Python up to 3.13.0 leaves the space between the encoded words of one long name
    assert ("".join(to.display_name.split()), to.addr_spec) == ("".join(recipient.name.split()), recipient.address)
    assert new["Subject"] == SUBJECT
    assert [one.addr_spec for one in (*new["From"].addresses, *new["Reply-To"].addresses)] == [
        "news@cells.example",
        "desk@cells.example",
    ]
    parts = list(new.walk())
    assert [one.get_content_type() for one in parts] == [
        "multipart/alternative",
        "text/plain",
        "multipart/related",
        "text/html",
        "image/jpeg",
    ]
    assert not any(one.defects for one in parts)
    texts = [one.get_content() for one in parts if one.get_content_maintype() == "text"]
    everything = "\n".join((str(new.items()), *texts))
    assert [one.address for one in found.recipients if one.address in everything] in ([], [recipient.address])
