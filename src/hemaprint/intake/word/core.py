"""What a document's file properties say (ECMA-376, part 2, clause 11), without what programs write there."""

from __future__ import annotations

import re

from hemaprint.intake.files.archive import Archive
from hemaprint.intake.passages import Author, Metadata
from hemaprint.intake.word.names import Element

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
