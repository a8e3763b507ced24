"""Turn everything that a page paints into inks: its streams, and the resources that they use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream

from hemaprint.bind.press.colors import Inks, Luminosity, Target
from hemaprint.bind.press.faults import Faults, UnprintableError
from hemaprint.bind.press.images import converted_image, converted_inline
from hemaprint.bind.press.shadings import converted_shading
from hemaprint.bind.press.spaces import palette_of, space_of
from hemaprint.bind.press.streams import KNOCKOUT, OVERPRINT, Rewritten, StreamRewriter
from hemaprint.pdf.objects import ObjectId, entries, numbers

_FORM_KEYS = ("/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Group")
_PATTERN_KEYS = ("/Type", "/PatternType", "/PaintType", "/TilingType", "/BBox", "/XStep", "/YStep", "/Matrix")
_STATE_KEYS = frozenset(
    ("/Type", "/LW", "/LC", "/LJ", "/ML", "/D", "/FL", "/SA", "/BM", "/SMask", "/CA", "/ca", "/AIS", "/TK", "/Font")
)
"""What a graphics state may keep: transfer curves, halftones and overprint of its own are not for a finished page."""

_TILING, _COLORED = 1, 1
_LUMINOSITY = Name.Luminosity


@dataclass(frozen=True, slots=True)
class Leaf:
    """What is on a page: its content, and the resources that it uses."""

    content: bytes
    resources: Dictionary


class Converter:
    """Converts the pages of one PDF; what pages share is converted once.

    Nothing that has a colour is changed in place: the same picture may stand on a page, as inks, and in a soft mask,
    as opacity.
    """

    def __init__(self, pdf: pikepdf.Pdf, inks: Inks, faults: Faults) -> None:
        self._pdf, self._inks, self._faults = pdf, inks, faults
        self._made: dict[tuple[ObjectId, str], Object] = {}

    def leaf(self, page: pikepdf.Page) -> Leaf:
        """A page, whatever its resources are called."""
        rewritten, resources = self._content(page, page.resources, self._inks, starts_black=True)
        return Leaf(rewritten.data, resources)

    def _content(
        self, stream: Object | pikepdf.Page, resources: Object, target: Target, *, starts_black: bool = False
    ) -> tuple[Rewritten, Dictionary]:
        """A rewritten stream and new resources: those of the old ones that it uses, converted."""
        rewriter = StreamRewriter(dict(entries(resources, "/ColorSpace")), target, self._faults.note)
        rewritten = rewriter.rewrite(stream, starts_black=starts_black)
        return rewritten, self._resources(resources, rewritten, target)

    def _resources(self, resources: Object, rewritten: Rewritten, target: Target) -> Dictionary:
        converters: dict[str, Callable[[Object], Object]] = {
            "/ColorSpace": lambda space: self._space(space, resources, target),
            "/ExtGState": lambda state: self._state(state, resources),
            "/Font": lambda font: self._font(font, resources, target),
            "/Pattern": lambda pattern: self._pattern(pattern, resources, target),
            "/Shading": lambda shading: converted_shading(shading, self._pdf, target),
            "/XObject": lambda xobject: self._xobject(xobject, resources, target),
        }
        made = Dictionary()
        for category, convert in converters.items():
            names = rewritten.used.get(category, frozenset())
            found = {
                name: self._once(thing, target, convert)
                for name, thing in entries(resources, category)
                if name in names
            }
            found |= self._additions(category, resources, rewritten, target)
            if found:
                made[category] = Dictionary(dict(sorted(found.items())))
        return made

    def _additions(self, category: str, resources: Object, rewritten: Rewritten, target: Target) -> dict[str, Object]:
        """Resources that the stream uses only since it was rewritten."""
        if category == "/XObject":
            spaces = dict(entries(resources, "/ColorSpace"))
            return {
                name: self._guarded(partial(converted_inline, image, spaces, self._pdf, target))
                for name, image in rewritten.inline.items()
            }
        if category == "/ExtGState":
            states = {
                OVERPRINT: Dictionary(Type=Name.ExtGState, OP=True, op=True, OPM=1),
                KNOCKOUT: Dictionary(Type=Name.ExtGState, OP=False, op=False, OPM=0),
            }
            return {name: state for name, state in states.items() if name in rewritten.used.get(category, ())}
        return {}

    def _once(self, thing: Object, target: Target, convert: Callable[[Object], Object]) -> Object:
        """The converted thing; indirect ones are converted once for each target."""
        if not thing.is_indirect:
            return self._guarded(lambda: convert(thing), thing)
        key = (thing.objgen, target.fill)
        if key not in self._made:
            self._made[key] = self._guarded(lambda: convert(thing), thing)
        return self._made[key]

    def _guarded(self, convert: Callable[[], Object], stays: Object | None = None) -> Object:
        """What is refused stays as it is: the problem keeps the file from being published."""
        try:
            return convert()
        except UnprintableError as error:
            self._faults.note(error)
            return Dictionary() if stays is None else stays

    def _space(self, space: Object, resources: Object, target: Target) -> Object:
        if isinstance(space, Array) and space[0] == Name.Indexed:
            return palette_of(space, target)
        if isinstance(space, Array) and space[0] == Name.Pattern and len(space) > 1:
            base = dict(entries(resources, "/ColorSpace")).get(str(space[1]), space[1])
            return space if space_of(base, target) is None else Array([Name.Pattern, target.space])
        return space

    def _xobject(self, xobject: Object, resources: Object, target: Target) -> Object:
        assert isinstance(xobject, Stream)
        if xobject.get("/Subtype") == Name.Image:
            return converted_image(xobject, self._pdf, target)
        return self._form(xobject, resources, target)

    def _form(self, form: Stream, resources: Object, target: Target) -> Object:
        rewritten, own = self._content(form, form.get("/Resources", resources), target)
        made = self._pdf.make_stream(rewritten.data, _kept(form, _FORM_KEYS) | {"/Resources": own})
        if "/Group" in made:
            made.Group = _group(made.Group, target)
        return made

    def _pattern(self, pattern: Object, resources: Object, target: Target) -> Object:
        if pattern.get("/PatternType") != _TILING:
            made = Dictionary(dict(pattern.items()))
            made.Shading = self._once(pattern.Shading, target, lambda one: converted_shading(one, self._pdf, target))
            if "/ExtGState" in made:
                made.ExtGState = self._state(made.ExtGState, resources)
            return self._pdf.make_indirect(made)
        colored = pattern.get("/PaintType") == _COLORED
        rewritten, own = self._content(pattern, pattern.get("/Resources", resources), target, starts_black=colored)
        return self._pdf.make_stream(rewritten.data, _kept(pattern, _PATTERN_KEYS) | {"/Resources": own})

    def _font(self, font: Object, resources: Object, target: Target) -> Object:
        """Only Type 3 fonts hold content of their own."""
        if font.get("/Subtype") != Name.Type3:
            return font
        made = Dictionary(dict(font.items()))
        own: dict[str, dict[str, Object]] = {}
        glyphs = {}
        for name, glyph in font.CharProcs.items():
            rewritten, used = self._content(glyph, font.get("/Resources", resources), target)
            glyphs[name] = self._pdf.make_stream(rewritten.data)
            for category, things in used.items():
                own.setdefault(category, {}).update(things.items())
        made.CharProcs = Dictionary(glyphs)
        made.Resources = Dictionary({category: Dictionary(things) for category, things in own.items()})
        return self._pdf.make_indirect(made)

    def _state(self, state: Object, resources: Object) -> Object:
        made = Dictionary({key: value for key, value in state.items() if key in _STATE_KEYS})
        mask = state.get("/SMask")
        if isinstance(mask, Dictionary):
            made.SMask = self._soft_mask(mask, resources)
        return self._pdf.make_indirect(made) if "/SMask" in made else made

    def _soft_mask(self, mask: Dictionary, resources: Object) -> Dictionary:
        """Luminosity is measured in grey: inks would make another opacity of it. Alpha has no colour at all."""
        target: Target = Luminosity() if mask.S == _LUMINOSITY else self._inks
        made = Dictionary(dict(mask.items()))
        made.G = self._once(mask.G, target, lambda form: self._form(_as_stream(form), resources, target))
        if "/BC" in mask:
            group = mask.G.get("/Group", Dictionary())
            space = space_of(group.get("/CS", Name.DeviceGray), target)
            if space is not None:
                made.BC = Array(space.converted(numbers(mask.BC), target))
        return made


def _as_stream(form: Object) -> Stream:
    assert isinstance(form, Stream)
    return form


def _kept(stream: Stream | Object, keys: tuple[str, ...]) -> dict[str, Object]:
    return {key: stream[key] for key in keys if key in stream}


def _group(group: Object, target: Target) -> Dictionary:
    """A transparency group that blends in the target's space."""
    made = Dictionary(dict(group.items()))
    if "/CS" in made:
        made.CS = target.space
    return made
