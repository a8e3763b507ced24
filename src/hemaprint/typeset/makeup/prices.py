# SPDX-License-Identifier: MIT
"""Price what is not ideal: 1 is the price of one paragraph set a line longer or shorter than its best.

The order is the house style's: a hole is avoided at nearly any price, then uneven feet, then floats far from their
words, then blocks passed by text, then hyphens and changed paragraphs, and last what only a spread seen from afar
shows.
"""

from __future__ import annotations

HOLE = 2000.0  # white inside an article that a reader takes for its end; more than HOLE_LINES of it
HOLE_LINE = 100.0  # each line of a hole: of two holes the smaller
HOLE_LINES = 3  # white lines at a foot that are not yet a hole
BROKEN_RULE = 6000.0  # a paragraph broken against its rule, or a heading left alone, because no column is deep enough
OVERSIZE = 4000.0  # a block that no column can hold, placed nevertheless: nothing is lost silently

UNEVEN = 150.0  # each line by which a column ends above its neighbours: the eye sees one line at once
TURN_HYPHEN = 100.0  # a word divided by the turn of a page: never, where anything can be done short of uneven feet
CROSSED = 8.0  # each line by which the last column above a block across the text ends above the others
CONTINUED_NOTE = 40.0  # a note that continues on the next sheet: dearer than changed paragraphs, cheaper than white

EARLY_FLOAT = 300.0  # a float on a spread before the one that mentions it: it answers a question not yet asked
LATE_FLOAT = 12.0  # a float on the spread after its mention: one turn of the page to look it up
FAR_FLOAT = 120.0  # every further turn of the page between a mention and its float
REPEATED = 60.0  # a quotation on the sheet whose words it repeats: a reader meets the same sentence twice
HALVED = 60.0  # a quotation at the head of a sheet: in some column it interrupts a sentence
CLUSTERED = 20.0  # a quotation above or below a figure: each looks like the caption of the other
ACROSS = 2.0  # a float on the sheet facing its mention
CROWDED = 60.0  # a sheet with zones that has less than LEAST_TEXT lines of text
LEAST_TEXT = 9  # lines of text below which a sheet with zones looks like plates with a caption
SECOND_ZONE = 5.0  # a second float on one sheet: floats spread evenly over the copy look better
FOOT_ZONE = 1.0  # a float at the foot: at the head it is seen before the text

WAIT_COLUMN = 4.0  # a block passed by the text to the end of a column
WAIT_SHEET = 25.0  # a block passed by the text to the end of a sheet
WAIT_ITEM = 1.0  # a block passed by a paragraph
CUT_BLOCK = 30.0  # a table or box cut although it might have been whole elsewhere

REDUCED = 60.0  # a smaller picture, by the lost share of its block's height: cheaper than a page, dearer than a turn
CHANGED = 1.0  # a paragraph in another setting than its best; the setting's own cost is added
STRETCH = 1.5  # a line more of white above a crosshead or around a figure
HYPHEN = 3.0  # a word divided by the end of a column

SHORT = 6.0  # each line by which all columns of a sheet end above its foot together
FACING = 8.0  # each line by which the feet of facing sheets differ
SPARE = 0.4  # each line of white in the last column of a balanced band: the more even balance is preferred

PAGE = 30.0  # each sheet more or less than the budget gives
BARE = 5.0  # each white line on a sheet of floats after the end of the copy: nobody turns a page for a quotation
THIN_LAST = 0.3  # each line that the last sheet lacks to be half full
