"""What a server's refusals mean, and what a run makes of them: against a real server that says what real ones say."""

from __future__ import annotations

from contextlib import closing
from types import SimpleNamespace

import pytest

from hemaprint.errors import SendingError
from hemaprint.newsletter.credentials import Login
from hemaprint.newsletter.ledger import DeliveryState, Ledger
from hemaprint.newsletter.send import AT_FIRST, IN_A_ROW, Sender, SendOptions, Summary
from hemaprint.newsletter.smtp import Server, SmtpTransport
from hemaprint.newsletter.smtp_connection import Stage, refusal_of, refusals
from hemaprint.newsletter.transport import Blame, Fate, Outcome, Refusal

from .post import AT_ONCE, PASSWORD, USER, Authority, Office, Silent, check_login, nothing, open_office, reader, readers
from .post import write as written

replies = SimpleNamespace(**refusals())
GREETING, HELLO, STARTTLS, LOGIN = Stage.GREETING, Stage.HELLO, Stage.STARTTLS, Stage.LOGIN
MAIL, RCPT, DATA, DOT = Stage.MAIL, Stage.RCPT, Stage.DATA, Stage.DOT


@pytest.mark.parametrize(
    ("stage", "reply", "meant"),
    [
        (GREETING, "421 4.7.0 Too many concurrent SMTP connections", replies.BUSY),
        (GREETING, "421 4.3.2 Service not available, try again later", replies.BUSY),
        (GREETING, "421-4.7.28 Our system has detected an unusual rate of unsolicited mail", replies.SLOWER),
        (GREETING, "450 4.3.2 come back later", replies.BUSY),
        (GREETING, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using an RBL", replies.BLOCKED),
        (GREETING, "554 No SMTP service here", replies.BLOCKED),
        (GREETING, "-1 P/1.1 400 Bad Request", replies.NO_SMTP),
        (HELLO, "550 5.7.1 Helo command rejected: need fully-qualified hostname", replies.BLOCKED),
        (STARTTLS, "454 4.7.0 TLS not available due to local problem", replies.ENCRYPT_LATER),
        (STARTTLS, "502 5.5.1 not implemented", replies.NO_ENCRYPTION),
        (LOGIN, "535 5.7.8 Authentication credentials invalid", replies.WRONG_LOGIN),
        (LOGIN, "535 5.7.3 Authentication unsuccessful", replies.WRONG_LOGIN),
        (LOGIN, "535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", replies.NEEDS_OAUTH),
        (LOGIN, "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.", replies.NEEDS_OAUTH),
        (LOGIN, "534-5.7.9 Application-specific password required.", replies.NEEDS_APP_PASSWORD),
        (LOGIN, "534-5.7.14 Please log in via your web browser and then try again.", replies.NEEDS_BROWSER),
        (LOGIN, "534 5.7.9 Authentication mechanism is too weak", replies.NEEDS_APP_PASSWORD),
        (LOGIN, "538 5.7.11 Encryption required for requested authentication mechanism", replies.ENCRYPT),
        (LOGIN, "530 5.7.0 Must issue a STARTTLS command first", replies.ENCRYPT),
        (LOGIN, "454 4.7.0 Temporary authentication failure", replies.LOGIN_LATER),
        (LOGIN, "421 4.7.0 Try again later", replies.BUSY),
        (LOGIN, "432 4.7.12 A password transition is needed", replies.NEW_PASSWORD),
        (LOGIN, "503 5.5.1 AUTH command used when not advertised", replies.NO_LOGIN),
        (MAIL, "530 5.7.0 Authentication required", replies.NEEDS_LOGIN),
        (MAIL, "530 5.7.57 Client not authenticated to send mail.", replies.NEEDS_LOGIN),
        (RCPT, "530 5.7.1 Authentication required", replies.NEEDS_LOGIN),
        (RCPT, "550 5.7.1 Authentication is required for relay", replies.NEEDS_LOGIN),
        (MAIL, "530 5.7.0 Must issue a STARTTLS command first.", replies.ENCRYPT),
        (MAIL, "552 5.3.4 Message size exceeds fixed limit", replies.TOO_LARGE),
        (MAIL, "452 4.3.1 Insufficient system storage", replies.NO_ROOM),
        (MAIL, "451 4.3.0 Internal error", replies.LATER),
        (MAIL, "553 5.7.1 Sender address rejected: not owned by user press", replies.IDENTITY),
        (MAIL, "550 who are you", replies.IDENTITY),
        (MAIL, "550 5.4.5 Daily user sending limit exceeded.", replies.USED_UP),
        (MAIL, "432 4.3.2 Concurrent connections limit exceeded", replies.SLOWER),
        (RCPT, "554 5.7.1 <a@example.org>: Relay access denied", replies.RELAY),
        (RCPT, "454 4.7.1 <a@example.org>: Relay access denied", replies.RELAY),
        (RCPT, "550 5.7.1 Unable to relay", replies.RELAY),
        (RCPT, "550 5.7.1 relaying denied", replies.RELAY),
        (RCPT, "550 relay not permitted", replies.RELAY),
        (RCPT, "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", replies.RELAY),
        (RCPT, "550 5.7.64 TenantAttribution; Relay Access Denied", replies.RELAY),
        (RCPT, "553 5.7.1 <b@example.org>: Sender address rejected: not owned by user press", replies.IDENTITY),
        (RCPT, "550 5.1.8 <b@example.org>: Sender address rejected: Domain not found", replies.IDENTITY),
        (RCPT, "550 Sender verify failed", replies.IDENTITY),
        (RCPT, "554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org", replies.BLOCKED),
        (RCPT, "450 4.7.1 Client host rejected: cannot find your hostname", replies.BLOCKED),
        (RCPT, "550 5.7.708 Service unavailable. Access denied, traffic not accepted from this IP", replies.BLOCKED),
        (RCPT, "431 not enough disk space", replies.NO_ROOM),
        (RCPT, "452 full", replies.NO_ROOM),
        (RCPT, "452 4.2.2 mailbox full", replies.NOT_NOW),
        (RCPT, "452 4.5.3 Too many recipients", replies.SLOWER),
        (RCPT, "450 4.2.0 Greylisted, see https://example.org/greylist", replies.STRANGER),
        (RCPT, "451 4.7.1 Greylisting in action, please come back later", replies.STRANGER),
        (RCPT, "451 later", replies.NOT_NOW),
        (RCPT, "550 5.1.1 User unknown", replies.READER_REFUSED),
        (RCPT, "550 no such reader", replies.READER_REFUSED),
        (RCPT, "550 5.1.1 unknown; relay access denied", replies.READER_REFUSED),
        (RCPT, "550 5.7.1 <spf@example.org>: rejected, see dmarc@example.org", replies.RULE),
        (RCPT, "550 5.7.1 You are not allowed to send to this group", replies.RULE),
        (RCPT, "554 5.7.1 Service refused", replies.RULE),
        (RCPT, "550 Administrative prohibition", replies.RULE),
        (RCPT, "503 5.5.1 bad sequence of commands", replies.RULE),
        (RCPT, "552 message too large", replies.TOO_LARGE),
        (RCPT, "501 5.1.3 Bad recipient address syntax", replies.READER_REFUSED),
        (RCPT, "550 5.4.1 Recipient address rejected: Access denied", replies.READER_REFUSED),
        (MAIL, "503 5.5.1 AUTH first", replies.NEEDS_LOGIN),
        (MAIL, "555 5.5.4 Unsupported option", replies.UNSPOKEN),
        (MAIL, "501 5.1.7 Bad sender address syntax", replies.IDENTITY),
        (LOGIN, "530 5.7.0 TLS needed", replies.ENCRYPT),
        (DOT, "554 Message rejected: Email address is not verified.", replies.IDENTITY),
        (RCPT, "552 5.2.2 Mailbox full", replies.READER_REFUSED),
        (RCPT, "554 delivery error: this mailbox is disabled", replies.READER_REFUSED),
        (DATA, "550 5.7.1 rejected", replies.FILTERED),
        (DATA, "452 4.3.1 Insufficient system storage", replies.NO_ROOM),
        (DOT, "552 5.3.4 Message size exceeds fixed limit", replies.TOO_LARGE),
        (DOT, "552 Requested mail action aborted", replies.TOO_LARGE),
        (DOT, "554 message too big", replies.TOO_LARGE),
        (DOT, "552-5.7.0 This message was blocked because its content presents a security issue", replies.FILTERED),
        (DOT, "552 spam message rejected", replies.FILTERED),
        (DOT, "554 5.7.1 Spam message rejected", replies.FILTERED),
        (DOT, "550 5.7.1 Message contains a URL listed by spamhaus", replies.FILTERED),
        (DOT, "550 rejected by content filter", replies.FILTERED),
        (DOT, "554 5.6.0 Bad header", replies.MALFORMED),
        (DOT, "550 5.7.60 SMTP; Client does not have permissions to send as this sender", replies.IDENTITY),
        (DOT, "554 5.2.252 SendAsDenied; press@example.org not allowed to send as b@example.org", replies.IDENTITY),
        (DOT, "550-5.7.26 This mail has been blocked because the sender is unauthenticated", replies.UNPROVEN),
        (DOT, "550 5.4.5 Daily sending quota exceeded", replies.USED_UP),
        (DOT, "550 5.1.1 no such mailbox", replies.READER_REFUSED),
        (DOT, "552 5.2.2 over quota; message size exceeds what is left", replies.READER_REFUSED),
        (DOT, "451 4.3.0 queue file write error", replies.LATER),
        (DOT, "452 4.3.1 Insufficient system storage", replies.NO_ROOM),
    ],
)
def test_what_servers_say_and_what_it_means(stage: Stage, reply: str, meant: Refusal) -> None:
    code = int(reply[:2] if reply.startswith("-") else reply[:3])
    assert refusal_of(stage, code, reply[3:]) is meant


# ---------------------------------------------------------------- one message


def opening(server: Server) -> str:
    """The code for which a server takes nothing."""
    with closing(SmtpTransport(server)) as transport, pytest.raises(SendingError) as caught:
        transport.send(written(reader(1)), nothing)
    assert PASSWORD not in f"{caught.value.problem}"
    return caught.value.problem.code


@pytest.mark.parametrize(
    ("verb", "answer", "code"),
    [
        ("", "421 4.7.0 too many connections", "HP628"),
        ("", "554 5.7.1 blocked", "HP629"),
        ("", "+OK POP3 ready", "HP623"),
        ("EHLO", "421 4.3.2 shutting down", "HP628"),
        ("AUTH", "535 5.7.8 no", "HP625"),
        ("AUTH", "534 5.7.9 app password", "HP625"),
        ("AUTH", "538 5.7.11 encrypt", "HP624"),
        ("AUTH", "454 4.7.0 later", "HP628"),
        ("AUTH", "421 4.7.0 later", "HP628"),
        ("AUTH", f"535 5.7.8 not {PASSWORD}", "HP625"),
    ],
)
def test_a_server_that_lets_nobody_in(verb: str, answer: str, code: str) -> None:
    with open_office(auth_require_tls=False, authenticator=check_login) as office:
        office.instead[verb] = answer
        assert opening(office.server(login=Login(USER, PASSWORD))) == code


@pytest.mark.parametrize(("answer", "code"), [("454 4.7.0 not now", "HP628"), ("502 5.5.1 what", "HP624")])
def test_a_server_that_does_not_begin_to_encrypt(authority: Authority, answer: str, code: str) -> None:
    with open_office(tls_context=authority.of_server()) as office:
        office.instead["STARTTLS"] = answer
        assert opening(office.server(security="starttls", context=authority.of_client())) == code


def test_a_server_that_wants_a_login_that_there_is_not() -> None:
    with open_office(auth_require_tls=False, auth_required=True, authenticator=check_login) as office:
        assert opening(office.server()) == "HP625"


@pytest.mark.parametrize(
    ("verb", "answer", "fate", "blame"),
    [
        ("DATA", "552 5.3.4 too big", Fate.BOUNCED, Blame.MESSAGE),
        ("DATA", "452 4.3.1 full", Fate.DEFERRED, Blame.SERVER),
        ("dot", "554 5.7.1 spam", Fate.BOUNCED, Blame.MESSAGE),
        ("dot", "550 5.7.60 not as this sender", Fate.DEFERRED, Blame.SENDER),
        ("dot", "550 5.1.1 nobody", Fate.BOUNCED, Blame.READER),
        ("rcpt", "550 5.1.1 nobody", Fate.BOUNCED, Blame.READER),
        ("rcpt", "550 5.7.1 relaying denied", Fate.DEFERRED, Blame.SENDER),
        ("rcpt", "550 5.4.5 daily sending limit", Fate.DEFERRED, Blame.LIMIT),
    ],
)
def test_whose_fault_a_refusal_is(office: Office, verb: str, answer: str, fate: Fate, blame: Blame) -> None:
    for table in (office.to_rcpt,) if verb == "rcpt" else (office.to_dot,) if verb == "dot" else ():
        table[reader(1).address] = [answer]
    office.instead |= {verb: answer} if verb == "DATA" else {}
    with closing(SmtpTransport(office.server())) as transport:
        outcome = transport.send(written(reader(1)), nothing)
    assert outcome.refusal is not None
    assert (outcome.fate, outcome.refusal.blame, outcome.code) == (fate, blame, int(answer[:3]))


# ---------------------------------------------------------------- a run


def run(office: Office, ledger: Ledger, count: int, orders: SendOptions = AT_ONCE) -> Summary:
    with closing(SmtpTransport(office.server())) as transport:
        return Sender("january", written, transport, ledger, orders, Silent()).send(readers(count))


def stopped(summary: Summary) -> str:
    assert summary.stopped is not None
    return summary.stopped.code


@pytest.mark.parametrize(
    ("answer", "count"),
    [("552 5.3.4 too big", 1), ("554 5.7.1 spam", 3), ("550 5.7.1 policy", AT_FIRST), ("554 no", 8)],
)
def test_a_message_that_nobody_gets_marks_nobody(office: Office, ledger: Ledger, answer: str, count: int) -> None:
    office.to_dot = {one.address: [answer] * 2 for one in readers(count)}
    for _ in range(2):  # what was deferred by the first run is deferred by the second, too
        summary = run(office, ledger, count)
        assert stopped(summary) == "HP635"
        tried = min(count, AT_FIRST)
        assert summary.by_fate == {Fate.DEFERRED: tried}
        assert summary.remaining == count
    office.to_dot = {}
    assert run(office, ledger, count).complete
    assert office.by_address == {one.address: 1 for one in readers(count)}


def test_a_message_refused_at_data_is_its_own_fault(office: Office, ledger: Ledger) -> None:
    office.instead["DATA"] = "554 5.7.1 content"
    assert (stopped(run(office, ledger, 50)), ledger.counts("january")[DeliveryState.BOUNCED]) == ("HP635", 0)


def test_readers_who_are_refused_before_do_not_hide_it(office: Office, ledger: Ledger) -> None:
    office.to_rcpt = {one.address: ["550 5.1.1 nobody"] for one in readers(3)}
    office.to_dot = {one.address: ["554 5.7.1 spam"] for one in readers(50)}
    summary = run(office, ledger, 50)
    assert (stopped(summary), summary.standing[DeliveryState.BOUNCED]) == ("HP635", 3)


def test_one_reader_is_refused_for_good_when_the_message_is_delivered_to_another(
    office: Office, ledger: Ledger
) -> None:
    office.to_dot = {one.address: ["554 5.7.1 spam"] * 2 for one in readers(AT_FIRST - 1)}
    summary = run(office, ledger, 10)
    assert summary.by_fate == {Fate.BOUNCED: AT_FIRST - 1, Fate.DELIVERED: 11 - AT_FIRST}
    assert (summary.stopped, summary.complete) == (None, True)
    assert run(office, ledger, 10).by_fate == {}


def test_a_filter_that_wakes_up_in_the_middle_marks_nobody(office: Office, ledger: Ledger) -> None:
    for count in (IN_A_ROW + 40, 15):  # it is noticed, or the readers end before
        office.to_dot = {one.address: ["554 5.7.1 spam"] for one in readers(count)[10:]}
        summary = run(office, ledger, count)
        assert summary.standing[DeliveryState.SENT] >= 10
        assert DeliveryState.BOUNCED not in summary.standing
    office.to_dot = {}
    assert run(office, ledger, IN_A_ROW + 40).complete


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("554 5.7.1 Relay access denied", "HP626"),
        ("554 5.7.1 Service refused", "HP626"),
        ("530 5.7.0 Authentication required", "HP625"),
        ("554 5.7.1 Client host blocked using an rbl", "HP629"),
        ("550 5.4.5 daily sending limit", "HP629"),
    ],
)
def test_what_is_ours_to_mend_stops_the_run_and_marks_nobody(
    office: Office, ledger: Ledger, answer: str, code: str
) -> None:
    office.to_rcpt = {one.address: [answer] for one in readers(50)}
    summary = run(office, ledger, 50)
    assert (stopped(summary), summary.remaining) == (code, 50)
    assert sum(summary.by_fate.values()) <= AT_FIRST


