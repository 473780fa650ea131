"""Embeds: which media hosts may be framed, and how the URL of a media page becomes the URL of its player.

Nothing of a host is loaded before the reader asks for it (docs/decisions/embeds.md). A host that is not here is linked
to. Spotify is left out: its player asks for encrypted media, which our Permissions-Policy turns off.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, parse_qsl, quote, urlencode, urlsplit

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

VIDEO, AUDIO, MAP = "video", "audio", "map"

OPEN_THERE = {
    VIDEO: _("Watch %(title)s on %(host)s"),
    AUDIO: _("Listen to %(title)s on %(host)s"),
    MAP: _("Look at the map %(title)s on %(host)s"),
}
SHOW_HERE = {
    VIDEO: _("Play %(title)s here, with %(host)s"),
    AUDIO: _("Play %(title)s here, with %(host)s"),
    MAP: _("Show the map %(title)s here, with %(host)s"),
}

YOUTUBE_ID = re.compile(r"[\w-]{11}", re.ASCII)
YOUTUBE_LIST = re.compile(r"[\w-]{12,64}", re.ASCII)
YOUTUBE_START = re.compile(r"(?:(\d{1,2})h)?(?:(\d{1,3})m)?(?:(\d{1,6})s?)?", re.ASCII)
VIMEO_PATH = re.compile(r"/(?:video/|channels/[\w-]+/)?(\d{5,12})(?:/([0-9a-f]{8,16}))?", re.ASCII)
VIMEO_HASH = re.compile(r"[0-9a-f]{8,16}", re.ASCII)
SOUNDCLOUD_PATH = re.compile(r"/[\w-]+(?:/sets)?/[\w-]+(?:/s-\w+)?", re.ASCII)
SOUNDCLOUD_NO_TRACK = ("likes", "tracks", "albums", "sets", "reposts", "popular-tracks", "followers", "following")
MAP_VIEW = re.compile(r"map=(\d{1,2})/(-?\d{1,2}(?:\.\d+)?)/(-?\d{1,3}(?:\.\d+)?)", re.ASCII)
# The piece of the map that is framed, in tiles of 256 CSS pixels: 768 by 432.
TILES_WIDE, TILES_HIGH = 3, 1.6875


class NotShown(ValueError):
    """The address cannot be shown in place; the text says why, and what to do instead."""


@dataclass(frozen=True)
class Host:
    """A host whose media may be framed.

    names: the hosts of its pages; origin: scheme and host of its frames; stores: what it may keep in the reader's
    browser, in words; find_frame: SplitResult of a page to path and query of the frame, "" when it is no single medium.
    """

    key: str
    name: str
    kind: str
    names: frozenset
    origin: str
    stores: Promise
    find_frame: Callable[[SplitResult], str]

    @property
    def storage_key(self):
        """Under which name the reader's choice to always show this host stands in localStorage."""
        return f"embed:{self.key}"


@dataclass(frozen=True)
class Embed:
    """One medium of a host: the address of its page and the address that goes into a frame."""

    host: Host
    page_url: str
    frame_url: str

    def open_there(self, title):
        """Return the words of the link to the host."""
        return str(OPEN_THERE[self.host.kind]) % {"title": title, "host": self.host.name}

    def show_here(self, title):
        """Return the words of the button that puts it in place."""
        return str(SHOW_HERE[self.host.kind]) % {"title": title, "host": self.host.name}

    def frame_title(self, title):
        """Return the title of the frame (WCAG 4.1.2)."""
        return f"{title} ({self.host.name})"


def _youtube(address):
    query, parts = parse_qs(address.query), address.path.strip("/").split("/")
    if address.hostname == "youtu.be":
        number = parts[0]
    elif parts[0] in ("embed", "live", "shorts", "v") and len(parts) == 2:
        number = parts[1]
    else:
        number = query.get("v", [""])[0] if parts == ["watch"] else ""
    if YOUTUBE_ID.fullmatch(number) and number != "videoseries":
        start = YOUTUBE_START.fullmatch(query.get("t", query.get("start", [""]))[0])
        hours, minutes, seconds = (int(part or 0) for part in start.groups()) if start else (0, 0, 0)
        begin = hours * 3600 + minutes * 60 + seconds
        return f"/embed/{number}?" + urlencode({"rel": 0} | ({"start": begin} if begin else {}))
    playlist = query.get("list", [""])[0]
    if parts[-1] in ("playlist", "videoseries") and YOUTUBE_LIST.fullmatch(playlist):
        return "/embed/videoseries?" + urlencode({"list": playlist, "rel": 0})
    return ""


