"""Pictures that manuscripts and manifests name: found inside the project, real, and of known size."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from hemaprint.content.drawings import FORMATS, PIXELS_AT_MOST, inspect_drawing
from hemaprint.content.undrawn import undrawn
from hemaprint.errors import Location, Problem, did_you_mean

FORMATS_HINT = "use SVG, PNG, JPEG, WebP, GIF or TIFF"
MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
"""Ways of storing samples, as Pillow names them, that WeasyPrint 70 can put into a PDF; CMYK only from JPEGs."""
MODES_HINT = "save it with 8 bits a channel, as grey or RGB; inks only as a CMYK JPEG"
JPEG_END = b"\xff\xd9"
JPEG_TAIL = 65536
EXIF_ORIENTATION = 0x0112
FILES_SEARCHED = 2000


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that can be set: ``width`` and ``height`` are px of a raster image, pt of a drawing (``vector``)."""

    path: Path
    width: float
    height: float
    vector: bool


def resolve_inside(text: str, base: Path, root: Path) -> Path | None:
    """``text`` as a path from ``base``, symbolic links resolved; None when it is absolute or leaves ``root``."""
    if not text or text.startswith(("/", "\\", "~")) or "\0" in text or Path(text).is_absolute():
        return None
    try:
        path = (base / text).resolve()
        return path if path.is_relative_to(root.resolve()) else None
    except (OSError, RuntimeError, ValueError):  # a loop of links (RuntimeError before Python 3.13), a name too long
        return None


Watcher = Callable[[str, Path], None]
_WATCHER: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Inside, ``watcher`` is told of every file before it is looked at: the text that names it, and its path."""
    token = _WATCHER.set(watcher)
    try:
        yield
    finally:
        _WATCHER.reset(token)


def inspect_file(text: str, *, base: Path, root: Path, location: Location) -> tuple[Path | None, tuple[Problem, ...]]:
    """The file that ``text`` names from ``base``: inside ``root``, there, not a folder, and not empty."""
    path = resolve_inside(text, base, root)
    if path is None:
        hint = f"write it as a path from {base.name}/, and keep the file inside the project"
        return None, (Problem("HP040", f'"{text}" leaves the project', location, hint),)
    watcher = _WATCHER.get()
    if watcher is not None:
        watcher(text, path)
    try:
        if not path.exists():
            return None, (Problem("HP041", f'there is no file "{text}"', location, _nearest_file(text, base)),)
        if not path.is_file():
            return None, (Problem("HP041", f'"{text}" is not a file', location),)
        if path.stat().st_size == 0:
            return None, (Problem("HP003", f'"{text}" is empty (0 bytes)', location, "export it again"),)
    except OSError as error:
        return None, (Problem("HP001", f'"{text}" cannot be read: {error.strerror}', location),)
    return path, ()


def inspect_image(
    text: str, *, base: Path, root: Path, location: Location
) -> tuple[Picture | None, tuple[Problem, ...]]:
    """The picture that ``text`` names from the folder ``base``, or what is wrong with it (at ``location``).

    Faults inside an SVG drawing are located in the drawing itself.
    """
    path, problems = inspect_file(text, base=base, root=root, location=location)
    if path is None:
        return None, problems
    try:
        if path.suffix.lower() == ".svg":
            size, problems = inspect_drawing(path, text, location)
            if size is not None:
                return Picture(path, *size, vector=True), (*problems, *undrawn(path, path.read_bytes()))
            return None, problems
        return _inspect_raster(path, text, location)
    except OSError as error:
        return None, (Problem("HP001", f'"{text}" cannot be read: {error.strerror or error}', location),)


def _inspect_raster(path: Path, text: str, location: Location) -> tuple[Picture | None, tuple[Problem, ...]]:
    hint = FORMATS_HINT
    try:
        with warnings.catch_warnings(), path.open("rb") as file:
            warnings.simplefilter("ignore")  # Pillow's warning about size; we measure below
            with Image.open(file, formats=FORMATS) as image:
                width, height = _upright_size(image)
                is_jpeg, mode = image.format in ("JPEG", "MPO"), image.mode
                image.verify()
        if width * height > PIXELS_AT_MOST:
            raise Image.DecompressionBombError(f"{width} x {height} pixels")
        if is_jpeg and not _ends_as_jpeg(path):
            return None, (Problem("HP042", f'"{text}" is cut off: its end is missing', location, "copy it again"),)
        if mode not in MODES and not (is_jpeg and mode == "CMYK"):
            return None, (Problem("HP042", f'"{text}" is stored as {mode}, which cannot be set', location, MODES_HINT),)
    except UnidentifiedImageError:
        message = f'"{text}" is not an image'
    except Image.DecompressionBombError as error:
        message, hint = f'"{text}" is too large: {error}', f"at most {PIXELS_AT_MOST // 1_000_000} million pixels"
    except Exception as error:  # Pillow's decoders raise anything (SyntaxError, struct.error...) on broken files
        message, hint = f'"{text}" is a broken image: {error}', "export it again"
    else:
        return Picture(path, width, height, vector=False), ()
    return None, (Problem("HP042", message, location, hint),)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as seen: cameras turn pictures by an EXIF tag. Not PNG: Pillow decodes all of it for the tag."""
    turned = image.format != "PNG" and image.getexif().get(EXIF_ORIENTATION, 1) in (5, 6, 7, 8)
    return (image.height, image.width) if turned else (image.width, image.height)


def _ends_as_jpeg(path: Path) -> bool:
    """Whether the end marker is there: ``verify()`` of Pillow does not look at the data of a JPEG."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - JPEG_TAIL))
        return JPEG_END in file.read()


def _nearest_file(text: str, base: Path) -> str:
    """Did you mean: among all files below ``base``, by path, or else by name."""
    paths = [path.relative_to(base).as_posix() for path in islice(_files(base), FILES_SEARCHED)]
    same_name = [path for path in paths if Path(path).name.casefold() == Path(text).name.casefold()]
    if same_name:
        return f'did you mean "{same_name[0]}"?'
    return did_you_mean(text, paths) or f"paths start in {base.name}/"


def _files(base: Path) -> Iterable[Path]:
    return (path for path in sorted(base.rglob("*")) if not path.name.startswith(".") and path.is_file())
