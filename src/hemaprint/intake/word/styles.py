"""What a document's file properties say (ECMA-376, part 2, clause 11), without what programs write there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from hemaprint.intake.files import Archive
from hemaprint.intake.passages import Author, Metadata
from hemaprint.intake.word.package import Element, switch, val, w

CORE = "docProps/core.xml"
DC = "http://purl.org/dc/elements/1.1/"
PROPERTIES = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
ORIGIN = "the properties of the file"

_UNNAMED = re.compile(
    r"(?:(?:new|blank|neues|leeres|nouveau|nuevo|nuovo|novo|новый) )?(?:microsoft )?(?:(?:office )?word )?"
    r"(?:document|dokument|documento|documente?|docent|dokumentum|asiakirja|belge|документ|文档|文件|文書|문서)"
    r"(?: (?:microsoft )?word)?[ _-]?\d*"
    r"|untitled(?: document)?|unbenannt|ohne titel|(?:document )?sans (?:titre|nom)"
    r"|(?:documento )?senza (?:titolo|nome)"
    r"|(?:documento )?sin (?:t[ií]tulo|nombre)|(?:documento )?sem (?:t[ií]tulo|nome)"
    r"|(?:document )?(?:zonder titel|naamloos)"
    r"|bez (?:tytułu|názvu|naslova)|без (?:названия|имени|заголовка)|namnlös|uden navn|uten navn|nimetön|adsız|névtelen"
    r"|无标题|無標題|未命名|未标题|無題|제목 없음|no title|none|null|n/?a|test|titl?e|titel|titre|t[ií]tulo|titolo"
    r"|标题|標題|(?:slide|folie|seite|page|sheet) ?\d+|powerpoint presentation|powerpoint-präsentation",
    re.IGNORECASE,
)
_OF_PROGRAMS = re.compile(
    r"microsoft (?:office )?(?:word|powerpoint|excel)\b|\bnormal\.?dot[mx]?\b"
    r"|template|vorlage|modèle|plantilla|modello|sjabloon|szablon|šablona|\bmall\b|skabelon|шаблон|模板|範本|テンプレート|서식",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\S+\.(?:do[ct][xm]?|rtf|od[tm]|ott|txt|wp[sd]|pdf|pages|md|html?)|[^\s_]+(?:_[^\s_]*)+", re.IGNORECASE
)
_ACCOUNTS = """
    microsoft office user users owner admin administrator author word windows account corporation corp inc default guest
    unknown anonymous anonym anonyme anonimo anónimo anônimo home customer client kunde test tester system root my the
    computer pc laptop desktop office365 officeuser valued registered preferred hp dell lenovo acer asus toshiba sony
    samsung fujitsu ibm medion packard bell compaq gateway huawei xiaomi apple macbook imac mac macos thinkpad
    python-docx python docx docx4j apache poi openxml openoffice openoffice.org libreoffice pandoc google docs wps
    kingsoft autor autora auteur autore auteurs besitzer benutzer inhaber verfasser windows-benutzer office-benutzer
    usuario usuária usuário utente utilisateur propriétaire proprietario gebruiker eigenaar bruker bruger användare
    käyttäjä użytkownik właściciel uživatel felhasználó utilizator kullanıcı пользователь автор администратор владелец
    админ secretary secretariat sekretariat secretaria secrétariat segreteria editor redaktion editorial
