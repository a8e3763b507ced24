"""Word documents at random, in the forms that public trackers describe, with what a reader of them sees and does not.

Every word of a document is another one, so that it can be told which are lost, doubled or joined. The forms are those
of reports about pandoc, mammoth, python-docx, Apache POI and LibreOffice; no file of theirs is used.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from intake.ooxml import OFFICE, part, text, write_docx

LETTERS = ("abcdefghijklmnopqrstuvwxyz", "äöüßéèçñøåłš", "αβγδεζηθλμ", "бвгджзиклмн", "אבגדהוזחט", "血液白红細胞板")
FORMATS = ("decimal", "lowerLetter", "upperLetter", "lowerRoman", "upperRoman", "bullet")
LABELS = {"lowerLetter": "c)", "upperLetter": "C)", "lowerRoman": "iii)", "upperRoman": "III)"}
"""What the third item of a list shows, in the formats whose labels are words."""

HEADINGS = ("heading 1", "Überschrift 2", "Titre 3", "标题 2", "Заголовок 1", "Kop 2")
OTHERS = ("Normal", "Quote", "Zitat", "Caption", "Beschriftung", "Body Text", "引用")


@dataclass(slots=True)
class Manuscript:
    """A document as it grows: its body, the words that are seen and those that are not, and its other parts."""

    seed: int
    chance: random.Random = field(init=False)
    count: int = 0
    shown: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    notes: dict[str, list[str]] = field(default_factory=lambda: {"footnote": [], "endnote": []})
    nums: list[str] = field(default_factory=list)
    abstracts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    parts: dict[str, str | bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)

    def word(self) -> str:
        """A word that the document has not had."""
        self.count += 1
        alphabet = LETTERS[0] if self.chance.random() < 0.7 else self.chance.choice(LETTERS)
        return "".join(self.chance.choice(alphabet) for _ in range(self.chance.randint(2, 6))) + f"{self.count}q"

    def words(self, most: int = 5) -> str:
        """A few of them."""
        return " ".join(self.word() for _ in range(self.chance.randint(1, most)))

    def see(self, words: str) -> str:
        """Words that a reader sees."""
        self.shown.append(words)
        return words

    def hide(self, words: str) -> str:
        """Words that are no copy, and must be told."""
        self.unseen.append(words)
        return words

    def write(self, path: Path) -> Path:
        """Write the document."""
        body = [f"<w:p>{text(self.see('There is copy.'))}</w:p>"]  # nothing but hidden text is refused
        body += [one(self) for one in self.chance.choices(BLOCKS, k=self.chance.randint(2, 9))]
        if self.chance.random() < 0.3:
            self.parts["header1"] = part("hdr", f"<w:p>{text(self.hide(self.words()))}</w:p>")
        if self.chance.random() < 0.3:
            self.parts["footer1"] = part("ftr", f"<w:p>{text(self.hide(self.words()))}{field_of('PAGE', '')}</w:p>")
        for kind, notes in self.notes.items():
            if notes:
                separator = f'<w:{kind} w:id="0" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>'
                self.parts[f"{kind}s"] = part(f"{kind}s", separator + "".join(notes))
        if self.comments:
            self.parts["comments"] = part("comments", "".join(self.comments))
        self.parts["styles"] = part("styles", STYLES)
        self.parts["numbering"] = part("numbering", "".join(self.abstracts + self.nums))
        return write_docx(path, *body, parts=self.parts, links="".join(self.links))


def mark(kind: str) -> str:
    """A mark of a field."""
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(words: str) -> str:
    """An instruction of a field."""
    return f'<w:r><w:instrText xml:space="preserve"> {words} </w:instrText></w:r>'


def field_of(instruction: str, result: str) -> str:
    """A field in its long form."""
    return mark("begin") + code(instruction) + mark("separate") + text(result) + mark("end")


STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="p{n}"><w:name w:val="{name}"/></w:style>'
    for n, name in enumerate((*HEADINGS, *OTHERS))
) + "".join(
    f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{name}"/><w:rPr>{properties}</w:rPr></w:style>'
    for name, properties in (
        ("Raised", '<w:vertAlign w:val="superscript"/>'),
        ("Lifted", '<w:position w:val="6"/><w:sz w:val="14"/>'),
        ("Secret", "<w:vanish/>"),
    )
)

# ------------------------------------------------------------ inside paragraphs

FACES = (
    "", "<w:b/>", "<w:i/>", "<w:caps/>", "<w:smallCaps/>", '<w:vertAlign w:val="superscript"/>',
    '<w:strike w:val="0"/>',
    '<w:position w:val="-6"/><w:sz w:val="14"/>', '<w:rStyle w:val="Raised"/>', '<w:rStyle w:val="Lifted"/>',
)  # fmt: skip


def run(one: Manuscript) -> str:
    words = one.see(one.words())
    cut = one.chance.randint(0, len(words))
    return text(words[:cut], one.chance.choice(FACES)) + "<w:proofErr/>" + text(words[cut:], one.chance.choice(FACES))


def joined_parts(one: Manuscript) -> str:
    """A word whose parts are set by elements of their own."""
    first, second = one.word(), one.word()
    between, sign = one.chance.choice(
        [("<w:noBreakHyphen/>", "-"), ("<w:softHyphen/>", ""), ("<w:tab/>", " "), ("<w:br/>", " "), ("<w:cr/>", " "),
         ('<w:br w:type="page"/>', " "), ('<w:br w:type="column"/>', " "), ("<w:lastRenderedPageBreak/>", ""),
         ('<w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/>', " "),
         ('<w:sym w:font="Symbol" w:char="F061"/>', "α"), ('<w:sym w:font="Wingdings" w:char="F04A"/>', " ")]
    )  # fmt: skip
    one.see(f"{first}{sign}{second}")
    return f"<w:r><w:t>{first}</w:t>{between}<w:t>{second}</w:t></w:r>"


def link(one: Manuscript) -> str:
    """A link, on part of a word or all of it."""
    words, address = one.see(one.words()), f"https://example.org/~x/{len(one.links)}"
    cut = one.chance.randint(0, len(words) - 1)
    inside = text(words[cut:])
    if one.chance.random() < 0.5:
        one.links.append(
            f'<Relationship Id="l{len(one.links)}" Type="{OFFICE}/hyperlink" Target="{address}" TargetMode="External"/>'
        )
        return text(words[:cut]) + f'<w:hyperlink r:id="l{len(one.links) - 1}">{inside}</w:hyperlink>'
    if one.chance.random() < 0.5:
        return f"{text(words[:cut])}<w:fldSimple w:instr='HYPERLINK \"{address}\"'>{inside}</w:fldSimple>"
    return text(words[:cut]) + mark("begin") + code(f'HYPERLINK "{address}"') + mark("separate") + inside + mark("end")


def computed(one: Manuscript) -> str:
    """A field, alone, in a field, or without an end."""
    match one.chance.randint(0, 5):
        case 0:
            return field_of(
                one.chance.choice(["REF _Ref1 \\h", "DATE", "SEQ Figure", "ADDIN ZOTERO_ITEM {}"]), one.see(one.word())
            )
        case 1:
            inner = field_of("MERGEFIELD sex", one.hide(one.word()))
            return (
                mark("begin")
                + code("IF")
                + inner
                + code('= "f" "a" "b"')
                + mark("separate")
                + text(one.see(one.word()))
                + mark("end")
            )
        case 2:
            inner = f'<w:fldSimple w:instr="REF a">{text(one.see(one.word()))}</w:fldSimple>'
            return mark("begin") + code("HYPERLINK \\l a") + mark("separate") + inner + mark("end")
        case 3:
            return mark("begin") + code("XE entry") + mark("end")
        case 4:
            return mark(one.chance.choice(["begin", "separate", "end"])) + text(one.see(one.word()))
        case _:
            return mark("begin") + code(f"EQ \\f({one.see(one.word())},{one.see(one.word())})") + mark("end")


def hidden(one: Manuscript) -> str:
    """Hidden text amid a word."""
    first, second = one.word(), one.word()
    one.see(first + second)
    properties = one.chance.choice(["<w:vanish/>", '<w:rStyle w:val="Secret"/>'])
    return text(first) + text(one.hide(f" {one.word()} "), properties) + text(second)


def changed(one: Manuscript) -> str:
    """Tracked changes, which are accepted."""
    name = one.chance.choice(["ins", "moveTo", "del", "moveFrom"])
    inside = text(one.see(one.word()) if name in ("ins", "moveTo") else one.word())
    if name == "del":
        inside = inside.replace("w:t>", "w:delText>").replace("<w:t ", "<w:delText ")
    return f'<w:{name} w:id="1" w:author="A">{inside}</w:{name}>'


def wrapped(one: Manuscript) -> str:
    """Text in elements that mean little."""
    inside = text(one.see(one.words()))
    return one.chance.choice(
        [f"<w:smartTag>{inside}</w:smartTag>", f'<w:bdo w:val="rtl">{inside}</w:bdo>',
         f'<w:dir w:val="rtl">{inside}</w:dir>', f"<w:customXml>{inside}</w:customXml>",
         f"<w:sdt><w:sdtPr/><w:sdtContent>{inside}</w:sdtContent></w:sdt>",
         f'<w:bookmarkStart w:id="0" w:name="b"/>{inside}<w:bookmarkEnd w:id="0"/>']
    )  # fmt: skip


def placeholder(one: Manuscript) -> str:
    content = text(one.hide(one.words()))
    return f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def ruby(one: Manuscript) -> str:
    base, reading = one.see(one.word()), one.see(one.word())
    return f"<w:r><w:ruby><w:rt>{text(reading)}</w:rt><w:rubyBase>{text(base)}</w:rubyBase></w:ruby></w:r>"


def note(one: Manuscript) -> str:
    """A note amid a word; its mark may be the author's own."""
    kind = one.chance.choice(["footnote", "endnote"])
    number = len(one.notes[kind]) + 2
    paragraphs = "".join(f"<w:p>{text(one.see(one.words()))}</w:p>" for _ in range(one.chance.randint(1, 2)))
    one.notes[kind].append(f'<w:{kind} w:id="{number}">{paragraphs}</w:{kind}>')
    first, second = one.word(), one.word()
    one.see(first + second)
    own = one.chance.random() < 0.3
    sign = f"<w:t>{one.hide(one.word())}</w:t>" if own else ""
    follows = ' w:customMarkFollows="1"' if own else ""
    return f'{text(first)}<w:r><w:{kind}Reference{follows} w:id="{number}"/>{sign}</w:r>{text(second)}'