def _vimeo(address):
    match = VIMEO_PATH.fullmatch(address.path.rstrip("/"))
    if not match:
        return ""
    number, secret = match.groups()
    secret = secret or parse_qs(address.query).get("h", [""])[0]
    # An unlisted video is found with its hash only; dnt asks the player not to track.
    found = {"h": secret} if VIMEO_HASH.fullmatch(secret) else {}
    return f"/video/{number}?" + urlencode(found | {"dnt": 1})


def _soundcloud(address):
    path = address.path.rstrip("/")
    if not SOUNDCLOUD_PATH.fullmatch(path) or path.rsplit("/", 1)[1] in SOUNDCLOUD_NO_TRACK:
        return ""
    track = quote(f"https://soundcloud.com{path}", safe="")
    return f"/player/?url={track}&auto_play=false&hide_related=true&show_comments=false&show_teaser=false"


def _openstreetmap(address):
    view = MAP_VIEW.search(address.fragment)
    if not view:
        return ""
    zoom, latitude, longitude = int(view[1]), float(view[2]), float(view[3])
    if zoom > 19 or abs(latitude) > 85 or abs(longitude) > 180:
        return ""
    # Web Mercator: a tile is 360/2^zoom degrees wide, and lower in degrees towards the poles.
    tile = 360 / 2**zoom
    wide, high = tile * TILES_WIDE / 2, tile * TILES_HIGH / 2 * math.cos(math.radians(latitude))
    box = (longitude - wide, latitude - high, longitude + wide, latitude + high)
    shown = {"bbox": ",".join(f"{edge:.5f}" for edge in box), "layer": "mapnik"}
    query = parse_qs(address.query)
    try:
        marker = (float(query["mlat"][0]), float(query["mlon"][0]))
    except (KeyError, ValueError):
        marker = ()
    if marker and all(map(math.isfinite, marker)):
        shown["marker"] = ",".join(f"{place:.5f}" for place in marker)
    return "/export/embed.html?" + urlencode(shown)


HOSTS = (
    Host(
        "youtube",
        "YouTube",
        VIDEO,
        frozenset({"youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"}),
        "https://www.youtube-nocookie.com",
        _(
            "YouTube (Google) then sees your internet address and which video you open. It may keep the settings of "
            "the player and a number of your device in your browser."
        ),
        _youtube,
    ),
    Host(
        "vimeo",
        "Vimeo",
        VIDEO,
        frozenset({"vimeo.com", "player.vimeo.com"}),
        "https://player.vimeo.com",
        _(
            "Vimeo then sees your internet address and which video you open. We ask Vimeo not to track you. It may "
            "keep cookies that it needs for its security."
        ),
        _vimeo,
    ),
    Host(
        "soundcloud",
        "SoundCloud",
        AUDIO,
        frozenset({"soundcloud.com", "m.soundcloud.com"}),
        "https://w.soundcloud.com",
        _(
            "SoundCloud then sees your internet address and what you listen to. It may keep cookies, also to recognise "
            "you on other sites and to measure."
        ),
        _soundcloud,
    ),
    Host(
        "openstreetmap",
        "OpenStreetMap",
        MAP,
        frozenset({"openstreetmap.org"}),
        "https://www.openstreetmap.org",
        _(
            "OpenStreetMap then sees your internet address and which place you look at. It may keep a cookie with the "
            "place and the settings of the map."
        ),
        _openstreetmap,
    ),
)
BY_NAME = {name: host for host in HOSTS for name in host.names}


def find_embed(address):
    """Return the Embed of the address (text) of a page at a known host; raises NotShown with a sentence."""
    try:
        parts = urlsplit(address)
        name = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        parts, name = urlsplit(""), ""
    host = BY_NAME.get(name)
    if host is None or parts.scheme not in ("http", "https"):
        raise NotShown(
            gettext("%(address)s cannot be shown in the page; that works for %(hosts)s. Use the block Links instead.")
            % {"address": name or address, "hosts": ", ".join(known.name for known in HOSTS)}
        )
    frame = host.find_frame(parts._replace(netloc=name))
    if not frame:
        raise NotShown(
            gettext("This address does not lead to one video, recording or map at %(host)s. Copy the address of that.")
            % {"host": host.name}
        )
    return Embed(host, address, host.origin + frame)


def address_at(address, seconds):
    """Return the address of a video at YouTube or Vimeo so that it begins after `seconds`; "" for any other address."""
    try:
        key = find_embed(address).host.key
    except NotShown:
        return ""
    parts = urlsplit(address)
    if key == "youtube":
        kept = [(name, value) for name, value in parse_qsl(parts.query) if name not in ("t", "start")]
        return parts._replace(query=urlencode([*kept, ("t", f"{seconds}s")])).geturl()
    return parts._replace(fragment=f"t={seconds}s").geturl() if key == "vimeo" else ""