"""
_NOBODY = frozenset(_ACCOUNTS.split())
"""Words of which accounts, machines and programs make the names of their authors."""

_PROGRAMS = frozenset({"microsoft", "apache", "windows", "office", "admin", "python-docx"})
_NOBODY_CJK = re.compile(
    r"用户|使用者|管理员|管理員|作者|微软|微軟|雨林木风|番茄花园|深度|未知|匿名|系统|電腦|电脑|ユーザ|사용자|관리자"
)
_PARTICLES = frozenset({"de", "da", "di", "do", "dos", "das", "du", "del", "della", "der", "den", "van", "von", "zu"})


def metadata_of(archive: Archive, language: str) -> Metadata:
    """The metadata of a document; ``language`` is that of its styles."""
    root = archive.xml(CORE)
    if root is None:
        return Metadata(language=language)
    return proposed(
        title=_text(root, DC, "title"),
        authors=_split(_text(root, DC, "creator"), "[;；]"),
        language=_text(root, DC, "language") or language,
        keywords=_split(_text(root, PROPERTIES, "keywords"), "[,;，；]"),
    )


def proposed(*, title: str, authors: list[str], language: str, keywords: list[str]) -> Metadata:
    """File properties as metadata: proposals of :data:`ORIGIN`, and those that no author typed as ``unused``."""
    titled = title if is_title(title) else ""
    named = [name for name in authors if is_person(name)]
    unused = [title] if title and not titled else []
    return Metadata(
        title=titled,
        authors=tuple(Author(name) for name in named),
        language=language,
        keywords=tuple(word for word in keywords if not _UNNAMED.fullmatch(word)),
        origin=ORIGIN,
        unused=(*unused, *(name for name in authors if name not in named)),
    )


def is_title(text: str) -> bool:
    """Whether a title in file properties may be one: no default of a program, no name of a file or a template."""
    text = text.strip()
    if sum(letter.isalpha() for letter in text) < 2 or _UNNAMED.fullmatch(text) or _OF_PROGRAMS.search(text):
        return False
    return not _FILE_NAME.fullmatch(text)


def is_person(text: str) -> bool:
    """Whether an author in file properties may be a person: two names with capitals, or a name in CJK characters."""
    name = " ".join(text.split())
    if re.search(r"[@\\/_\d<>=]", name):
        return False
    if re.search(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]", name):
        return 2 <= len(name.replace(" ", "").replace("·", "")) <= 12 and not _NOBODY_CJK.search(name)
    tokens = [token for token in re.split(r"[\s,]+", name) if token]
    if len(tokens) < 2 or all(token.casefold() in _NOBODY for token in tokens) or "aspose" in name.casefold():
        return False
    capitals = [
        token for token in tokens if token[0].isupper() or token.casefold() in _PARTICLES or not token.islower()
    ]
    return len(capitals) == len(tokens) and tokens[0].casefold() not in _PROGRAMS


def _text(root: Element, namespace: str, name: str) -> str:
    return " ".join((root.findtext(f"{{{namespace}}}{name}") or "").split())


def _split(text: str, between: str) -> list[str]:
    return [part.strip() for part in re.split(between, text) if part.strip()]


HEADING = re.compile(
    r"(?:heading|überschrift|berschrift|titre|título|ttulo|titulo|titolo|titlu|kop|rubrik|overskrift|otsikko|nagłówek|nadpis"
    r"|naslov|címsor|pealkiri|virsraksts|antraštė|encabezado|cabeçalho|intestazione|заголовок|επικεφαλίδα|başlık|tajuk"
    r"|标题|標題|見出し|제목|כותרת|العنوان|عنوان|หัวเรื่อง)[\s_-]*([1-9])",
    re.IGNORECASE,
)
NAMES = {
    "heading1": "heading",  # as Apple's Pages names it
    "": "author,authors,date,affiliation,abstract,abstract title,byline",  # pandoc and journals base them on titles
    "title": "title,titel,titre,título,ttulo,titulo,titolo,tittel,tytuł,název,cím,rubrik,otsikko,titlu,τίτλος,"
    "название,заглавие,заголовок,назва,konu başlığı,标题,標題,表題,書名,제목,כותרת טקסט,العنوان,ชื่อเรื่อง,"
    "document title,article title",
    "subtitle": "subtitle,untertitel,sous-titre,subtítulo,subttulo,subtitulo,sottotitolo,ondertitel,undertitel,"
    "undertittel,underrubrik,alaotsikko,podtytuł,podtitul,podnadpis,podnaslov,alcím,subtitlu,υπότιτλος,подзаголовок,підзаголовок,"
    "altyazı,alt konu başlığı,副标题,副標題,副題,サブタイトル,副题,부제,부제목,כותרת משנה,عنوان فرعي,ชื่อเรื่องรอง",
    "caption": "caption,beschriftung,bildunterschrift,légende,lgende,leyenda,epígrafe,legenda,didascalia,bijschrift,"
    "billedtekst,bildetekst,bildtext,kuvateksti,titulek,képaláírás,название объекта,подпись,题注,標號,図表番号,캡션",
    "quote": "quote,zitat,citation,cita,citazione,citat,sitat,lainaus,cytat,citace,цитата,citaat,quotations,引用,"
    "引文,인용,intense quote,intensives zitat,citation intense,cita destacada,citazione intensa,block text,"
    "明显引用,明顯引文,引用文 2",
}
"""What names of styles mean: built-in ones by the languages of Word and LibreOffice, and ids, which lose letters."""


def _folded(name: str) -> str:
    """A name of a style as names and ids are compared: ``IntenseQuote`` is ``Intense Quote``."""
    return re.sub(r"[\s_-]+", "", name).casefold()


MEANINGS = {_folded(name): meaning for meaning, names in NAMES.items() for name in names.split(",")}
TABLE_OF_CONTENTS = re.compile(r"(?:toc|contents|verzeichnis|目录) ?\d|toc heading", re.IGNORECASE)
BODY_LEVEL = 9
HEADING_CHARACTERS_AT_MOST = 300
OURS = "hp"
FACES = {"Strong": "b", "Emphasis": "i"}
"""What two styles of characters are in documents that define them nowhere, or by name only."""

USUAL_SIZE = 20
"""Half-points of text by default (17.3.2.38 sz)."""

LITTLE, MUCH = 2, 4
"""By how many half-points smaller text, and text of the same size, is raised when it is an index."""

HALF_POINTS = {"": 1, "pt": 2, "pc": 24, "pi": 24, "in": 144, "cm": 144 / 2.54, "mm": 144 / 25.4}


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its name, the style that it is based on, and its element."""

    name: str
    base: str
    element: Element


