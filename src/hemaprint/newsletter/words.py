"""The few words that the bundled letter adds to the copy, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LetterWords:
    """Words and patterns of one language; ``{}`` stands for what is filled in."""

    attached: str
    read: str
    cover: str
    unsubscribe: str


WORDS = {
    "en": LetterWords(
        attached="Attached",
        read="Read the issue",
        cover="The cover: {}",
        unsubscribe="Unsubscribe",
    ),
    "de": LetterWords(
        attached="Im Anhang",
        read="Zum Heft",
        cover="Die Titelseite: {}",
        unsubscribe="Abmelden",
    ),
    "fr": LetterWords(
        attached="En pièce jointe",
        read="Lire le numéro",
        cover="La couverture : {}",
        unsubscribe="Se désabonner",
    ),
    "zh": LetterWords(
        attached="附件",
        read="阅读本期",
        cover="封面：{}",
        unsubscribe="退订",
    ),
}


def letter_words(language: str) -> LetterWords:
    """The words of a BCP 47 tag's language; English where there are none."""
    return WORDS.get(language.partition("-")[0].lower(), WORDS["en"])
