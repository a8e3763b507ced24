"""Layouts of a project's own: personal ones, and what a letter must not do."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from hemaprint.build.backend import Progress
from hemaprint.errors import ContentError, UsageError
from hemaprint.newsletter.campaign import CampaignOptions, open_campaign
from hemaprint.newsletter.messages import Campaign
from hemaprint.newsletter.transport import Recipient
from samples import NAME, Sample, paragraphs

from .hostile import ALLOWED

LINK = "https://cells.example/1"
ANA, SPY = Recipient("ana@example.org", "Ana"), Recipient("spy@example.org", "<script>1</script>")


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return written_in(tmp_path / "magazine")


def written_in(folder: Path) -> Sample:
    sample = Sample(folder)
    sample.article("letter", "Letter", paragraphs(1))
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8") + '\n[newsletter]\nfrom = "news@cells.example"\n', "utf-8")
    return sample


def compiled(sample: Sample, *attach: str, link: str = LINK) -> Campaign:
    wishes = CampaignOptions(attach=attach, link=link)
    return open_campaign(sample.project, NAME, wishes, progress=Progress())


def with_foot(sample: Sample, foot: str) -> Sample:
    layout = '{% extends "bundled/newsletter.html" %}{% block foot %}' + foot + "{% endblock %}"
    sample.write("layouts/newsletter.html", layout)
    return sample


def configured(sample: Sample, line: str) -> Sample:
    config = sample.root / "hemaprint.toml"
    config.write_text(config.read_text("utf-8") + line + "\n", "utf-8")
    return sample


def refused(sample: Sample) -> list[str]:
    with pytest.raises(ContentError) as caught:
        compiled(sample)
    return [one.code for one in caught.value.problems]


def test_emphasis_of_headlines_is_kept_in_html_and_left_out_of_text(tmp_path: Path) -> None:
    sample = written_in(tmp_path)
    sample.article("second", "Report", "A line.\n", headline="On *E. coli*")
    campaign = compiled(sample)
    assert "On <em>E. coli</em>" in campaign.html(ANA)
    assert "On E. coli\n" in campaign.text(ANA)


def test_a_personal_letter_is_escaped(sample: Sample) -> None:
    campaign = compiled(with_foot(sample, "<tr><td>Dear {{ recipient.name }}</td></tr>"))
    assert "Dear Ana<" in campaign.html(ANA)
    assert "<script>1" not in campaign.html(SPY)
    assert campaign.refusals([ANA, SPY]) == ()
    assert [one.code for one in campaign.draft_problems] == ["HP642"]


@pytest.mark.parametrize("name", ALLOWED)
def test_a_name_in_the_letter_is_text(personal: Campaign, name: str) -> None:
    reader = Recipient("ana@example.org", name)
    data = personal.writer()(reader).data
    message = message_from_bytes(data, _class=EmailMessage, policy=default)
    html, text = (message.get_body((kind,)) for kind in ("html", "plain"))
    assert html is not None
    assert text is not None
    shown = BeautifulSoup(html.get_content(), "html.parser").find("b", title=True)
    assert shown is not None
    assert (shown["title"], shown.get_text()) == (name, name)
    assert text.get_content().splitlines()[0] == f"Dear {name}"


@pytest.fixture(scope="module")
def personal(tmp_path_factory: pytest.TempPathFactory) -> Campaign:
    made = written_in(tmp_path_factory.mktemp("personal") / "magazine")
    made.write("layouts/newsletter.txt", "Dear {{ recipient.name }}\n\n--\nPlain Cells\n-- \n")
    shown = '<tr><td><b title="{{ recipient.name }}">{{ recipient.name }}</b></td></tr>'
    return compiled(with_foot(made, shown))


def test_a_layout_keeps_the_separator_of_its_signature(personal: Campaign) -> None:
    assert personal.text(ANA) == "Dear Ana\n\n-- \nPlain Cells\n-- \n"


def test_a_draft_needs_a_way_out_that_is_for_all(sample: Sample) -> None:
    configured(sample, 'unsubscribe = "https://cells.example/leave?u={token}"')
    with pytest.raises(ContentError) as caught:
        compiled(sample).draft()
    assert [one.code for one in caught.value.problems] == ["HP618"]
    shared = configured(sample, "").root / "hemaprint.toml"
    shared.write_text(shared.read_text("utf-8").replace("?u={token}", "/{issue}"), "utf-8")
    assert b"https://cells.example/leave/2025-01" in compiled(sample).draft()


def test_a_picture_for_some_recipients_only_is_a_problem_before_sending(sample: Sample) -> None:
    picture = "{{ picture('images/dot.png', 20).src }}"
    foot = f"{{% if recipient.name == 'Ana' %}}<tr><td><img src='{picture}' alt=''></td></tr>{{% endif %}}"
    path = sample.root / "content" / NAME / "images" / "dot.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(path)
    campaign = compiled(with_foot(sample, foot))
    assert campaign.refusals([SPY]) == ()
    assert [one.code for one in campaign.refusals([SPY, ANA])] == ["HP617"]


@pytest.mark.parametrize(
    ("foot", "code"),
    [
        ("<img src='https://cells.example/x.png'>", "HP616"),
        ("<script>1</script>", "HP616"),
        ("<p onclick='1'></p>", "HP616"),
        ("{{ picture('images/absent.png', 20) }}", "HP617"),
        ("{{ nothing }}", "HP911"),
        ("x" * 90_001, "HP612"),
    ],
)
def test_what_a_letter_must_not_have(sample: Sample, foot: str, code: str) -> None:
    assert refused(with_foot(sample, f"<tr><td>{foot}</td></tr>")) == [code]


def test_offprints_and_files_travel_together_and_with_a_link(sample: Sample, tmp_path: Path) -> None:
    table = tmp_path / "Tabelle für Ärzte.csv"
    table.write_text("a,b\n", "utf-8")
    campaign = compiled(sample, "offprint:letter", str(table))
    message = message_from_bytes(campaign.writer()(ANA).data, policy=SMTP)
    names = [part.get_filename() for part in message.walk() if part.get_content_disposition() == "attachment"]
    assert names == [campaign.attachments[0].name, "Tabelle für Ärzte.csv"]
    assert campaign.attachments[0].data.startswith(b"%PDF")
    assert LINK in campaign.html(ANA)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('reply_to = "=?utf-8?q?x?= <desk@cells.example>"', "HP640"),
        ('list_id = "Ana\\u202e <list.cells.example>"', "HP640"),
        ('unsubscribe = "https://cells.example/>x"', "HP057"),
    ],
)
def test_what_the_configuration_may_not_say(sample: Sample, line: str, code: str) -> None:
    with pytest.raises(ContentError) as caught:
        _ = configured(sample, line).project
    (problem,) = caught.value.problems
    rows = (sample.root / "hemaprint.toml").read_text("utf-8").splitlines()
    assert (problem.code, problem.location.line) == (code, rows.index(line) + 1)


def test_a_file_whose_name_is_more_than_text_is_not_attached(sample: Sample, tmp_path: Path) -> None:
    table = tmp_path / "table\u202efdp.exe"
    table.write_bytes(b"MZ")
    with pytest.raises(UsageError):
        compiled(sample, str(table))


def test_a_link_alone_attaches_nothing_and_without_it_the_issue_travels(sample: Sample) -> None:
    assert compiled(sample).attachments == ()
    assert [one.media_type for one in compiled(sample, link="").attachments] == ["application/pdf"]
