"""What the press is told, and what it hands back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.editions import SIGNATURE
from hemaprint.bind.metadata import write_information, xmp
from hemaprint.bind.parts import Imprint
from hemaprint.bind.press.colors import Faults, Inks
from hemaprint.bind.press.converter import Converter
from hemaprint.bind.press.profiles import CUSTOM, REGISTRY, Profile
from hemaprint.bind.press.sheets import PressPage, SheetLayout, made, padded
from hemaprint.errors import Location, Problem, Severity
from hemaprint.pdf.objects import Rectangle
from hemaprint.theme.stylesheets import PRINT_STYLE, Ink


@dataclass(frozen=True, slots=True, kw_only=True)
class PressJob:
    """How an issue is to be printed.

    ``inks`` are those of the colour tokens, by sRGB colour ("#971720"). ``bleed`` is in pt. Blank pages may be inserted
    before page ``pad_before``, counted from 0; None: the issue is refused where it has not a multiple of four pages.
    Problems name ``file``, or the page's own among ``sources`` where these are known. The file says that it is PDF/X-4
    only where that is ``claimed``.
    """

    profile: Profile
    inks: Mapping[str, Ink]
    imprint: Imprint
    bleed: float
    marks: bool = True
    spreads: bool = False
    pad_before: int | None = None
    file: Path = Path("print.pdf")
    sources: tuple[Path, ...] = ()
    claimed: bool = True


@dataclass(frozen=True, slots=True)
class Pressed:
    """A print file, not to be published when one of ``problems`` is an error. ``pages`` counts pages, not spreads."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


VERSION = "1.6"
"""The version of PDF on which PDF/X-4 builds (ISO 15930-7)."""

_KEPT = frozenset({"/Type", "/Pages"})
_CLAIM = "<pdfxid:GTS_PDFXVersion>PDF/X-4</pdfxid:GTS_PDFXVersion>"
_DESCRIPTION = """\
<rdf:Description rdf:about=""
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/">
{claim}
<pdf:Trapped>False</pdf:Trapped>
<xmpMM:DocumentID>{document}</xmpMM:DocumentID>
<xmpMM:InstanceID>{instance}</xmpMM:InstanceID>
<xmpMM:VersionID>1</xmpMM:VersionID>
<xmpMM:RenditionClass>default</xmpMM:RenditionClass>
</rdf:Description>"""


def clear_catalog(pdf: pikepdf.Pdf) -> None:
    """Take out all that a press has no use for: tags, outline, destinations, attachments, actions, labels, intents."""
    for key in sorted(set(pdf.Root.keys()) - _KEPT):
        del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def write_press_metadata(pdf: pikepdf.Pdf, job: PressJob, made_from: bytes) -> None:
    """Document information and XMP as ISO 15930-7 wants them; ``made_from`` is the file that went to the press."""
    imprint, profile = job.imprint, job.profile
    seed = sha256(made_from).hexdigest()
    identity = _DESCRIPTION.format(
        claim=_CLAIM if job.claimed else "",
        document=_identity(seed),
        instance=_identity(f"{seed} {profile.name} {sha256(profile.data).hexdigest()}"),
    )
    write_information(pdf, imprint)
    pdf.docinfo[Name.Trapped] = Name("/False")
    packet = xmp(imprint, further=[identity]).encode("utf-8")
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String(imprint.language)


def write_output_intent(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """The printing condition by name and with its profile (ISO 32000-1, 14.11.5)."""
    condition = profile.condition
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFX,
        OutputConditionIdentifier=String(condition.identifier or CUSTOM),
        OutputCondition=String(condition.text),
        Info=String(profile.description or condition.text),
        DestOutputProfile=pdf.make_stream(profile.data, N=4, Alternate=Name.DeviceCMYK),
    )
    if condition.identifier:
        intent.RegistryName = String(REGISTRY)
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


def _identity(name: str) -> str:
    return f"uuid:{uuid5(NAMESPACE_URL, name)}"


def to_press(pdf: bytes, job: PressJob) -> Pressed:
    """The print edition of a bound issue; equal input gives equal bytes. Pages need a trim box (or their media box)."""
    faults = Faults(job.file, job.sources)
    with pikepdf.open(BytesIO(pdf)) as issue:
        sheets = _converted(issue, job, faults)
        problems = [*_too_much_ink(job), *faults.problems]
        if len(sheets) % SIGNATURE and job.pad_before is not None:
            sheets = padded(sheets, job.pad_before)
        elif len(sheets) % SIGNATURE:
            problems.append(_odd_count(len(sheets), job))
        _replace_pages(issue, sheets, job)
        clear_catalog(issue)
        write_press_metadata(issue, job, pdf)
        write_output_intent(issue, job.profile)
        return Pressed(_serialize(issue), len(sheets), tuple(problems))


def _converted(issue: pikepdf.Pdf, job: PressJob, faults: Faults) -> list[PressPage]:
    converter = Converter(issue, Inks(job.profile, job.inks), faults)
    sheets = []
    for number, page in enumerate(issue.pages):
        faults.page = number
        sheets.append(PressPage(converter.leaf(page), _trim(page)))
    return sheets


def _trim(page: pikepdf.Page) -> Rectangle:
    left, bottom, right, top = (round(float(edge), 4) for edge in page.trimbox.as_list())
    return (left, bottom, right, top)


def _replace_pages(issue: pikepdf.Pdf, sheets: list[PressPage], job: PressJob) -> None:
    """New pages instead of the old ones: nothing that hangs on those (links, tags, actions) comes along."""
    del issue.pages[:]
    maker = SheetLayout(issue, job.bleed, marks=job.marks)
    for page in made(maker, sheets, spreads=job.spreads):
        issue.pages.append(pikepdf.Page(issue.make_indirect(page)))


def _serialize(issue: pikepdf.Pdf) -> bytes:
    """Without object streams: they are allowed, but old raster processors stumble over them."""
    target = BytesIO()
    issue.save(
        target,
        force_version=VERSION,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return target.getvalue()


def _odd_count(pages: int, job: PressJob) -> Problem:
    missing = -pages % SIGNATURE
    return Problem(
        "HP350",
        f"{pages} pages cannot be folded: a printed issue has a multiple of four",
        Location(job.file),
        hint=f"add {missing} or remove {pages % SIGNATURE}, or allow blank pages (blank_pages: yes in issue.yaml)",
    )


def _too_much_ink(job: PressJob) -> Iterator[Problem]:
    limit = job.profile.condition.limit
    for color, ink in job.inks.items():
        if sum(ink) > limit + 1e-9:
            yield Problem(
                "HP356",
                f"the ink of {color} adds up to {sum(ink):.0%}; {job.profile.name} takes {limit:.0%}",
                Location(Path("styles") / PRINT_STYLE),
                hint="take back cyan, magenta and yellow and raise black",
                severity=Severity.WARNING,
            )
