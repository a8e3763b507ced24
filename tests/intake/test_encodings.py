"""Texts in the encodings of old programs are read as their authors wrote them, and what was guessed is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from hemaprint.errors import ContentError
from hemaprint.intake.encodings import decode
from hemaprint.intake.passages import Doubt

HERE = Path("talk.txt")
GERMAN = (
    "Die Orgelbauerin\n\nFrau Jäger, wie groß ist das Gehäuse? Größer, als man denkt: 3½ Meter – höher geht es nicht.\n"
)
FRENCH = "L'été, le facteur passait à midi. Ma sœur répétait : « Déjà ? » Où est la clé ? Ça, personne ne l'a dit.\n"
SPANISH = "¿Quién cuida el jardín? Nadie. Mañana vendrá el señor Ibáñez, y la higuera seguirá ahí.\n"
POLISH = "Nie wiem, gdzie jest łódka. Źle się dzieje, gdy wieje wiatr, a woda jest żółta. Dokąd płyniesz?\n"
CZECH = "Nevím, kde je loďka. Když fouká vítr, voda je žlutá a o půlnoci slyším zvony. Proč se to děje?\n"
RUSSIAN = "Никто не знает, где ключ от башни. Вечером сторож уходит, а звонит всё равно кто-то.\n"
TURKISH = "Kimse kulenin anahtarının nerede olduğunu bilmiyor. Bu iş böyle, çünkü bekçi akşam gidiyor.\n"
TURKISH_TITLES = "Sabah\n\nHemşire pencereyi açar ve İstanbul uyanır; çocuğun ağrısı geçti.\n"
ESTONIAN = "Labor avatakse kell kuus, ja õde küsib, kus šokolaad ning žurnaal on.\n"
LITHUANIAN = "Žąsys skrenda į pietus, ir ūkininkas klausia, kas jau yra šeštą.\n"
UKRAINIAN = "Сестра відчиняє вікно і каже, що її ґудзик загубився. Ніхто не відповідає.\n"
JAPANESE = "聞き手：鍵はどこにありますか。\n石田：だれも知りません。毎晩、鐘が鳴ります。\n"
CHINESE = "记者：钥匙在哪里？\n李明：没有人知道。晚上钟还是会响，而且很大声。\n"
HONG_KONG = "記者：鑰匙在哪裡？\n李明：沒有人知道。晚上鐘還是會響，而且很大聲。\n"
KOREAN = "질문: 열쇠는 어디에 있습니까?\n답: 아무도 모릅니다. 저녁에도 종은 울립니다.\n"


def read(data: bytes) -> tuple[str, tuple[Doubt, ...]]:
    return decode(data, HERE)


@pytest.mark.parametrize(
    ("text", "encodings"),
    [
        (GERMAN, "cp1252 mac_roman cp850"),
        (FRENCH, "cp1252 iso8859_15 mac_roman"),
        (SPANISH, "cp1252 mac_roman cp850"),
        (POLISH, "cp1250 iso8859_2"),
        (CZECH, "cp1250 iso8859_2"),
        (RUSSIAN, "cp1251 koi8_r cp866 iso8859_5 mac_cyrillic"),
        (TURKISH, "cp1254"),
        (TURKISH_TITLES, "cp1254"),
        (ESTONIAN, "cp1257"),
        (LITHUANIAN, "cp1257"),
        (UKRAINIAN, "cp1251 koi8_u"),
        (JAPANESE, "cp932 euc_jp utf-16-le utf-16-be"),
        (CHINESE, "gb18030 utf-16-le utf-16-be"),
        (HONG_KONG, "big5"),
        (KOREAN, "euc_kr"),
    ],
)
def test_the_words_of_the_language_decide(text: str, encodings: str) -> None:
    for encoding in encodings.split():
        data = text.encode(encoding, "replace")
        found, doubts = read(data)
        assert found == data.decode(encoding), encoding
        assert [doubt.code for doubt in doubts] == ["HP501"], encoding


def test_the_doubt_names_both_readings_of_the_first_word_that_differs() -> None:
    _, (doubt,) = read(GERMAN.encode("cp1252"))
    assert doubt.line == 3
    assert '"3½" would be "3˝" in windows-1250' in doubt.message


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "iso2022_jp"])
def test_an_encoding_with_a_mark_is_no_guess(encoding: str) -> None:
    assert read(JAPANESE.encode(encoding)) == (JAPANESE, ())


def test_what_was_encoded_twice_is_undone_and_told() -> None:
    for text in (GERMAN.replace("–", "-"), FRENCH):
        found, (doubt,) = read(text.encode().decode("latin-1").encode())
        assert (found, doubt.code) == (text, "HP505")
    as_it_is = GERMAN.encode().decode("latin-1")
    assert decode(as_it_is.encode(), HERE, "utf-8")[0] == as_it_is.replace("\x85", "\n")


def test_stray_bytes_in_utf8_are_told_one_by_one() -> None:
    found, doubts = read(GERMAN.encode() + "Später hieß sie Köhler.\n".encode("cp1252") + FRENCH.encode())
    assert "Später hieß sie Köhler." in found
    assert [doubt.line for doubt in doubts] == [4, 4, 4]


def test_a_text_that_was_cut_in_a_character_is_read_and_told() -> None:
    found, (doubt,) = read((CHINESE * 20).encode("gb18030")[:-4])
    assert found.startswith(CHINESE)
    assert "fit no character" in doubt.message


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_line_ends_of_all_kinds(end: str) -> None:
    assert read(f"One{end}two".encode())[0] == "One\ntwo"


def test_binary_data_are_refused() -> None:
    with pytest.raises(ContentError) as caught:
        read(bytes(range(128, 160)) * 40 + b"\0\xff\0" * 50)
    assert caught.value.problems[0].code == "HP500"