def remark(one: Manuscript) -> str:
    """A comment, which is told by a doubt."""
    number = len(one.comments)
    one.comments.append(f'<w:comment w:id="{number}" w:author="A"><w:p>{text(one.word())}</w:p></w:comment>')
    inside = text(one.see(one.word()))
    return (
        f'<w:commentRangeStart w:id="{number}"/>{inside}<w:commentRangeEnd w:id="{number}"/>'
        f'<w:r><w:commentReference w:id="{number}"/></w:r>'
    )


def formula(one: Manuscript) -> str:
    base, index = one.word(), one.word()
    one.see(base + index)
    letters = (f"<m:r><m:t>{letter}</m:t></m:r>" for letter in (base, index))
    return f"<m:oMath><m:sSup><m:e>{next(letters)}</m:e><m:sup>{next(letters)}</m:sup></m:sSup></m:oMath>"


def text_box(one: Manuscript) -> str:
    """A text box, in the new form with the old one beside it, or in the old one."""
    inside = f"<w:txbxContent>{paragraph(one, few=True)}</w:txbxContent>"
    old = f"<w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict>"
    if one.chance.random() < 0.5:
        return f"<w:r>{old}</w:r>"
    new = f"<a:graphicData><wps:wsp><wps:txbx>{inside}</wps:txbx></wps:wsp></a:graphicData>"
    drawing = f'<w:drawing><wp:inline><wp:docPr id="1" name="b"/><a:graphic>{new}</a:graphic></wp:inline></w:drawing>'
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
    return f"<w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r>"


