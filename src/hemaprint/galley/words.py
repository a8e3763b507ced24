"""The few words that pages add to the copy, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words and patterns of one language; ``{}`` stands for what is filled in."""

    figure: str
    table: str
    references: str
    number: str
    volume_number: str
    continued_on: str
    continued_from: str
    sponsored: str
    byline: str
    interview: str
    funding: str
    correspondence: str
    masthead: str
    masthead_text: str
    colophon_text: str
    back: str
    pages: str
    offprint: str
    offprint_text: str
    running_on: str
    continued: str


WORDS = {
    "en": Words(
        figure="Figure {}",
        table="Table {}",
        references="References",
        number="Number {}",
        volume_number="Volume {}, number {}",
        continued_on="Continued on page {}",
        continued_from="Continued from page {}",
        sponsored="Sponsored by {}",
        byline="By {}",
        interview="Interview by {}",
        funding="Funding: {}",
        correspondence="Correspondence: {}",
        masthead="Masthead",
        masthead_text="Who makes this magazine, and the rules that it keeps",
        colophon_text="How this issue was made",
        back="Back page",
        pages="pages {}",
        offprint="Offprint",
        offprint_text="The pages of this article as they ran in {}, with their own numbers.",
        running_on="{}, continued",
        continued="continued",
    ),
    "de": Words(
        figure="Abbildung {}",
        table="Tabelle {}",
        references="Literatur",
        number="Nummer {}",
        volume_number="Band {}, Nummer {}",
        continued_on="Fortsetzung auf Seite {}",
        continued_from="Fortsetzung von Seite {}",
        sponsored="Unterstützt von {}",
        byline="Von {}",
        interview="Interview: {}",
        funding="Förderung: {}",
        correspondence="Korrespondenz: {}",
        masthead="Impressum",
        masthead_text="Wer dieses Heft macht, und nach welchen Regeln",
        colophon_text="Wie dieses Heft entstand",
        back="Rückseite",
        pages="Seiten {}",
        offprint="Sonderdruck",
        offprint_text="Die Seiten dieses Beitrags, wie sie in {} erschienen sind, mit ihren eigenen Zahlen.",
        running_on="{} (Fortsetzung)",
        continued="Fortsetzung",
    ),
    "fr": Words(
        figure="Figure {}",
        table="Tableau {}",
        references="Références",
        number="Numéro {}",
        volume_number="Volume {}, numéro {}",
        continued_on="Suite à la page {}",
        continued_from="Suite de la page {}",
        sponsored="Avec le soutien de {}",
        byline="Par {}",
        interview="Propos recueillis par {}",
        funding="Financement\u00a0: {}",
        correspondence="Correspondance\u00a0: {}",
        masthead="Rédaction",
        masthead_text="Qui fait ce magazine, et selon quelles règles",
        colophon_text="Comment ce numéro a été fait",
        back="Dernière page",
        pages="pages {}",
        offprint="Tiré à part",
        offprint_text="Les pages de cet article telles qu’elles ont paru dans {}, avec leurs propres numéros.",
        running_on="{} (suite)",
        continued="suite",
    ),
    "zh": Words(
        figure="图 {}",
        table="表 {}",
        references="参考文献",
        number="第 {} 期",
        volume_number="第 {} 卷第 {} 期",
        continued_on="下转第 {} 页",
        continued_from="上接第 {} 页",
        sponsored="赞助：{}",
        byline="{}",
        interview="采访：{}",
        funding="资助：{}",
        correspondence="通信：{}",
        masthead="编辑部",
        masthead_text="本刊的编者与编辑准则",
        colophon_text="本期的制作",
        back="封底",
        pages="第 {} 页",
        offprint="抽印本",
        offprint_text="本文各页按其在 {} 中刊出的原样重印，保留原页码。",
        running_on="{}（续）",
        continued="续",
    ),
}


def words_of(language: str) -> Words:
    """The words of a BCP 47 tag's language; English where there are none."""
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])