class Styles:
    """The styles of a document by their ids."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, Style] = {}
        self._properties: dict[tuple[str, str], bool | None] = {}
        self._values: dict[tuple[str, str], str] = {}
        self.language = ""
        self.size: float = USUAL_SIZE
        if root is None:
            return
        for element in root.iter(w("style")):
            identity = element.get(w("styleId"), "")
            self._styles.setdefault(identity, Style(val(element, "name"), val(element, "basedOn"), element))
        default = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")
        self.language = val(default, "lang")
        self.size = _half_points(val(default, "sz")) or USUAL_SIZE

    def name(self, identity: str) -> str:
        """The name of a style; its id where the document does not define it."""
        return self._styles[identity].name if identity in self._styles else identity

    def chain(self, identity: str) -> Iterator[Style]:
        """A style and those that it is based on, the nearest first."""
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = self._styles[identity].base

    def level(self, identity: str) -> int:
        """The level of the headings of a style, from 1; 0 for other text."""
        for style in self.chain(identity):
            outline = val(style.element.find(w("pPr")), "outlineLvl")
            if outline.isdigit():
                return 0 if int(outline) >= BODY_LEVEL else int(outline) + 1
            if found := HEADING.fullmatch(style.name.strip()):
                return int(found[1])
        if identity not in self._styles and (found := HEADING.fullmatch(identity)):
            return int(found[1])
        return 0

    def meaning(self, identity: str) -> str:
        """One of "title", "subtitle", "caption", "quote"; "" for other text."""
        names = [style.name for style in self.chain(identity)] or [identity]
        return next((MEANINGS[name] for name in map(_folded, names) if name in MEANINGS), "")

    def property(self, identity: str, name: str) -> bool | None:
        """A property of characters that a style or one of its bases switches."""
        key = (identity, name)
        if key not in self._properties:
            chain = list(self.chain(identity))
            found = (switch(style.element.find(w("rPr")), name) for style in chain)
            names = [style.name for style in chain] or [identity]
            by_name = True if name in [FACES.get(one) for one in names] else None
            self._properties[key] = next((value for value in found if value is not None), by_name)
        return self._properties[key]

    def value(self, identity: str, name: str) -> str:
        """The value of a property of characters, such as ``vertAlign``, in a style or one of its bases."""
        key = (identity, name)
        if key not in self._values:
            found = (val(style.element.find(w("rPr")), name) for style in self.chain(identity))
            self._values[key] = next((value for value in found if value), "")
        return self._values[key]

    def numbering(self, identity: str) -> tuple[str, str]:
        """The list and the level that a style puts its paragraphs in; "" for none."""
        for style in self.chain(identity):
            properties = style.element.find(f"{w('pPr')}/{w('numPr')}")
            if properties is not None:
                return val(properties, "numId"), val(properties, "ilvl") or "0"
        return "", ""


def apply_styles(root: Element, styles: Styles) -> None:
    """Name the styles of ``root`` by their meaning, and write what styles say about faces and lists into the text."""
    for paragraph in root.iter(w("p")):
        properties = paragraph.find(w("pPr"))
        identity = val(properties, "pStyle")
        meaning = _meaning(paragraph, properties, identity, styles)
        if meaning:
            _rename(paragraph, properties, meaning)
        for run in paragraph.iter(w("r")):
            _inherit_face(run, "" if meaning else identity, styles)


def _meaning(paragraph: Element, properties: Element | None, identity: str, styles: Styles) -> str:
    outline = val(properties, "outlineLvl")
    level = int(outline) + 1 if outline.isdigit() and int(outline) < BODY_LEVEL else styles.level(identity)
    if (level and not outline.isdigit()) or (level and _length(paragraph) <= HEADING_CHARACTERS_AT_MOST):
        return f"heading{min(level, 9)}"
    return styles.meaning(identity)


def _length(paragraph: Element) -> int:
    return sum(len(text.text or "") for text in paragraph.iter(w("t")))


def _rename(paragraph: Element, properties: Element | None, meaning: str) -> None:
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    style = properties.find(w("pStyle"))
    if style is None:
        style = etree.SubElement(properties, w("pStyle"))
    style.set(w("val"), f"{OURS}-{meaning}")


def _inherit_face(run: Element, paragraph_style: str, styles: Styles) -> None:
    properties = run.find(w("rPr"))
    character_style = val(properties, "rStyle")
    wanted: dict[str, str] = {}
    for name in ("b", "i"):
        own = styles.property(character_style, name)
        if (styles.property(paragraph_style, name) if own is None else own) and switch(properties, name) is None:
            wanted[name] = "1"
    shift = "" if val(properties, "vertAlign") else _shift(properties, character_style, paragraph_style, styles)
    if shift:
        wanted["vertAlign"] = shift
    if wanted and properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    for name, value in wanted.items():
        etree.SubElement(properties, w(name)).set(w("val"), value)


def _shift(properties: Element | None, character_style: str, paragraph_style: str, styles: Styles) -> str:
    """Whether a run is raised or lowered: by its style, or by hand, and far enough that it is seen."""
    named = styles.value(character_style, "vertAlign")
    if named in ("superscript", "subscript"):
        return named
    raised = _half_points(val(properties, "position") or styles.value(character_style, "position"))
    size = _half_points(val(properties, "sz") or styles.value(character_style, "sz"))
    usual = _half_points(styles.value(paragraph_style, "sz")) or styles.size
    least = LITTLE if size and size < usual else MUCH
    return "" if abs(raised) < least else "superscript" if raised > 0 else "subscript"


def _half_points(text: str) -> float:
    """A measure in half-points; Strict documents have units, as in ``3pt`` (22.9.2.14 ST_UniversalMeasure)."""
    match = re.fullmatch(r"(-?\d{1,4}(?:\.\d+)?)(mm|cm|in|pt|pc|pi)?", text)
    return float(match[1]) * HALF_POINTS[match[2] or ""] if match else 0.0
