from pathlib import Path
from .manual import ROOT, Reader
def test_tutorial(reader: Reader) -> None:
    reader.follow(ROOT / "docs" / "tutorial.md")
