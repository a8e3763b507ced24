# SPDX-License-Identifier: MIT
"""Cut a galley: read its laid-out boxes, have them made up, and move them to their places on sheets."""
