"""Make the e-mail edition: the bound issue with pictures of fewer bytes, and nothing else changed."""

from hemaprint.bind.lighten.models import Light, Step
from hemaprint.bind.lighten.search import lighten

__all__ = ["Light", "Step", "lighten"]