SIMPLE: list[Callable[[Manuscript], str]] = [run, run, joined_parts, link, computed, hidden, changed, wrapped, formula]
INSIDE = [*SIMPLE, ruby, note, remark, text_box, placeholder]

# ------------------------------------------------------------ blocks


def paragraph(one: Manuscript, *, few: bool = False, properties: str = "", style: str = "") -> str:
    """A paragraph of pieces with spaces between them."""
    pieces = [
        kind(one) for kind in one.chance.choices(SIMPLE if few else INSIDE, k=one.chance.randint(1, 2 if few else 5))
    ]
    style = style or (
        f"p{one.chance.randrange(len(HEADINGS), len(HEADINGS) + len(OTHERS))}" if one.chance.random() < 0.3 else ""
    )
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{text(' ').join(pieces)}</w:p>"


def heading(one: Manuscript) -> str:
    return paragraph(one, few=True, style=f"p{one.chance.randrange(len(HEADINGS))}")


def listing(one: Manuscript) -> str:
    """The third item of a list of its own, and bullets or numbers that follow it."""
    kind, number = one.chance.choice(FORMATS), len(one.nums) + 1
    text_of_level = "•" if kind == "bullet" else "%1."
    if kind in LABELS:
        one.see(LABELS[kind])
        text_of_level = "%1)"
    level = f'<w:start w:val="3"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{text_of_level}"/>'
    one.abstracts.append(f'<w:abstractNum w:abstractNumId="{number}"><w:lvl w:ilvl="0">{level}</w:lvl></w:abstractNum>')
    one.nums.append(f'<w:num w:numId="{number}"><w:abstractNumId w:val="{number}"/></w:num>')
    place = f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{number}"/></w:numPr>'
    items = [paragraph(one, properties=place, style="p6")]
    if kind not in LABELS:
        items += [paragraph(one, few=True, properties=place, style="p6") for _ in range(one.chance.randint(0, 3))]
    return "".join(items)