def test_a_rule_that_is_about_one_reader_marks_that_one(office: Office, ledger: Ledger) -> None:
    office.to_rcpt[reader(1).address] = ["550 5.7.1 members only"] * 2
    assert run(office, ledger, 4).by_fate == {Fate.BOUNCED: 1, Fate.DELIVERED: 3}


@pytest.mark.parametrize(
    ("answer", "code"), [("452 4.3.1 Insufficient system storage", "HP628"), ("450 4.2.0 Greylisted", "HP627")]
)
def test_a_run_that_delivers_nothing_says_what_to_do(office: Office, ledger: Ledger, answer: str, code: str) -> None:
    office.to_rcpt = {one.address: [answer] * 9 for one in readers(3)}
    for _ in range(2):  # the second run's readers have been put off before
        summary = run(office, ledger, 3)
        assert (stopped(summary), summary.by_fate) == (code, {Fate.DEFERRED: 3})


def test_a_limit_that_is_used_up_ends_the_run_at_once(office: Office, ledger: Ledger) -> None:
    office.to_dot[reader(7).address] = ["550 5.4.5 daily sending quota exceeded"]
    summary = run(office, ledger, 20)
    assert (stopped(summary), summary.by_fate) == ("HP629", {Fate.DELIVERED: 7, Fate.DEFERRED: 1})
    assert run(office, ledger, 20).complete


