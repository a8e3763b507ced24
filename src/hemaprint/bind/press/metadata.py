"""What the print file says of itself: PDF/X-4, the printing condition, and an identity that its content gives it."""

from __future__ import annotations

from hashlib import sha256
from uuid import NAMESPACE_URL, uuid5

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.metadata import write_information, xmp
from hemaprint.bind.press.job import PressJob
from hemaprint.bind.press.profiles import CUSTOM, REGISTRY, Profile

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
