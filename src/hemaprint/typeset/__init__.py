# SPDX-License-Identifier: MIT
"""Turn galleys into laid-out pages; the only room that calls WeasyPrint."""
