"""A page of nine languages: what was typed is on it, and is read from it."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pypdfium2

from hemaprint.bind.editions import Edition
from hemaprint.system.faces import face_of
from hemaprint.typeset.pages import normalized, readable
from samples import Sample
from scripts import needs_faces

SENTENCES = {
    "ru": "Он сказал, что лейкоциты выросли в палате к вечеру.",
    "el": "Όταν άνοιξε το παράθυρο, τα λευκοκύτταρα είχαν ανέβει.",
    "pl": "Gdy otwarto okno, leukocyty w końcu wzrosły.",
    "es": "¿Qué ocurrió entre un día y otro? La médula volvió.",
    "it": "Perché la finestra si aprì, i leucociti salirono.",
    "pt-BR": "Não houve infecção, e a janela se abriu.",
    "tr": "İki gün sonra ışık girdi, lökositler yükseldi.",
    "vi": "Những tế bào sống sót đã phân chia sớm hơn.",
    "hi": "कोशिकाएँ क्षेत्र में बढ़ीं, मार्च में खिड़की खुली।",
}


def test_capitals_and_joined_vowels_are_read_as_typed() -> None:
    for small, capitals in (("Πώς μαΐου", "ΠΩΣ ΜΑΪΟΥ"), ("yabancı iyi", "YABANCI İYİ"), ("Straße", "STRASSE")):
        assert normalized(small) == normalized(capitals)
    assert normalized("कों") == normalized("काें")
    assert normalized("ba") != normalized("be")


def test_a_character_knows_the_face_that_it_needs() -> None:
    found = [face_of(letter) for letter in "कกअ血A"]
    assert [face.name if face else "" for face in found] == [
        *("Devanagari face", "Thai face", "Devanagari face", "CJK face", "")
    ]


@needs_faces("ह")
def test_languages_are_read_as_typed(tmp_path: Path) -> None:
    sample = Sample(tmp_path)
    body = "\n\n".join(f"[{sentence}]{{lang={tag}}}" for tag, sentence in SENTENCES.items())
    sample.article("nine", "Report", body, kicker="Yabancı ışık", language="tr")
    result = sample.build(Edition.DIGITAL, Edition.PRINT)
    with pypdfium2.PdfDocument(result.pdf) as pdf:
        read = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    read = readable(read.replace("\x02", "").replace("\ufffe", ""))  # hyphens at line ends
    assert [tag for tag, sentence in SENTENCES.items() if normalized(sentence) not in read] == []
    with pikepdf.open(result.pdf) as opened:
        for page in opened.pages:
            page.contents_coalesce()
            assert b"<>" not in page.Contents.read_bytes(), "pdfium forgets to move after an empty string"
