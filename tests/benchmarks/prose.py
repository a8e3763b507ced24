"""Write sentences by a small grammar: real words, no two sentences alike, and no claim that could be false."""

from __future__ import annotations

from random import Random

from benchmarks.words import (
    ADJECTIVES,
    ADVERBS,
    LINKS,
    NOUNS,
    OPENINGS,
    PLACES,
    PREPOSITIONS,
    SUBJECTS,
    TURNS,
    VERBS,
)

VOWELS = "aeiou"


def plural(noun: str) -> str:
    """The plural of a regular noun."""
    if noun == "proof":
        return "proofs"
    if noun == "shelf":
        return "shelves"
    if noun == "matrix":
        return "matrices"
    if noun.endswith("y") and noun[-2] not in VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def third_person(verb: str) -> str:
    """The verb as it stands behind a singular noun."""
    return plural(verb)


def with_article(phrase: str) -> str:
    """A phrase behind "a" or "an"."""
    return ("an " if phrase[0] in VOWELS else "a ") + phrase


class Prose:
    """A writer who never repeats a sentence; the same ``seed`` writes the same text."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)
        self._written: set[str] = set()

    def paragraph(self, sentences: int) -> str:
        """A paragraph of so many sentences."""
        return " ".join(self.sentence() for _ in range(sentences))

    def sentence(self) -> str:
        """A sentence that has not been written yet."""
        while True:
            text = self._sentence()
            if text not in self._written:
                self._written.add(text)
                return text

    def question(self) -> str:
        """A question that has not been asked yet."""
        while True:
            verb, noun, other = self.random.choice(VERBS), self._plural_phrase(), self._noun_phrase()
            text = self.random.choice(
                (
                    f"Does {self._noun_phrase()} {self.random.choice(ADVERBS[:12])} {verb} {other}?",
                    f"When do {noun} {verb} {other}?",
                    f"What do {noun} {verb}, and why do they {self.random.choice(VERBS)} {other}?",
                )
            )
            if text not in self._written:
                self._written.add(text)
                return text

    def title(self) -> str:
        """A short headline; titles may come again."""
        return f"{self.random.choice(SUBJECTS)} {self.random.choice(TURNS)}"

    def heading(self) -> str:
        """A few words for a crosshead."""
        noun, other = self.random.sample(NOUNS, 2)
        return f"The {self.random.choice(ADJECTIVES)} {noun} and the {other}"

    def phrase(self) -> str:
        """A few words for a cell of a table or the item of a list."""
        return self.random.choice((self._noun_phrase(), f"{self._noun_phrase()} {self._place()}"))

    def _sentence(self) -> str:
        shape = self.random.randrange(6)
        if shape == 0:
            text = f"{self._clause()}, {self.random.choice(LINKS)} {self._clause()}"
        elif shape == 1:
            text = f"{self.random.choice(OPENINGS)}, {self._clause()} {self._place()}"
        elif shape == 2:
            text = f"{self._clause()}, and {self._clause()}, {self.random.choice(LINKS)} {self._clause()}"
        elif shape == 3:
            text = f"{self.random.choice(LINKS)} {self._clause()}, {self._clause()}"
        elif shape == 4:
            text = f"{self._clause()}; {self._clause()} {self._place()}"
        else:
            text = f"{self._clause()} {self._place()}"
        return text[0].upper() + text[1:] + "."

    def _clause(self) -> str:
        verb = self.random.choice(VERBS)
        adverb = f"{self.random.choice(ADVERBS)} " if self.random.random() < 0.3 else ""
        if self.random.random() < 0.5:
            return f"{self._plural_phrase()} {adverb}{verb} {self._noun_phrase()}"
        return f"{self._noun_phrase()} {adverb}{third_person(verb)} {self._plural_phrase()}"

    def _noun_phrase(self) -> str:
        noun = self.random.choice(NOUNS)
        if self.random.random() < 0.55:
            noun = f"{self.random.choice(ADJECTIVES)} {noun}"
        return with_article(noun) if self.random.random() < 0.5 else f"the {noun}"

    def _plural_phrase(self) -> str:
        noun = plural(self.random.choice(NOUNS))
        adjective = f"{self.random.choice(ADJECTIVES)} " if self.random.random() < 0.5 else ""
        return f"{self.random.choice(('', 'the ', 'most ', 'some '))}{adjective}{noun}"

    def _place(self) -> str:
        if self.random.random() < 0.5:
            return f"in the {self.random.choice(PLACES)}"
        return f"{self.random.choice(PREPOSITIONS)} the {self.random.choice(NOUNS)}"
