# SPDX-License-Identifier: MIT
"""Show an issue as a printer's flat plan, say what of it is late, and change its order."""
