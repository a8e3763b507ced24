# SPDX-License-Identifier: MIT
"""Export articles as text, HTML, Word documents or JATS: authors' proofs and archives."""
