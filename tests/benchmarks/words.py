"""The words of the invented magazine: English about reading and printing, by what they do in a sentence."""

from __future__ import annotations

_NOUNS = """\
reader printer editor compositor proofreader designer binder librarian translator writer publisher illustrator
photographer engraver bookseller correspondent archivist apprentice page column margin headline paragraph sentence
letter word line caption footnote chapter preface appendix glossary index table diagram picture engraving cover
spine binding sheet signature gutter baseline ligature numeral hyphen comma bracket quotation reference argument
explanation description comparison observation interpretation illustration introduction conclusion correction
manuscript typescript galley proof revision edition volume magazine newspaper pamphlet catalogue dictionary
almanac notebook library workshop foundry bindery archive shelf counter window lamp drawer cabinet press roller
plate matrix punch typeface alphabet character measure rhythm pattern texture contrast balance proportion
tradition convention habit rule exception question answer memory attention patience curiosity judgement
"""
NOUNS = tuple(_NOUNS.split())
_ADJECTIVES = """\
careful patient narrow generous quiet ordinary familiar unfamiliar deliberate accidental considerable invisible
legible readable handsome crooked faithful reliable traditional experimental comfortable uncomfortable regular
irregular independent necessary unnecessary particular general technical practical theoretical typographical
historical mechanical continuous occasional temporary permanent elaborate economical modest ambitious curious
attentive impatient thoughtful hurried unhurried coloured pale dark bright heavy light slender wide short long
complete incomplete accurate approximate consistent surprising unexpected remarkable predictable plain
"""
ADJECTIVES = tuple(_ADJECTIVES.split())
_VERBS = """\
notice examine describe compare measure remember recognise interpret translate illustrate correct accompany
interrupt introduce explain support contradict anticipate replace separate balance surround follow precede
organise simplify complicate strengthen protect reveal conceal question consider appreciate understand prefer
accept reject repeat improve disturb preserve transform arrange assemble collect inspect influence determine
"""
VERBS = tuple(_VERBS.split())
_ADVERBS = """\
usually rarely seldom quietly slowly patiently carefully generally occasionally frequently immediately eventually
deliberately accidentally inevitably almost certainly perhaps comfortably reluctantly gradually consistently
independently simultaneously unfortunately surprisingly
"""
ADVERBS = tuple(_ADVERBS.split())
PLACES = (
    "library",
    "workshop",
    "margin",
    "corridor",
    "bindery",
    "composing room",
    "reading room",
    "archive",
    "column",
    "foundry",
    "afternoon",
    "beginning",
    "conversation",
    "collection",
    "laboratory",
    "classroom",
    "darkness",
    "evening",
    "neighbourhood",
)
PREPOSITIONS = (
    "behind",
    "beside",
    "between the lines of",
    "above",
    "below",
    "near",
    "outside",
    "inside",
    "throughout",
    "without",
)
LINKS = ("because", "although", "while", "whenever", "before", "until", "unless", "so that", "as long as", "wherever")
OPENINGS = (
    "In practice",
    "As a rule",
    "On most mornings",
    "By contrast",
    "After a while",
    "For this reason",
    "Once more",
    "At the same time",
    "In other words",
    "More often than not",
    "To begin with",
    "In the end",
    "With some luck",
    "On closer inspection",
    "At a distance",
    "For the same reason",
)
SUBJECTS = ("Reading", "Printing", "Setting", "Binding", "Paper", "Margins", "Letters", "Columns", "Pages", "Ink")
TURNS = ("slowly", "twice", "aloud", "by lamplight", "in the margin", "from the back", "by hand", "at leisure")
