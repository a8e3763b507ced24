"""``python -m hemaprint``, where the program itself is not on the PATH."""

import sys

from hemaprint.cli.main import main

sys.exit(main(sys.argv[1:], program="python -m hemaprint"))
