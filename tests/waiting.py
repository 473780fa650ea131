"""Waiting for what another process does, without a fixed pause."""

import time


def wait_until(is_so, seconds=60):
    """Return when is_so() is true; raises AssertionError when it is not in so many seconds."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)
