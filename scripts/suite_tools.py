"""What the tests need besides Python packages: a browser, Java, servers, gettext and the Nu validator."""

import base64
import hashlib
import shutil
import tarfile
import tempfile
from pathlib import Path

from scripts import system_packages
from scripts.commands import Failed, run_logged, var_folder
from scripts.steps import Refusal
from tools.postgres_server import find_binaries

# Where Debian puts the browser without a window, which asks a fifth less of a processor than the other one.
CHROMIUM = Path("/usr/bin/chromium-headless-shell")

# The Nu validator as npm carries it; a new version needs its own hash (`npm view vnu-jar dist.integrity`).
VNU_VERSION = "26.9.27"
VNU_SHA512 = "TkQd5DFfOaWC9ebtvozTsrH2Vaod3jYg+vrOeREzIXxBexLz9+rS2DNtjn7+RPUiZhgli0SghgBX6RJRNea0KA=="


def missing_packages():
    """Return the Debian packages whose program is not on this machine."""
    wanted = {
        # The object store of the tests: client, monitor, storage daemon and gateway for S3.
        "ceph-common": shutil.which("ceph"),
        "ceph-mon": find_server("ceph-mon"),
        "ceph-osd": find_server("ceph-osd"),
        "chromium-headless-shell": CHROMIUM.exists(),
        "default-jre-headless": shutil.which("java"),
        # What browsers show until our own typeface is there; its measures are in static/css/tokens.css.
        "fonts-liberation": Path("/usr/share/fonts/truetype/liberation").exists(),
        "caddy": find_server("caddy"),
        "gettext": shutil.which("xgettext") and shutil.which("msgfmt"),
        # The light one has all that deploy/nginx asks for.
        "nginx-light": find_server("nginx"),
        "npm": shutil.which("npm") or vnu_jar().exists(),
        "openssl": shutil.which("openssl"),
        "postgresql": find_binaries(),
        "radosgw": find_server("radosgw"),
        "redis-server": find_server("redis-server"),
    }
    return [package for package, present in wanted.items() if not present]


def find_server(program):
    """Return the path of a server program, which Debian puts where only root's PATH looks, or None."""
    return shutil.which(program) or shutil.which(program, path="/usr/sbin")


def install_missing_packages(note=None):
    """Install what is missing. Returns what was done."""
    packages = missing_packages()
    if packages:
        system_packages.install(packages, note)
    return f"installed {', '.join(packages)}" if packages else "all present"


def vnu_jar():
    """Return where the Nu validator lies; the version is in its name, so that a new version is fetched."""
    return var_folder() / "tools" / f"vnu-{VNU_VERSION}.jar"


def fetch_vnu(note=None):
    """Fetch the Nu validator with npm, unless it is there, and check its hash. Returns what was done."""
    if vnu_jar().exists():
        return "already there"
    vnu_jar().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=vnu_jar().parent) as folder:
        command = ["npm", "pack", f"vnu-jar@{VNU_VERSION}", "--pack-destination", folder]
        try:
            run_logged(command, "npm.log", on_line=note, folder=folder)
        except Failed as failure:
            log = var_folder() / "log" / "npm.log"
            raise Refusal(f"npm could not fetch the Nu validator: connect to the network (see {log}).") from failure
        archive = next(Path(folder).glob("vnu-jar-*.tgz"))
        unpack_vnu(archive, VNU_SHA512, vnu_jar())
    return f"fetched {VNU_VERSION}"


def unpack_vnu(archive, sha512, target):
    """Write vnu.jar out of npm's archive to `target`; refuse an archive with another hash than `sha512` (base64)."""
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != sha512:
        raise Refusal("The Nu validator that npm fetched is not the one that was pinned: tell the maintainers.")
    half = target.with_suffix(".half")
    with tarfile.open(archive) as tar, tar.extractfile("package/build/dist/vnu.jar") as jar, half.open("wb") as file:
        shutil.copyfileobj(jar, file)
    # At once, so that an interrupted copy is never taken for the whole.
    half.replace(target)
