"""The drawn icons of themes: lines on a field of 24 by 24, one path each, stroked by the stylesheet."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Icon(models.TextChoices):
    """What an icon shows; PATHS says how it is drawn."""

    PEOPLE = "people", _("People together")
    HANDS = "hands", _("Hand with a heart: care for each other")
    HOUSE = "house", _("House: living")
    NEIGHBOURHOOD = "neighbourhood", _("Houses: the neighbourhood")
    HEALTH = "health", _("Heartbeat: health")
    SPEECH = "speech", _("Speech balloons: having a say")
    UMBRELLA = "umbrella", _("Umbrella: prevention")
    QUALITY = "quality", _("Rosette: quality")
    COMPASS = "compass", _("Compass: policy")
    NETWORK = "network", _("Network")
    PLANT = "plant", _("Plant: growth")
    KEY = "key", _("Key: own direction")
    BOOK = "book", _("Book: knowledge")
    MEASURE = "measure", _("Bars: measuring")
    RINGS = "rings", _("Rings that link: working together")
    TURN = "turn", _("Turning arrows: change")
    BADGE = "badge", _("Badge: the professional")


# Path data of SVG; a full circle is two half arcs.
PATHS = {
    Icon.PEOPLE: "M12 10a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM6.5 20v-2.5a5.5 5.5 0 0 1 11 0V20"
    "M4.6 12.4a2.1 2.1 0 1 1 1.7-3.6M1.8 19v-1.4A4 4 0 0 1 4 14.3M19.4 12.4a2.1 2.1 0 1 0-1.7-3.6M22.2 19v-1.4"
    "A4 4 0 0 0 20 14.3",
    Icon.HANDS: "M12 10.8C9.7 9.3 8.3 7.9 8.3 6.2a2 2 0 0 1 3.7-1 2 2 0 0 1 3.7 1c0 1.7-1.4 3.1-3.7 4.6z"
    "M2.5 14h3v6.5h-3M5.5 15c2-1.2 3.8-1 5.3.3h2.7a1.4 1.4 0 0 1 0 2.8H10M14.6 16.6l4.6-2.3a1.5 1.5 0 0 1 1.5 2.6"
    "L15 20.1a4 4 0 0 1-3.3.2L5.5 18.8",
    Icon.HOUSE: "M3 11.5 12 4l9 7.5M5.5 9.5V20h13V9.5M10 20v-5.5h4V20",
    Icon.NEIGHBOURHOOD: "M2.5 20V11L6.5 7.2 10.5 11v9M10.5 20V7.5L15.7 3l5.8 4.5V20M1.5 20h21M6.5 20v-4M14 10.5h.01"
    "M18 10.5h.01M16 20v-5",
    Icon.HEALTH: "M12 20C6 15.8 3 12.6 3 9a4.6 4.6 0 0 1 9-1.5A4.6 4.6 0 0 1 21 9c0 3.6-3 6.8-9 11z"
    "M3.4 11.5H8l1.8-3 2.6 5.5 1.6-2.5h6.6",
    Icon.SPEECH: "M4.5 4h9A1.5 1.5 0 0 1 15 5.5v5a1.5 1.5 0 0 1-1.5 1.5H8.5L5 15v-3h-.5A1.5 1.5 0 0 1 3 10.5v-5"
    "A1.5 1.5 0 0 1 4.5 4zM18 9h1.5A1.5 1.5 0 0 1 21 10.5v5a1.5 1.5 0 0 1-1.5 1.5H19v3l-3.5-3H11a1.5 1.5 0 0 1-1.5-1.5",
    Icon.UMBRELLA: "M12 3v1.5M3 13a9 8.5 0 0 1 18 0c-1.6-1.7-4.4-1.7-6 0-1.6-1.7-4.4-1.7-6 0-1.6-1.7-4.4-1.7-6 0z"
    "M12 12v6.2a2 2 0 0 1-4 0",
    Icon.QUALITY: "M12 15a6 6 0 1 0 0-12 6 6 0 0 0 0 12zM9.6 9.1l1.7 1.7 3.2-3.4M8.5 14l-1.5 7 5-2.5 5 2.5-1.5-7",
    Icon.COMPASS: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM15.8 8.2l-2.2 5.4-5.4 2.2 2.2-5.4zM12 3v1.5M12 19.5V21"
    "M3 12h1.5M19.5 12H21",
    Icon.NETWORK: "M12 14.3a2.3 2.3 0 1 0 0-4.6 2.3 2.3 0 0 0 0 4.6zM5 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM19 7a2 2 0 1 0"
    " 0-4 2 2 0 0 0 0 4zM5 21a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM19 21a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM6.4 6.4l3.9 3.9"
    "M17.6 6.4l-3.9 3.9M6.4 17.6l3.9-3.9M17.6 17.6l-3.9-3.9",
    Icon.PLANT: "M12 20v-9M12 13c0-4-2.5-6.5-7.5-6.5 0 4 2.5 6.5 7.5 6.5zM12 11c0-4 2.5-7 8-7.5 0 5-2.5 7.5-8 7.5z"
    "M7.5 20.5h9",
    Icon.KEY: "M8 20a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM11.2 12.3 20 3.5M17 6.5l3 3M14 9.5l2 2M8 15.5h.01",
    Icon.BOOK: "M12 7v13M12 7c-2-1.7-5-2.2-9-2v12.7c4-.2 7 .6 9 2.3 2-1.7 5-2.5 9-2.3V5c-4-.2-7 .3-9 2z",
    Icon.MEASURE: "M3 20.5h18M6 17v-4M10.5 17v-7M15 17v-5M19.5 17V7M5.5 8.5l5-3.5 4.5 2.5 4.5-4",
    Icon.RINGS: "M9 17.5a5.5 5.5 0 1 1 2.9-10.2M15 6.5a5.5 5.5 0 1 1-2.9 10.2M11.9 7.3a5.5 5.5 0 0 1 1 8"
    "M12.1 16.7a5.5 5.5 0 0 1-1-8",
    Icon.TURN: "M4 11a8 8 0 0 1 13.7-4.6L20 8.5M20 4v4.5h-4.5M20 13a8 8 0 0 1-13.7 4.6L4 15.5M4 20v-4.5h4.5M12 12h.01",
    Icon.BADGE: "M6 7h12a1.5 1.5 0 0 1 1.5 1.5V20A1.5 1.5 0 0 1 18 21.5H6A1.5 1.5 0 0 1 4.5 20V8.5A1.5 1.5 0 0 1 6 7z"
    "M10 7V2.5h4V7M12 14.3a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM8.5 18.5a3.5 3.2 0 0 1 7 0",
}
