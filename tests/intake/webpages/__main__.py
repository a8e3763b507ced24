"""Print the table of forms."""

import sys
import tempfile
from pathlib import Path

from intake.webpages.corpus import PAGES, pages, scores, table

with tempfile.TemporaryDirectory() as name:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    print("\n".join(table(scores(Path(name), pages(count)))))
