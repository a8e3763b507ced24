# SPDX-License-Identifier: MIT
"""Tell an editor what the copy and the make-up of an issue need."""
