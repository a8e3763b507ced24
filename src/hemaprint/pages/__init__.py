"""Draw the pages of a finished edition as pictures."""

from hemaprint.pages.pictures import Kind, picture_pages

__all__ = ["Kind", "picture_pages"]
