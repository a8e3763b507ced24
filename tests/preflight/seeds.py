"""Good files with one thing broken each: what preflight must name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Encryption, Name, String

from hemaprint.bind.editions import Edition
from hemaprint.pdf.structure import Element, Structure

Change = Callable[[pikepdf.Pdf], object]


@dataclass(frozen=True)
class Seed:
    """A defect: the edition that has it, the code that names it, and how it is made."""

    name: str
    edition: Edition
    code: str
    make: Callable[[bytes], bytes]


def changed(change: Change, **options: Any) -> Callable[[bytes], bytes]:
    """A file with a change in its objects."""

    def make(data: bytes) -> bytes:
        target = BytesIO()
        with pikepdf.open(BytesIO(data)) as pdf:
            change(pdf)
            pdf.save(target, **options)
        return target.getvalue()

    return make


def nothing(pdf: pikepdf.Pdf) -> None:
    """The file as it is."""


def without(key: str) -> Change:
    """The catalog without an entry."""

    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.Root[key]

    return change


# ---------------------------------------------------------------- boxes and paper


def box(key: str, grown: float) -> Change:
    """A box of the third page that is larger than it was by pt on every side."""

    def change(pdf: pikepdf.Pdf) -> None:
        left, bottom, right, top = (float(value) for value in pdf.pages[2][key])
        pdf.pages[2][key] = Array([left - grown, bottom - grown, right + grown, top + grown])

    return change


def without_box(key: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[2][key]

    return change


def turned(degrees: int) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[2].Rotate = degrees

    return change


def scaled(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].UserUnit = 2


def page_taken_out(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[4]


def whitened(pdf: pikepdf.Pdf) -> None:
    pdf.pages[2].Contents = pdf.make_stream(b"/Artifact BMC 1 g 0 0 900 900 re f EMC")


def pages_swapped(pdf: pikepdf.Pdf) -> None:
    """The two pages of the report."""
    first, second = pdf.pages[3].obj, pdf.pages[4].obj
    first.Contents, second.Contents = second.Contents, first.Contents
    first.Resources, second.Resources = second.Resources, first.Resources


# ---------------------------------------------------------------- fonts


def descriptors(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and thing.get("/Type") == "/FontDescriptor":
            yield thing


def font_taken_out(pdf: pikepdf.Pdf) -> None:
    for key in ("/FontFile", "/FontFile2", "/FontFile3"):
        descriptor = next(descriptors(pdf))
        if key in descriptor:
            del descriptor[key]


def font_whole(pdf: pikepdf.Pdf) -> None:
    """One font without the tag of a subset and with a program that does not shrink."""
    descriptor = next(descriptors(pdf))
    key = next(key for key in ("/FontFile", "/FontFile2", "/FontFile3") if key in descriptor)
    noise = bytes((number * number * 2654435761 >> 13) & 255 for number in range(400_000))
    descriptor[key] = pdf.make_stream(noise)
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/BaseFont" in thing:
            thing.BaseFont = Name("/" + str(thing.BaseFont).rpartition("+")[2])


def letters_unnamed(pdf: pikepdf.Pdf) -> None:
    for thing in pdf.objects:
        if isinstance(thing, Dictionary) and "/ToUnicode" in thing:
            del thing["/ToUnicode"]


# ---------------------------------------------------------------- tags


def elements(pdf: pikepdf.Pdf, role: str) -> list[Element]:
    """Every element of that role."""
    return [one for one in Structure(pdf).elements() if one.role == role]


def alt_taken_out(pdf: pikepdf.Pdf) -> None:
    for one in elements(pdf, "Figure"):
        if "/Alt" in one.element:
            del one.element["/Alt"]


def role(old: str, new: str) -> Change:
    """Every element of one role gets another."""

    def change(pdf: pikepdf.Pdf) -> None:
        for one in elements(pdf, old):
            one.element.S = Name(f"/{new}")

    return change


def tabs_taken_out(pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        if "/Tabs" in page:
            del page["/Tabs"]


# ---------------------------------------------------------------- links and outline


def links(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        yield from page.get("/Annots", ())


def link_to(destination: Any) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        link = next(link for link in links(pdf) if "/Dest" in link)
        link.Dest = destination

    return change


def address(text: str) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        link = next(link for link in links(pdf) if "/A" in link and "/URI" in link.A)
        link.A.URI = String(text)

    return change


def rectangle(*edges: float) -> Change:
    def change(pdf: pikepdf.Pdf) -> None:
        next(links(pdf)).Rect = Array(edges)

    return change


def link_under_another(pdf: pikepdf.Pdf) -> None:
    """Two links of one page, which lead to different places, on one rectangle."""
    page = next(page for page in pdf.pages if len(page.get("/Annots", ())) > 1)
    first, *_, last = page.Annots
    last.Rect = first.Rect


def first_entry(key: str, value: Any) -> Change:
    """The first entry of the outline with another value."""

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Outlines.First[key] = value

    return change


def labels_late(pdf: pikepdf.Pdf) -> None:
    pdf.Root.PageLabels = Dictionary(Nums=Array([2, Dictionary(S=Name.D)]))


# ---------------------------------------------------------------- what the file says of itself


def title_hidden(pdf: pikepdf.Pdf) -> None:
    pdf.Root.ViewerPreferences.DisplayDocTitle = False


def other_title(pdf: pikepdf.Pdf) -> None:
    pdf.docinfo["/Title"] = String("Another magazine")


def claims_taken_out(pdf: pikepdf.Pdf) -> None:
    data = pdf.Root.Metadata.read_bytes()
    for name in (b"pdfuaid:", b"pdfaid:", b"pdfxid:"):
        data = data.replace(b"<" + name, b"<x" + name).replace(b"</" + name, b"</x" + name)
    names = b'xmlns:xpdfuaid="u" xmlns:xpdfaid="a" xmlns:xpdfxid="x" '
    pdf.Root.Metadata.write(data.replace(b"<rdf:RDF ", b"<rdf:RDF " + names, 1))


def untrapped(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Metadata.write(pdf.Root.Metadata.read_bytes().replace(b">False<", b">Unknown<"))
    if "/Trapped" in pdf.docinfo:
        del pdf.docinfo["/Trapped"]


def profile_spoiled(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OutputIntents[0].DestOutputProfile.write(b"no profile")


# ---------------------------------------------------------------- what is no page


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def attachment(pdf: pikepdf.Pdf) -> None:
    file = pdf.make_stream(b"a,b\n")
    named = Dictionary(Type=Name.Filespec, F=String("a.csv"), UF=String("a.csv"), EF=Dictionary(F=file))
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    pdf.Root.Names.EmbeddedFiles = Dictionary(Names=Array([String("a.csv"), pdf.make_indirect(named)]))


def film(pdf: pikepdf.Pdf) -> None:
    comment(pdf, Name.Movie)


def comment(pdf: pikepdf.Pdf, kind: Name = Name.Text) -> None:
    one = Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([100, 100, 120, 120]), Contents=String("Why?"))
    page = pdf.pages[2]
    page.Annots = Array([*page.get("/Annots", ()), pdf.make_indirect(one)])


def transfer(pdf: pikepdf.Pdf) -> None:
    function = Dictionary(FunctionType=2, Domain=Array([0, 1]), N=2)
    resources = pdf.pages[2].obj.Resources
    resources.ExtGState = Dictionary(T=Dictionary(Type=Name.ExtGState, TR=function))


def replaced(pdf: pikepdf.Pdf) -> None:
    form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]), OPI=Dictionary())
    pdf.pages[2].obj.Resources.XObject = Dictionary(O=form)


def broken_stream(data: bytes) -> bytes:
    """A byte of a picture's, a font's or a page's data is another."""
    start = data.index(b"stream\n", data.index(b"/FlateDecode", len(data) // 3)) + 40
    return data[:start] + bytes([data[start] ^ 0xFF]) + data[start + 1 :]


def locked(user: str) -> Callable[[bytes], bytes]:
    return changed(nothing, encryption=Encryption(owner="printer", user=user))


SCREEN, PRINT = Edition.DIGITAL, Edition.PRINT

SEEDS = (
    Seed("empty", SCREEN, "HP400", lambda data: b""),
    Seed("truncated", SCREEN, "HP400", lambda data: data[: len(data) // 2]),
    Seed("way in lost", SCREEN, "HP401", lambda data: re.sub(rb"startxref\s+\d+", b"startxref\n7", data)),
    Seed("data spoiled", SCREEN, "HP401", broken_stream),
    Seed("locked", SCREEN, "HP402", locked("reader")),
    Seed("restricted", SCREEN, "HP403", locked("")),
    Seed("no claim", SCREEN, "HP406", changed(claims_taken_out)),
    Seed("claim not kept", SCREEN, "HP407", changed(alt_taken_out)),
    Seed("no page", SCREEN, "HP405", changed(lambda pdf: pdf.pages.__delitem__(slice(None)))),
    Seed("crop over media", SCREEN, "HP411", changed(box("/CropBox", 100))),
    Seed("one page larger", SCREEN, "HP412", changed(box("/TrimBox", 4))),
    Seed("turned askew", SCREEN, "HP414", changed(turned(45))),
    Seed("blank page", SCREEN, "HP416", changed(whitened)),
    Seed("font not embedded", SCREEN, "HP418", changed(font_taken_out)),
    Seed("font whole", SCREEN, "HP419", changed(font_whole)),
    Seed("letters unnamed", SCREEN, "HP421", changed(letters_unnamed)),
    Seed("link to no name", SCREEN, "HP422", changed(link_to(String("nowhere")))),
    Seed("link to no page", SCREEN, "HP422", changed(link_to(Array([99, Name.Fit])))),
    Seed("address without scheme", SCREEN, "HP423", changed(address("www.example.org"))),
    Seed("address with a space", SCREEN, "HP423", changed(address("https://example.org/a b"))),
    Seed("link into the issue left over", SCREEN, "HP423", changed(address("x-issue:#report"))),
    Seed("link without height", SCREEN, "HP473", changed(rectangle(100, 100, 120, 100))),
    Seed("link beside the page", SCREEN, "HP473", changed(rectangle(-90, 100, -60, 110))),
    Seed("link under another", SCREEN, "HP473", changed(link_under_another)),
    Seed("no outline", SCREEN, "HP424", changed(without("/Outlines"))),
    Seed("entry leads nowhere", SCREEN, "HP425", changed(first_entry("/Dest", String("nowhere")))),
    Seed("entry without title", SCREEN, "HP426", changed(first_entry("/Title", String("")))),
    Seed("labels start late", SCREEN, "HP427", changed(labels_late)),
    Seed("no language", SCREEN, "HP428", changed(without("/Lang"))),
    Seed("title hidden", SCREEN, "HP429", changed(title_hidden)),
    Seed("no tags", SCREEN, "HP430", changed(without("/StructTreeRoot"))),
    Seed("no alternative text", SCREEN, "HP431", changed(alt_taken_out)),
    Seed("heading skips", SCREEN, "HP432", changed(role("H2", "H4"))),
    Seed("table without head", SCREEN, "HP433", changed(role("TH", "TD"))),
    Seed("list of paragraphs", SCREEN, "HP434", changed(role("LI", "P"))),
    Seed("no tab order", SCREEN, "HP435", changed(tabs_taken_out)),
    Seed("script", SCREEN, "HP436", changed(script)),
    Seed("attachment undescribed", SCREEN, "HP437", changed(attachment)),
    Seed("film", SCREEN, "HP438", changed(film)),
    Seed("two titles", SCREEN, "HP439", changed(other_title)),
    Seed("copy lost", SCREEN, "HP442", changed(whitened)),
    Seed("pages swapped", SCREEN, "HP443", changed(pages_swapped)),
    Seed("encrypted", PRINT, "HP403", locked("")),
    Seed("no claim", PRINT, "HP406", changed(claims_taken_out)),
    Seed("no output intent", PRINT, "HP409", changed(without("/OutputIntents"))),
    Seed("spoiled profile", PRINT, "HP409", changed(profile_spoiled)),
    Seed("no trim box", PRINT, "HP410", changed(without_box("/TrimBox"))),
    Seed("no bleed box", PRINT, "HP410", changed(without_box("/BleedBox"))),
    Seed("trim over bleed", PRINT, "HP411", changed(box("/TrimBox", 20))),
    Seed("one page smaller", PRINT, "HP412", changed(box("/TrimBox", -4))),
    Seed("no bleed", PRINT, "HP413", changed(box("/BleedBox", -6))),
    Seed("turned", PRINT, "HP414", changed(turned(90))),
    Seed("scaled", PRINT, "HP414", changed(scaled)),
    Seed("seven pages", PRINT, "HP415", changed(page_taken_out)),
    Seed("blank page", PRINT, "HP416", changed(whitened)),
    Seed("font not embedded", PRINT, "HP418", changed(font_taken_out)),
    Seed("attachment", PRINT, "HP437", changed(attachment)),
    Seed("not trapped or untrapped", PRINT, "HP439", changed(untrapped)),
    Seed("comment on the page", PRINT, "HP440", changed(comment)),
    Seed("transfer function", PRINT, "HP441", changed(transfer)),
    Seed("picture to be replaced", PRINT, "HP441", changed(replaced)),
    Seed("copy lost", PRINT, "HP442", changed(whitened)),
)
