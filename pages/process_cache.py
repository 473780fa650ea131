"""What one process holds in memory of the shared cache, up to a number of bytes."""

import threading
from collections import OrderedDict


class ProcessCache:
    """Values by key, those that were asked for last; safe for threads.

    total: bytes of all values together; largest: bytes of one value, above which it is not held.
    """

    def __init__(self, total, largest):
        self.total = total
        self.largest = largest
        self.size = 0
        self.held = OrderedDict()
        self.lock = threading.Lock()

    def get(self, key):
        """Return the value held under a key, or None."""
        with self.lock:
            if (found := self.held.get(key)) is None:
                return None
            self.held.move_to_end(key)
            return found[0]

    def set(self, key, value, size):
        """Hold a value of `size` bytes in the place of what was held under the key."""
        with self.lock:
            self._drop(key)
            if size <= self.largest:
                self.held[key] = value, size
                self.size += size
            while self.size > self.total:
                self._drop(next(iter(self.held)))

    def _drop(self, key):
        if found := self.held.pop(key, None):
            self.size -= found[1]
