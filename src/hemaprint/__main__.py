# SPDX-License-Identifier: MIT
"""``python -m hemaprint``, where the program itself is not on the PATH."""

from hemaprint.cli.main import run

run(program="python -m hemaprint")
