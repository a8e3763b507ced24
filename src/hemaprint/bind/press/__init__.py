"""Make the print edition of a bound issue: PDF/X-4 in inks, with boxes, bleed and marks."""

from hemaprint.bind.press.press import Pressed, PressJob, to_press
from hemaprint.bind.press.profiles import Condition, Profile, find_profile

__all__ = ["Condition", "PressJob", "Pressed", "Profile", "find_profile", "to_press"]
