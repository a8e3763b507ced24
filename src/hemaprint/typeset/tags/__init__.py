"""Tag what WeasyPrint draws: a structure tree that follows the copy, not the boxes; artifacts for everything else."""

from hemaprint.typeset.tags.variant import Tags

__all__ = ["Tags"]