def table(one: Manuscript, *, deep: bool = True) -> str:
    """A table; another one may be in its last cell."""
    rows, columns = one.chance.randint(1, 3), one.chance.randint(1, 3)
    cells = [[paragraph(one, few=True) for _ in range(columns)] for _ in range(rows)]
    if deep and one.chance.random() < 0.2:
        cells[-1][-1] += table(one, deep=False) + "<w:p/>"
    written = "".join("<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in cells)
    return f"<w:tbl>{written}</w:tbl>"


def controlled(one: Manuscript) -> str:
    """Blocks in a content control."""
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(one)}{paragraph(one, few=True)}</w:sdtContent></w:sdt>"


def contents(one: Manuscript) -> str:
    """A table of contents, whose field ends before copy."""
    first = f"<w:p>{mark('begin')}{code('TOC')}{mark('separate')}{text(one.hide(one.words()))}</w:p>"
    inner = field_of("PAGEREF _Toc1", one.hide(one.word()))
    entry = f"{text(one.hide(one.words()))}<w:r><w:tab/></w:r>{inner}"
    second = f'<w:p><w:hyperlink w:anchor="_Toc1">{entry}</w:hyperlink></w:p>'
    return f"{first}{second}<w:p>{mark('end')}{text(one.see(one.words()))}</w:p>"


def long_field(one: Manuscript) -> str:
    """A field over two paragraphs."""
    first = f"<w:p>{mark('begin')}{code('ADDIN ZOTERO_BIBL')}{mark('separate')}{text(one.see(one.words()))}</w:p>"
    return f"{first}<w:p>{text(one.see(one.words()))}{mark('end')}</w:p>"


def other_document(one: Manuscript) -> str:
    """A document in the document."""
    name = f"chunk{len(one.links)}.html"
    one.parts[name] = f"<p>{one.hide(one.words())}</p>".encode()
    one.links.append(f'<Relationship Id="a{len(one.links)}" Type="{OFFICE}/aFChunk" Target="{name}"/>')
    return f'<w:altChunk r:id="a{len(one.links) - 1}"/>'


BLOCKS: list[Callable[[Manuscript], str]] = [
    paragraph, paragraph, paragraph, heading, listing, listing, table, controlled, contents, long_field, other_document,
]  # fmt: skip
