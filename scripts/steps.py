"""Numbered steps that show progress, and the refusal that ends a run with one sentence."""

import contextlib
import signal
import sys
import threading
import time

WIDTH = 100
SECONDS_BETWEEN_NOTES = 5


class Refusal(Exception):
    """The run cannot go on. Its text is the one sentence that tells a person what to do."""


def answer_refusals(work):
    """Call `work`; return its exit code, or 1 after one sentence on stderr, or 130 when a person stopped it."""
    # Without this SIGTERM, or the SIGHUP of a closed terminal, would end Python at once and leave its children
    # behind, and what a script starts in the background would not hear Ctrl-C.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _interrupt)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup
        signal.signal(signal.SIGHUP, _interrupt)
    try:
        return work() or 0
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", flush=True)
        return 130


def _interrupt(number, frame):
    raise KeyboardInterrupt


class Steps:
    """Prints `[2/7] Packages: 12 of 63 Django (8 s)`: one moving line on a terminal, few plain lines elsewhere."""

    def __init__(self, total, stream=None):
        self.total = total
        self.number = 0
        self.stream = stream or sys.stdout
        self.moving = self.stream.isatty()

    @contextlib.contextmanager
    def step(self, title):
        """Number and time what happens inside; yields `note`, a function that takes a short text on how far it is."""
        self.number += 1
        line = _Line(self.stream, f"[{self.number}/{self.total}] {title}", self.moving)
        ticker = threading.Thread(target=line.tick, daemon=True)
        ticker.start()
        try:
            yield line.note
        except BaseException:
            line.end("not finished")
            raise
        else:
            line.end()
        finally:
            ticker.join()


class _Line:
    """One step on the screen."""

    def __init__(self, stream, title, moving):
        self.stream, self.title, self.moving = stream, title, moving
        self.began = self.noted = time.monotonic()
        self.text = ""
        self.lock = threading.Lock()
        self.over = threading.Event()
        if moving:
            self._show()

    def note(self, text):
        """Keep the text for the next time the line is shown."""
        self.text = text

    def tick(self):
        """Show the line again each second, so that nobody wonders whether it still works."""
        while not self.over.wait(1):
            if self.moving or time.monotonic() - self.noted >= SECONDS_BETWEEN_NOTES:
                self._show()

    def end(self, outcome=""):
        """Show the last note and the seconds that the step took, and stop the ticker."""
        self.text = outcome or self.text or "done"
        with self.lock:
            self.over.set()
            seconds = f"({time.monotonic() - self.began:.1f} s)"
            start = "\r\033[K" if self.moving else ""
            self.stream.write(f"{start}{self.title}: {self.text} {seconds}\n")
            self.stream.flush()

    def _show(self):
        with self.lock:
            if self.over.is_set():
                return
            self.noted = time.monotonic()
            seconds = int(self.noted - self.began)
            shown = f"{self.title}: {self.text}" if self.text else f"{self.title} ..."
            shown = f"{shown[:WIDTH]} ({seconds} s)" if seconds else shown[:WIDTH]
            self.stream.write(f"\r\033[K{shown}" if self.moving else f"{shown}\n")
            self.stream.flush()
