"""Keep what was made under the hash of everything that it was made from."""

from hemaprint.cache.store import Emptied, MemoryStore, Store

__all__ = ["Emptied", "MemoryStore", "Store"]
