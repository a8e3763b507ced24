"""The way out over SMTP, against a real server that does everything servers do."""

from __future__ import annotations

from contextlib import closing
from functools import partial

import pytest

from hemaprint.errors import SendingError
from hemaprint.newsletter.credentials import Login
from hemaprint.newsletter.smtp import Server, SmtpTransport
from hemaprint.newsletter.transport import Fate, Outcome, Recipient

from .post import (
    PASSWORD,
    PLACE,
    USER,
    Authority,
    Office,
    check_login,
    free_port,
    hang_up,
    nothing,
    open_office,
    reader,
    write,
)

WRONG = Login(USER, "another-secret")
BODY_LARGER_THAN_BUFFERS = b"0123456789\r\n" * 1_000_000


def send(server: Server, *recipients: Recipient, body: bytes = b"The issue.\r\n") -> list[Outcome]:
    with closing(SmtpTransport(server)) as transport:
        return [transport.send(write(recipient, body), nothing) for recipient in recipients]


def refusal(server: Server, *recipients: Recipient, body: bytes = b"The issue.\r\n") -> str:
    """The code of the problem for which nothing can be sent."""
    with pytest.raises(SendingError) as caught:
        send(server, *recipients or (reader(1),), body=body)
    return caught.value.problem.code


def test_one_connection_takes_all(office: Office) -> None:
    outcomes = send(office.server(), reader(1), reader(2))
    assert [outcome.fate for outcome in outcomes] == [Fate.DELIVERED] * 2
    assert office.received == ["reader-1@example.org", "reader-2@example.org"]
    assert office.connections == 1


def test_lines_that_begin_with_dots_arrive_as_they_were(office: Office) -> None:
    body = b".\r\n..two\r\nend.\r\n.\r\n"
    send(office.server(), reader(1), body=body)
    assert office.messages[0].endswith(b"\r\n\r\n" + body)


@pytest.mark.parametrize(
    ("answer", "fate"),
    [("550 no such reader", Fate.BOUNCED), ("451 later", Fate.DEFERRED), ("452 full", Fate.DEFERRED)],
)
def test_a_refused_reader_does_not_disturb_the_next(office: Office, answer: str, fate: Fate) -> None:
    office.to_rcpt["reader-1@example.org"] = [answer]
    office.to_dot["reader-2@example.org"] = [answer]
    outcomes = send(office.server(), reader(1), reader(2), reader(3))
    assert [(outcome.fate, outcome.code) for outcome in outcomes[:2]] == [(fate, int(answer[:3]))] * 2
    assert office.received == ["reader-3@example.org"]
    assert office.connections == 1


def test_421_is_followed_by_a_new_connection(office: Office) -> None:
    office.to_rcpt["reader-1@example.org"] = ["421 enough"]
    outcomes = send(office.server(), reader(1), reader(2))
    assert [outcome.fate for outcome in outcomes] == [Fate.DEFERRED, Fate.DELIVERED]
    assert office.connections == 2


def test_a_server_that_hung_up_between_two_messages_is_asked_again(office: Office) -> None:
    with closing(SmtpTransport(office.server())) as transport:
        transport.send(write(reader(1)), nothing)
        office.to_rcpt["reader-2@example.org"] = ["421 idle for too long"]
        assert transport.send(write(reader(2)), nothing).fate is Fate.DELIVERED
    assert office.connections == 2


def test_a_connection_that_drops_within_the_message_delivers_nothing(office: Office) -> None:
    office.drop_within = 1000
    handed_over: list[bool] = []
    with closing(SmtpTransport(office.server())) as transport:
        message = write(reader(1), BODY_LARGER_THAN_BUFFERS)
        outcome = transport.send(message, partial(handed_over.append, True))
    assert outcome.fate is Fate.DEFERRED
    assert (handed_over, office.received) == ([], [])


def test_a_connection_that_drops_after_the_dot_leaves_it_open(office: Office) -> None:
    office.at_dot = hang_up
    (outcome,) = send(office.server(), reader(1))
    assert outcome.fate is Fate.UNKNOWN
    assert office.received == ["reader-1@example.org"]


def test_an_answer_to_the_dot_that_comes_too_late_leaves_it_open(office: Office) -> None:
    office.slow_dot = 5
    (outcome,) = send(office.server(timeout=0.2, dot_patience=0.2), reader(1))
    assert outcome.fate is Fate.UNKNOWN


def test_nonsense_after_the_dot_leaves_it_open(office: Office) -> None:
    office.to_dot["reader-1@example.org"] = ["999 what"]
    (outcome,) = send(office.server(), reader(1))
    assert outcome.fate is Fate.UNKNOWN


