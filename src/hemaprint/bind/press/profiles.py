"""Find the ICC profile of a printing condition, and say which condition it describes."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import ImageCms

from hemaprint.errors import MissingEnvironmentError, UsageError
from hemaprint.system.environment import find_printing_profile, printing_profile_remedy

REGISTRY = "http://www.color.org"
"""The ICC's registry of characterized printing conditions (ISO 32000-1, table 365)."""

CUSTOM = "Custom"
"""The identifier of a condition that no registry has (ISO 32000-1, table 365)."""

_HEADER = 128
_SPACES = {b"GRAY": "grey", b"RGB ": "RGB", b"CMYK": "CMYK", b"Lab ": "Lab"}
_CLASSES = {b"scnr": "input", b"mntr": "display", b"prtr": "output", b"link": "device link", b"spac": "conversion"}


@dataclass(frozen=True, slots=True)
class Condition:
    """A printing condition: its name in the registry ("" where it is none of them), in words, and its ink limit.

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
"""By file name; the limits are those that the makers of the profiles state."""

UNKNOWN_LIMIT = 3.0
"""For an unknown profile: the limit of ISO 12647-2:2004 for heat-set web offset; sheet-fed offset takes 350 %."""


def find_profile(given: Path | None) -> Profile:
    """The profile at ``given``, or the best that is installed.

    Raises UsageError for a file that is no CMYK output profile, MissingEnvironmentError where none is installed.
    """
    if given is not None:
        return _read(given)
    installed = find_printing_profile()
    if installed is None:
        raise MissingEnvironmentError(
            "the print edition needs the ICC profile of a printing condition, and none is installed",
            hint=f"{printing_profile_remedy()}, or give the printer's own with --profile FILE",
        )
    return _read(installed)


def _read(path: Path) -> Profile:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the profile {path} cannot be read: {error.strerror}", hint="check the path") from None
    _require_output_profile(path, data)
    description = _description(path, data)
    known = CONDITIONS.get(path.name)
    return Profile(path.name, data, description, known or Condition("", description or path.name, UNKNOWN_LIMIT))


def _description(path: Path, data: bytes) -> str:
    """What the profile says of itself; it must hold tables from colours to inks and back."""
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


def _require_output_profile(path: Path, data: bytes) -> None:
    """The header says class, colour space and signature at fixed places (ICC.1:2010, 7.2)."""
    hint = "ask the printer for the output profile (CMYK) of the paper and the press"
    if len(data) < _HEADER or data[36:40] != b"acsp":
        raise UsageError(f"{path} is not an ICC profile", hint=hint)
    kind, space = data[12:16], data[16:20]
    if kind != b"prtr" or space != b"CMYK":
        what = f"{_CLASSES.get(kind, 'unknown')} profile for {_SPACES.get(space, space.decode('latin-1').strip())}"
        raise UsageError(f"{path} is not an output profile for CMYK; it is this: {what}", hint=hint)
