"""Know the functions of WeasyPrint that the shortcuts stand in for, to the letter."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Mapping
from importlib import import_module
from operator import attrgetter
from typing import Any

import weasyprint

VERSION = "70.0"
# fmt: off
SOURCES: Mapping[str, str] = {
    "css:AnonymousStyle": "414bbf41061e0a4a2621717c3e154c4fd6ca0aaf125950526057bfa474f84ed0",
    "css:ComputedStyle": "4ff0512c0af12674b13e48f340df75722c65089b78feaa4ccb0295b0a60c0af6",
    "css:Style": "d3fe87424e314c43b6b9fdb5f36c0d20ec52ef87a0fce546faac978ea959ebc1",
    "draw.text:draw_first_line": "1bb8eae6d88e71b17096a034656f3be17da8f1f513c78536c1c38d971927638b",
    "draw.text:draw_text": "ebaf96239c6ca3635d2b91bfb34718c2dcebd7809fec1c53fb8dffd1366befe3",
    "formatting_structure.boxes:Box": "ff6d62300bafef85680ce8484a8f3497a935312c2cd7063a5865b8eb2bd5d368",
    "formatting_structure.boxes:ParentBox": "2ff6abe36fdc89912256538f7a6083a1be60a3f8c651531340413444b7717c30",
    "formatting_structure.build:flex_children": "c2ae170c2a8daf14a1350fd2347538d3f261286472f6d61d3c167d4429519c05",
    "formatting_structure.boxes:TextBox": "7fcb818c71c2bb896fe7768810d02f408aafc23f24cb5997f7b23b0e277c085d",
    "layout.absolute:AbsolutePlaceholder": "336e26c56311f1051105da84865f88b49213503068d3f8133810805a3597a6f8",
    "layout.absolute:absolute_layout": "303de9ffbec7fba8ef4e3ce8b8feb344004db69981e96015a70434b3543d3dbb",
    "layout.block:_in_flow_layout": "c2537262836dd9812b584633bee887846dba6de921b3b31bff299c5ba29e6dca",
    "layout.block:_linebox_layout": "e07bbe000974787ee370be1f419a01a21b327a1a1e3025a65afd47589060883d",
    "layout.block:_out_of_flow_layout": "2ace1b03f455de4663d8cdf239c62a0f398bc499fbdd238446d35209e19e809f",
    "layout.block:block_box_layout": "a6279066e3d9ff7d2efe70280d14eddd38bfbfa3f132ebf76011ecc8f4ca5a22",
    "layout.block:block_container_layout": "65842ca53a8391ebad539e7ff642eec2f429e981df4396590c37c7b0a0e524dc",
    "layout.block:block_level_layout": "c1301dde9284e24519ee0432b508d6cd79768018d2564d4066f0fdf103982dd6",
    "layout.block:find_earlier_page_break": "c2bbdcdfdf408cbc3071fe769f11118e4913e887315f231287845b63a6ea72f1",
    "layout.block:remove_placeholders": "ce16d97a1caacea0b8d73e44a1b54b768e0c76c6d58d4c414e5f10e77859bd08",
    "layout.column:_create_column_box": "c9fc1aaa4d0fa7d8ea81a984a5e3986bcd6662611ea8211e1224a32a03118528",
    "layout.column:columns_layout": "7a05cce3272fc581cf8d9352ebe07d4de51fb742dfccd6d2e86895ac0eca9691",
    "layout.float:avoid_collisions": "5fc7793c573af328ffa88757d08f1641b19832805a1e48aa8b8204530c477e5d",
    "layout.float:float_layout": "d6c66bc084325f9339f19cddbc2a1e642e416b609532206efaa06885d991c6ec",
    "layout.inline:_adjust_line_height": "822443b08f53654f84607568d3ea0be43ded5cda170eb5d43ea29094c8df3390",
    "layout.inline:_out_of_flow_layout": "6bbd74324daf555db8b9ddcc0297970894437282fc8d6e8e076c1e9df34ed624",
    "layout.inline:add_word_spacing": "879516e71f1b80fa1833aee877e1a34c851248c5fd871d6c855c58f07358d418",
    "layout.inline:aligned_subtree_verticality": "2c53963af64fb316853342264d484d391db082020705d0bcb3119a72c338e63c",
    "layout.inline:atomic_box": "928f0e7eed566627d436751730c57fd76769d1f316942cc1ddd70cbe82fbcd16",
    "layout.inline:count_expandable_spaces": "175fe6f42576ed3842d240a5048b4816ed702e8f97d49389b5b528aee51476ad",
    "layout.inline:first_letter_to_box": "9f3d58c31344c13b972472dea2ff7c32daae87dd528b73a4c44bd8af24fe820d",
    "layout.inline:get_next_linebox": "67af458c2545e74f0803072103c6c5d392d5e353dfdaa4f5bac5a96e20ed024d",
    "layout.inline:inline_box_verticality": "5c7109868242013b48bc54e1f0994109d3c08202de89fa147b419db9f767ad74",
    "layout.inline:iter_line_boxes": "04aec48abfcad809bc94c54eeba0e23a389e824cec85fe67bc1b21412d29dc3a",
    "layout.inline:line_box_verticality": "1018aadb3410f89ad3e134e1957707ac17118a917c7f8e65ff48c69fef2091bb",
    "layout.inline:remove_last_whitespace": "53f0c79c9fbbda500488edce48d95e80a43243d63824606aab2b0f77916e8601",
    "layout.inline:skip_first_whitespace": "deb2f1a5e2a6c0359db3bffb45a8a14d273ee0ec1454045b64e737d39e791192",
    "layout.inline:split_inline_box": "3a0cb7ca7e34c7ef0feda818cdb8fea64b7a8332ccf83e12506289534f6faeae",
    "layout.inline:split_inline_level": "d98c008c8fc005828a5b04864ed3638ab9bb241f27245050e244869c90c490a3",
    "layout.inline:split_text_box": "8c564329599ef23fac6cc8c403768e9e51638226d87a8b2de69c49c9c5f408c8",
    "layout.inline:text_align": "e953d41b87ccfc30405f83f6cc3c73918ef4638662794db4f834b1d788d6ed67",
    "layout.percent:adjust_box_sizing": "88f3351db0280d16752c28f87f2a50344c0177dd5e20879e8b8da4be3ef4ec8e",
    "layout.percent:percentage": "ebe404ccd9da50bfc1cd147b8378c34ae1ca6b4ce38a97c0acca923116fcf0d9",
    "layout.percent:resolve_one_percentage": "4cfaa9ad134e4f7bd8b61c7a6eba56678898545eb8c02f663f29c12a3aa16d54",
    "layout.percent:resolve_percentages": "71673078096fcf8764e6412933288cc79ba956eae0d939deda27beaeac45acad",
    "layout.preferred:inline_line_widths": "6c24f789e3ce5bb70434e3997a84c8faec2d0646cc9d81de371f58ec622dfeb8",
    "layout.preferred:trailing_whitespace_size": "cd005b8042a652f9072d7190546439113280315f9a5b865b432c6e015b333b1d",
    "layout:LayoutContext": "211f859ff4e2d663a49c6536de3718fdcbdee69830752a27ec6d44779012b933",
    "text.ffi:unicode_to_char_p": "c9ab2afbd2c1f69d2c184ab16660606081321f0979291ba1ac15760db64159a0",
    "text.fonts:FontConfiguration": "c9caaf607dac068cca53806aa971f479a6cc809af0430242f536bce29bdabf28",
    "text.fonts:font_features": "e35741064c06885295ee9519f6874f2953187b61ff33aaf344f51ea1d9114361",
    "text.fonts:get_font_description": "85734b8947b9bf64ef27ff11d8f5355db76a2ae8efc9a6fed925dc9e2a1056ce",
    "text.line_break:Layout": "681b737d1ba5e004efdc3ee409478b6b3e05ee0662142c5875b188bc9eefa698",
    "text.line_break:_font_style_cache_key": "d6b09d54b8258d5861359b1bae2533929064715f647e36902523399bd14cce46",
    "text.line_break:can_break_text": "4f3fb5ef1c239df9afd97856784e6cefc518d256a666dc78e0c86defa2e111e3",
    "text.line_break:create_layout": "6587192cc0ab3ffad7bb1902654c7f26dd28910f760804bcf67cbf7b986660b0",
    "text.line_break:first_line_metrics": "55ec5d0b58b29a8bda9f4c85d3bc3bc46b45d2110e05982e7126c7f4d507e65d",
    "text.line_break:get_log_attrs": "65c1a1c4fa75ee95975fa01db9055b519bfcc205d3f70a3c4e81a906b8fbb429",
    "text.line_break:get_next_break_point": "329fd215c7eb5323a76c0f2872189e16dd914df4677f4e35b1cb2997e32cff9c",
    "text.line_break:get_next_break_point_from_text":
        "39b162a79080e236d5d77ee299f1a50e0eb430935ec9545b3d006fb5c2332cde",
    "text.line_break:get_next_word_boundaries": "3aab26b84151036dc028edd7a69eb43fb1d3d6434a5e1fec1bb1d5fca5bad28e",
    "text.line_break:line_size": "03fa04fd51fc69aa128ca5312faa9a82578d88cf8549fda8d3d63a76f8eef173",
    "text.line_break:split_first_line": "39ad1016863ca34de0bea4c9fcffb46da7e27813c87dd82b7011bfa19fe5504f",
    "text.line_break:strut": "b57885b70dd08efe92f72a746709e08c576f47b90edb36f02925fefa15bb761a",
}
# fmt: on
"""SHA-256 of every function that a shortcut replaces or relies on, as it stands in ``VERSION``."""


def fault(sources: Mapping[str, str] = SOURCES) -> str:
    """Why the shortcuts must not be taken with the WeasyPrint that is installed; empty when they may."""
    if weasyprint.__version__ != VERSION:
        return f"WeasyPrint is {weasyprint.__version__}, not {VERSION}"
    for name, known in sources.items():
        try:
            source = inspect.getsource(function(name))
        except (AttributeError, ImportError, OSError, TypeError) as error:
            return f"the source of weasyprint.{name} cannot be read: {error}"
        if hashlib.sha256(source.encode()).hexdigest() != known:
            return f"weasyprint.{name} is not the one of WeasyPrint {VERSION}"
    return ""


def function(name: str) -> Any:
    """The function of WeasyPrint that is called ``module:name``."""
    module, _, attribute = name.partition(":")
    return attrgetter(attribute)(import_module(f"weasyprint.{module}"))
