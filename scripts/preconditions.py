"""What must hold before any long work begins. Each check returns nothing or raises a Refusal."""

import os
import socket
import stat
import tempfile
from pathlib import Path

from scripts.steps import Refusal


def read_port(default=8000):
    """Return PORT as a number between 1 and 65535."""
    value = os.environ.get("PORT", "").strip() or str(default)
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise Refusal(f"PORT is '{value}': write a number from 1 to 65535, such as 'make run PORT=8080'.")
    return int(value)


def open_port(port, host="127.0.0.1"):
    """Return a socket that listens on the port; refuse one where another listens, or that this user may not open.

    It is kept open from here on and handed to gunicorn: nobody can take the port while packages are installed.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    # A port of which only old connections linger is free.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(256)
    except OSError as error:
        listener.close()
        if isinstance(error, PermissionError):
            raise Refusal(f"Port {port} is not open to this user: choose another with 'make run PORT=8080'.") from None
        raise Refusal(
            f"Port {port} is taken: stop what listens there, or choose another with 'make run PORT={free_port()}'."
        ) from None
    return listener


def free_port(host="127.0.0.1"):
    """Return the number of a port that is free at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.bind((host, 0))
        return listener.getsockname()[1]


def keep_private(folder):
    """Let nobody but its owner into a folder; one that belongs to somebody else, or to everybody (/tmp), stays."""
    found = Path(folder).stat()
    if found.st_uid == os.geteuid() and not found.st_mode & stat.S_ISVTX:
        Path(folder).chmod(0o700)


def require_writable(folder):
    """Make the folder if need be, and refuse when no file can be written in it."""
    folder = Path(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise Refusal(
            f"Nothing can be written in {folder} ({error.strerror}): make it writable, or move the checkout elsewhere."
        ) from None
