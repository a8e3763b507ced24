"""Mailboxes, and the names in them that are more than text."""

from __future__ import annotations

import pytest

from hemaprint.errors import MalformedError
from hemaprint.project.mail import check_file_name, check_list_id, check_mailbox, check_name, normal_address
from newsletter.hostile import ALLOWED, FILE_NAMES, REFUSED


@pytest.mark.parametrize("name", REFUSED)
def test_a_name_that_is_more_than_text_is_refused(name: str) -> None:
    for check, text in ((check_name, name), (check_mailbox, f"A {name} B <a@b.org>"), (check_list_id, f"{name} <a.b>")):
        with pytest.raises(MalformedError) as caught:
            check(text)
        assert caught.value.code == "HP640"
        assert caught.value.message.isprintable()


@pytest.mark.parametrize("name", ALLOWED)
def test_a_name_that_only_looks_odd_is_not(name: str) -> None:
    assert check_name(f" {name}  ") == name


def test_spaces_are_single() -> None:
    assert check_name("Ana\u00a0  Reyes ") == "Ana Reyes"
    assert check_list_id("Field  Notes <notes.example.org>") == "Field Notes <notes.example.org>"


@pytest.mark.parametrize("name", FILE_NAMES)
def test_file_names_may_hold_what_names_may_not(name: str) -> None:
    assert check_file_name(name) == name
    with pytest.raises(MalformedError):
        check_file_name(f"\u202efdp.{name}")


@pytest.mark.parametrize("address", ["=?utf-8?q?x?=@example.org", "a=?b@example.org", "a\r\nb@example.org"])
def test_an_address_that_could_be_decoded_is_refused(address: str) -> None:
    with pytest.raises(MalformedError) as caught:
        normal_address(address)
    assert caught.value.code == "HP600"


@pytest.mark.parametrize("text", ["Mag <a@x.org>, b@x.org", "a@x.org; b@x.org", "Mag a@x.org>"])
def test_a_mailbox_is_one(text: str) -> None:
    with pytest.raises(MalformedError) as caught:
        check_mailbox(text)
    assert (caught.value.code, "<ana@example.org>" in caught.value.hint) == ("HP600", True)
