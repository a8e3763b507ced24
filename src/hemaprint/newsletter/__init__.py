# SPDX-License-Identifier: MIT
"""Bring the finished issue to each reader's mailbox, once."""
