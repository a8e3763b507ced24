# SPDX-License-Identifier: MIT
"""The words of marks, in the order in which they are read."""

import pikepdf

from hemaprint.pdf.marked import UNMARKED


def test_a_sequence_of_reversed_characters_is_known_and_what_is_in_it_too() -> None:
    turned = UNMARKED.inside([pikepdf.Name("/ReversedChars")], None, None)
    assert turned.turned
    assert turned.inside([pikepdf.Name("/Span"), pikepdf.Dictionary(MCID=1)], None, None).turned
    assert not UNMARKED.inside([pikepdf.Name("/Span")], None, None).turned
