"""What an archive needs in the file itself: the meaning of its colours, and the sources it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from hashlib import md5
from importlib.util import find_spec
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from hemaprint.bind.metadata import pdf_date
from hemaprint.bind.models import Attachment


@cache
def screen_profile() -> bytes:
    """The ICC's own profile of sRGB, as WeasyPrint 70 carries it for PDF/A."""
    package = find_spec("weasyprint")  # importing it would take longer than binding an issue
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).with_name("pdf").joinpath("sRGB2014.icc").read_bytes()


def write_output_intent(issue: pikepdf.Pdf) -> None:
    """Say that the device colours of the file are sRGB (ISO 19005-3, 6.2.3)."""
    profile = issue.make_stream(screen_profile())
    profile.N = 3
    profile.Alternate = Name.DeviceRGB
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    issue.Root.OutputIntents = Array([issue.make_indirect(intent)])


def attach(issue: pikepdf.Pdf, attachments: Sequence[Attachment], moment: datetime) -> None:
    """Embed files as sources of the document (ISO 19005-3, 6.8; ISO 32000-2, 7.11.4 and 14.13)."""
    if not attachments:
        return
    names, associated = Array(), Array()
    for one in sorted(attachments, key=lambda attachment: attachment.name):
        specification = issue.make_indirect(_specification(issue, one, moment))
        names.append(String(one.name))
        names.append(specification)
        associated.append(specification)
    if "/Names" not in issue.Root:
        issue.Root.Names = Dictionary()
    issue.Root.Names.EmbeddedFiles = issue.make_indirect(Dictionary(Names=names))
    issue.Root.AF = associated


def _specification(issue: pikepdf.Pdf, one: Attachment, moment: datetime) -> Dictionary:
    stream = issue.make_stream(one.data)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name(f"/{one.mime}")
    stream.Params = Dictionary(
        Size=len(one.data),
        ModDate=String(pdf_date(moment)),
        CheckSum=String(md5(one.data, usedforsecurity=False).digest()),  # ISO 32000-1, table 46
    )
    return Dictionary(
        Type=Name.Filespec,
        F=String(one.name),
        UF=String(one.name),
        Desc=String(one.description),
        AFRelationship=Name.Source,
        EF=Dictionary(F=stream, UF=stream),
    )