def test_a_server_that_does_not_answer_delivers_nothing(office: Office) -> None:
    office.slow_rcpt = 5
    (outcome,) = send(office.server(timeout=0.2), reader(1))
    assert outcome.fate is Fate.DEFERRED
    assert office.received == []


def test_what_cannot_be_recorded_is_not_sent(office: Office) -> None:
    def refuse() -> None:
        raise RuntimeError("the disk is full")

    with closing(SmtpTransport(office.server())) as transport, pytest.raises(RuntimeError):
        transport.send(write(reader(1)), refuse)
    assert office.received == []


@pytest.mark.parametrize("body", [b"no end", b"a\n.\nMAIL FROM:<x@example.org>\r\n", b"a\r.\r\n", b"a\r\r\n"])
def test_other_line_ends_are_not_sent(office: Office, body: bytes) -> None:
    with pytest.raises(ValueError, match="CRLF"):
        send(office.server(), reader(1), body=body)
    assert office.messages == []


def test_a_message_that_the_server_says_is_too_large_is_not_begun() -> None:
    with open_office(data_size_limit=2000) as office:
        assert refusal(office.server(), body=b"0123456789\r\n" * 200) == "HP626"
        assert send(office.server(), reader(1))[0].fate is Fate.DELIVERED


def test_a_refused_sender_is_nobodys_bounce(office: Office) -> None:
    office.to_mail = "550 who are you"
    assert refusal(office.server()) == "HP626"


@pytest.mark.parametrize("offered", [True, False])
def test_an_address_beyond_ascii_needs_smtputf8(offered: bool) -> None:
    with open_office(enable_SMTPUTF8=offered) as office:
        (outcome,) = send(office.server(), Recipient("jürgen@example.org"))
        assert outcome.fate is (Fate.DELIVERED if offered else Fate.BOUNCED)
        assert office.received == (["jürgen@example.org"] if offered else [])


def test_nobody_listens() -> None:
    assert refusal(Server("localhost", PLACE, "none", free_port())) == "HP623"


# ---------------------------------------------------------------- encryption


def test_starttls_and_tls_are_verified(authority: Authority) -> None:
    with open_office(tls_context=authority.of_server(), require_starttls=True) as office:
        server = office.server(security="starttls", context=authority.of_client())
        assert send(server, reader(1), reader(2))[1].fate is Fate.DELIVERED
    with open_office(tls=True, tls_context=authority.of_server()) as office:
        server = office.server(security="tls", context=authority.of_client())
        assert send(server, reader(1), reader(2))[1].fate is Fate.DELIVERED


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_an_unknown_authority_is_refused(authority: Authority, security: str) -> None:
    with open_office(tls=security == "tls", tls_context=authority.of_server()) as office:
        assert refusal(office.server(security=security)) == "HP624"
        assert office.received == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_of_another_name_is_refused(authority: Authority, security: str) -> None:
    with open_office(tls=security == "tls", tls_context=authority.of_server("mail.example.org")) as office:
        assert refusal(office.server(security=security, context=authority.of_client())) == "HP624"


def test_starttls_that_was_taken_away_is_noticed(office: Office) -> None:
    assert refusal(office.server(security="starttls", login=Login(USER, PASSWORD))) == "HP624"


def test_without_encryption_only_on_this_machine_or_by_wish() -> None:
    for host in ("localhost", "127.0.0.1", "::1"):
        SmtpTransport(Server(host, PLACE, "none"))
    with pytest.raises(SendingError) as caught:
        SmtpTransport(Server("mail.example.org", PLACE, "none"))
    assert caught.value.problem.code == "HP622"
    SmtpTransport(Server("mail.example.org", PLACE, "none", unencrypted=True))


# ---------------------------------------------------------------- login


def test_the_login_is_used(authority: Authority) -> None:
    context = authority.of_server()
    with open_office(tls_context=context, auth_required=True, authenticator=check_login) as office:
        server = office.server(security="starttls", context=authority.of_client(), login=Login(USER, PASSWORD))
        assert send(server, reader(1))[0].fate is Fate.DELIVERED


def test_a_refused_login_is_told_without_it(authority: Authority) -> None:
    context = authority.of_server()
    with (
        open_office(tls_context=context, auth_required=True, authenticator=check_login) as office,
        pytest.raises(SendingError) as caught,
    ):
        send(office.server(security="starttls", context=authority.of_client(), login=WRONG), reader(1))
    assert caught.value.problem.code == "HP625"
    assert "another-secret" not in repr(caught.value.problem)
    assert caught.value.__suppress_context__


def test_a_login_that_nobody_asks_for_is_an_error(office: Office) -> None:
    assert refusal(office.server(login=Login(USER, PASSWORD))) == "HP625"