def test_a_full_server_is_told_as_that(office: Office, ledger: Ledger) -> None:
    office.to_rcpt = {one.address: ["452 4.3.1 Insufficient system storage"] for one in readers(50)}
    summary = run(office, ledger, 50)
    assert (stopped(summary), summary.by_fate, summary.remaining) == ("HP628", {Fate.DEFERRED: IN_A_ROW}, 50)


def test_a_server_that_gets_busy_is_waited_for(office: Office, ledger: Ledger) -> None:
    watcher = Silent()

    class Busy(Silent):
        def message(self, recipient: object, outcome: Outcome) -> None:
            if len(office.received) == 2:
                office.instead[""] = "421 4.7.0 too many connections"
                transport.close()

        def pause(self, seconds: float, messages: int) -> None:
            watcher.pauses.append(seconds)
            office.instead = {}

    with closing(SmtpTransport(office.server())) as transport:
        summary = Sender("january", written, transport, ledger, SendOptions(waits=(0.01,)), Busy()).send(readers(5))
    assert (summary.complete, watcher.pauses) == (True, [0.01])


@pytest.mark.parametrize(("greeting", "code"), [("421 4.7.0 busy", "HP628"), ("554 5.7.1 blocked", "HP629")])
def test_a_server_that_lets_nobody_in_marks_nobody(office: Office, ledger: Ledger, greeting: str, code: str) -> None:
    office.instead[""] = greeting
    summary = run(office, ledger, 3)
    assert (stopped(summary), summary.standing) == (code, {DeliveryState.QUEUED: 3})
