# SPDX-License-Identifier: MIT
"""Send proofs of an issue to readers, and take back what they have remarked on the pages."""
