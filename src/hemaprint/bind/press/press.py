# SPDX-License-Identifier: MIT
"""Make the print edition, PDF/X-4, from the bound issue: find the profile, convert the pages, describe the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import ImageCms

from hemaprint.bind.editions import SIGNATURE
from hemaprint.bind.metadata import write_information, xmp
from hemaprint.bind.parts import Imprint
from hemaprint.bind.press.colors import Inks, UnprintableError
from hemaprint.bind.press.converter import Converter
from hemaprint.bind.press.sheets import PressPage, SheetLayout, padded
from hemaprint.errors import Location, MissingEnvironmentError, Problem, Severity, UsageError
from hemaprint.pdf.objects import is_turned
from hemaprint.system.environment import find_printing_profile, printing_profile_remedy
from hemaprint.theme.inks import PRINT_STYLE, Ink

# ---------------------------------------------------------------- the printing condition

REGISTRY = "http://www.color.org"
"""The ICC's registry of characterized printing conditions (ISO 32000-1, table 365)."""

CUSTOM = "Custom"
"""The identifier of a condition that is in no registry (ISO 32000-1, table 365)."""

_HEADER = 128
_SPACES = {b"GRAY": "grey", b"RGB ": "RGB", b"CMYK": "CMYK", b"Lab ": "Lab"}
_CLASSES = {b"scnr": "input", b"mntr": "display", b"prtr": "output", b"link": "device link", b"spac": "conversion"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A printing condition: its name in the registry ("" if it has none), in words, and its ink limit.

    ``limit`` is the greatest sum of the four inks, 3.0 for 300 %.
    """

    identifier: str
    text: str
    limit: float


@dataclass(frozen=True, slots=True)
class Profile:
    """An output profile for CMYK and the condition that it characterizes."""

    name: str
    data: bytes
    description: str
    condition: Condition


_FOGRA39 = "Offset on coated paper, FOGRA39 (ISO 12647-2:2004)"
_FOGRA51 = "Offset on premium coated paper, FOGRA51 (ISO 12647-2:2013)"
CONDITIONS = {
    "ISOcoated_v2_300_bas.icc": Condition("FOGRA39", _FOGRA39, 3.0),
    "ISOcoated_v2_300_eci.icc": Condition("FOGRA39", _FOGRA39, 3.0),
    "ISOcoated_v2_eci.icc": Condition("FOGRA39", _FOGRA39, 3.3),
    "FOGRA39L_coated.icc": Condition("FOGRA39", _FOGRA39, 3.3),
    "CoatedFOGRA39.icc": Condition("FOGRA39", _FOGRA39, 3.3),
    "PSOcoated_v3.icc": Condition("FOGRA51", _FOGRA51, 3.0),
}
"""By file name; the limits are stated by the makers of the profiles."""

UNKNOWN_LIMIT = 3.0
"""For an unknown profile: the limit of ISO 12647-2:2004 for heat-set web offset; sheet-fed offset takes 350 %."""


def find_profile(given: Path | None) -> Profile:
    """The profile at ``given``, or the best installed one.

    Raises UsageError for a file that is not a CMYK output profile, MissingEnvironmentError if none is installed.
    """
    path = given or find_printing_profile()
    if path is None:
        raise MissingEnvironmentError(
            "the print edition needs the ICC profile of a printing condition, and none is installed",
            hint=f"{printing_profile_remedy()}, or give the printer's own with --profile FILE",
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the profile {path} cannot be read: {error.strerror}", hint="check the path") from None
    _require_output_profile(path, data)
    description = _description(path, data)
    known = CONDITIONS.get(path.name)
    return Profile(path.name, data, description, known or Condition("", description or path.name, UNKNOWN_LIMIT))


def _require_output_profile(path: Path, data: bytes) -> None:
    """Check class, colour space and signature at their places in the header (ICC.1:2010, 7.2)."""
    hint = "ask the printer for the output profile (CMYK) of the paper and the press"
    if len(data) < _HEADER or data[36:40] != b"acsp":
        raise UsageError(f"{path} is not an ICC profile", hint=hint)
    kind, space = data[12:16], data[16:20]
    if kind != b"prtr" or space != b"CMYK":
        what = f"{_CLASSES.get(kind, 'unknown')} profile for {_SPACES.get(space, space.decode('latin-1').strip())}"
        raise UsageError(f"{path} is not an output profile for CMYK; it is this: {what}", hint=hint)


def _description(path: Path, data: bytes) -> str:
    """The profile's own description; it must contain tables from colours to inks and back."""
    intent = ImageCms.Intent.RELATIVE_COLORIMETRIC
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        usable = all(
            ImageCms.isIntentSupported(profile, intent, direction) == 1
            for direction in (ImageCms.Direction.INPUT, ImageCms.Direction.OUTPUT)
        )
        description = ImageCms.getProfileDescription(profile).strip()
    except (ImageCms.PyCMSError, OSError):
        usable, description = False, ""
    if not usable:
        raise UsageError(f"the profile {path} is damaged or incomplete", hint="ask the printer for it again")
    return description


# ---------------------------------------------------------------- the edition


@dataclass(frozen=True, slots=True, kw_only=True)
class PressJob:
    """How to print an issue.

    ``inks`` are those of the colour tokens, by sRGB colour ("#971720"). ``bleed`` is in pt. Blank pages may be inserted
    before page ``pad_before``, counted from 0; with None a page count that is not a multiple of four is an error,
    unless the pages are not ``folded``.
    Problems name the page's own file among ``sources``, or ``file`` where that is unknown. The file says that it is
    PDF/X-4 only if that is ``claimed``.
    """

    profile: Profile
    inks: Mapping[str, Ink]
    imprint: Imprint
    bleed: float
    marks: bool = True
    spreads: bool = False
    pad_before: int | None = None
    folded: bool = True
    file: Path = Path("print.pdf")
    sources: tuple[Path, ...] = ()
    claimed: bool = True


@dataclass(frozen=True, slots=True)
class Pressed:
    """A print file; it must not be published if one of ``problems`` is an error. ``pages`` are not spreads."""

    pdf: bytes
    pages: int
    problems: tuple[Problem, ...]


def to_press(pdf: bytes, job: PressJob) -> Pressed:
    """The print edition of a bound issue; equal input gives equal bytes. Pages need a trim box (or their media box)."""
    faults = Faults(job.file, job.sources)
    with pikepdf.open(BytesIO(pdf)) as issue:
        pages, turned = list(_converted(issue, job, faults)), is_turned(issue)
        problems = [*_too_much_ink(job), *faults.problems]
        if not job.folded:
            pass  # a spine, a single leaf
        elif len(pages) % SIGNATURE and job.pad_before is not None:
            pages = padded(pages, job.pad_before)
        elif len(pages) % SIGNATURE:
            problems.append(_odd_count(len(pages), job))
        # new pages instead of the old ones: nothing that belongs to those (links, tags, actions) comes along
        del issue.pages[:]
        layout = SheetLayout(issue, job.bleed, marks=job.marks)
        for sheet in layout.sheets(pages, spreads=job.spreads, turned=turned):
            issue.pages.append(pikepdf.Page(issue.make_indirect(sheet)))
        _clear_catalog(issue)
        if turned:
            issue.Root.ViewerPreferences = Dictionary(Direction=Name.R2L)
        _write_metadata(issue, job, pdf)
        _write_output_intent(issue, job.profile)
        return Pressed(_serialize(issue), len(pages), tuple(problems))


def _converted(issue: pikepdf.Pdf, job: PressJob, faults: Faults) -> Iterator[PressPage]:
    converter = Converter(issue, Inks(job.profile.data, job.inks), faults.note)
    for number, page in enumerate(issue.pages):
        faults.page = number
        left, bottom, right, top = (round(float(edge), 4) for edge in page.trimbox.as_list())
        yield PressPage(*converter.page(page), (left, bottom, right, top))


def _serialize(issue: pikepdf.Pdf) -> bytes:
    """The bytes of the file, without object streams: they are allowed, but old raster processors fail on them."""
    target = BytesIO()
    issue.save(
        target,
        force_version=VERSION,
        deterministic_id=True,
        compress_streams=True,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
    )
    return target.getvalue()


# ---------------------------------------------------------------- problems

_HINTS = {
    "HP351": "set it in a colour token, in sRGB or in device-cmyk()",
    "HP352": "save the image as PNG or JPEG with 8 bits per channel, in RGB, grey or CMYK",
    "HP353": "use a linear or a radial gradient between sRGB colours, or an image instead",
}


class Faults:
    """What was refused so far; ``page`` is the current page, counted from 0.

    ``sources`` are the files that the pages were set from; problems name ``file`` where they are unknown.
    """

    def __init__(self, file: Path, sources: Sequence[Path] = ()) -> None:
        self._file = file
        self._sources = sources
        self.page = 0
        self.problems: list[Problem] = []

    def note(self, error: UnprintableError) -> None:
        """Refuse something on the current page."""
        source = self._sources[self.page] if self.page < len(self._sources) else self._file
        problem = Problem(error.code, f"sheet {self.page + 1}: {error}", Location(source), hint=_HINTS[error.code])
        if problem not in self.problems:
            self.problems.append(problem)


def _odd_count(pages: int, job: PressJob) -> Problem:
    return Problem(
        "HP350",
        f"{pages} pages cannot be folded: the page count must be a multiple of four",
        Location(job.file),
        hint=f"add {-pages % SIGNATURE} or remove {pages % SIGNATURE}, "
        "or allow blank pages (blank_pages: yes in issue.yaml)",
    )


def _too_much_ink(job: PressJob) -> Iterator[Problem]:
    limit, place = job.profile.condition.limit, Location(Path("styles") / PRINT_STYLE)
    for color, ink in job.inks.items():
        if sum(ink) > limit + 1e-9:
            message = f"the ink of {color} adds up to {sum(ink):.0%}; {job.profile.name} takes {limit:.0%}"
            hint = "reduce cyan, magenta and yellow, and increase black"
            yield Problem("HP356", message, place, hint, Severity.WARNING)


# ---------------------------------------------------------------- metadata

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


def _clear_catalog(pdf: pikepdf.Pdf) -> None:
    """Remove all that a press has no use for: tags, outline, destinations, attachments, actions, labels, intents."""
    for key in sorted(set(pdf.Root.keys()) - _KEPT):
        del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]


def _write_metadata(pdf: pikepdf.Pdf, job: PressJob, made_from: bytes) -> None:
    """Write document information and XMP as ISO 15930-7 requires, with identifiers made from the content.

    ``made_from`` is the file that went to the press.
    """
    profile, seed = job.profile, sha256(made_from).hexdigest()
    claims = _DESCRIPTION.format(
        claim=_CLAIM if job.claimed else "",
        document=_identity(seed),
        instance=_identity(f"{seed} {profile.name} {sha256(profile.data).hexdigest()}"),
    )
    write_information(pdf, job.imprint)
    pdf.docinfo[Name.Trapped] = Name("/False")
    packet = xmp(job.imprint, further=[claims]).encode("utf-8")
    pdf.Root.Metadata = pdf.make_stream(packet, Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String(job.imprint.language)


def _identity(name: str) -> str:
    return f"uuid:{uuid5(NAMESPACE_URL, name)}"


def _write_output_intent(pdf: pikepdf.Pdf, profile: Profile) -> None:
    """Write the printing condition by name and with its profile (ISO 32000-1, 14.11.5)."""
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
