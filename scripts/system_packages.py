"""Parts that pip cannot bring: installed by apt when root on Debian, named in one sentence otherwise."""

import functools
import os
import shutil

from scripts.commands import Failed, run_logged, var_folder
from scripts.steps import Refusal


def is_root():
    """Tell whether this process may install packages."""
    return os.geteuid() == 0


def install(packages, note=None):
    """Install Debian packages (a list of names), or raise a Refusal that says what to type."""
    names = " ".join(packages)
    if not shutil.which("apt-get"):
        raise Refusal(f"Install what your system calls these Debian packages, then type the same again: {names}.")
    if not is_root():
        raise Refusal(f"Type 'sudo apt-get install {names}', then the same again.")
    try:
        _update_once(note)
        # The lock may be held by another installation on the same machine: wait for it rather than fail.
        _apt_get(["-o", "DPkg::Lock::Timeout=600", "install", "-y", "--no-install-recommends", *packages], note)
    except Failed as failure:
        log = var_folder() / "log" / "apt.log"
        raise Refusal(f"apt-get could not install {names}: connect to the network (see {log}).") from failure


@functools.cache
def _update_once(note):
    _apt_get(["-o", "DPkg::Lock::Timeout=600", "update"], note)


def _apt_get(arguments, note):
    run_logged(["apt-get", *arguments], "apt.log", on_line=note, environment={"DEBIAN_FRONTEND": "noninteractive"})
