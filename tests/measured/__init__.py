"""How well the pages of a finished issue are made up, measured on the PDF alone: its tags, its glyphs, its pictures."""
