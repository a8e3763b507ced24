# SPDX-License-Identifier: MIT
"""Make the print edition of a bound issue: PDF/X-4 in inks, with boxes, bleed and marks."""

from hemaprint.bind.press.press import Condition, Pressed, PressJob, Profile, find_profile, to_press

__all__ = ["Condition", "PressJob", "Pressed", "Profile", "find_profile", "to_press"]
