"""What kind of work a publication is, in the words of the vocabularies that harvesters know."""

# schema.org type of a kind (PublicationKind.schema_type): DCMI Type, MODS typeOfResource, info:eu-repo/semantics.
TEXT = ("Text", "text", "other")
TYPES = {
    "Book": ("Text", "text", "book"),
    "Report": ("Text", "text", "report"),
    "Article": ("Text", "text", "contributionToPeriodical"),
    "ScholarlyArticle": ("Text", "text", "article"),
    "Chapter": ("Text", "text", "bookPart"),
    "PodcastSeries": ("Sound", "sound recording-nonmusical", "other"),
    "PodcastEpisode": ("Sound", "sound recording-nonmusical", "other"),
    "AudioObject": ("Sound", "sound recording", "other"),
    "VideoObject": ("MovingImage", "moving image", "other"),
}
SEMANTICS = "info:eu-repo/semantics/"


def dcmi_type(facts):
    """Return the DCMI Type of a publication."""
    return TYPES.get(facts["schema_type"], TEXT)[0]


def mods_type(facts):
    """Return the typeOfResource of a publication (MODS 3.7)."""
    return TYPES.get(facts["schema_type"], TEXT)[1]


def semantics_type(facts):
    """Return the type of a publication in the vocabulary info:eu-repo/semantics, a URI."""
    return SEMANTICS + TYPES.get(facts["schema_type"], TEXT)[2]


def all_files(facts):
    """Return the files of a publication and of its parts."""
    return [*facts["files"], *(file for part in facts["parts"] for file in part["files"])]


def w3c_dates(item):
    """Return the dates (W3C-DTF: year, month or day) at the ends of what a CSL item was issued on; [] for none."""
    parts = item.get("issued", {}).get("date-parts", [])
    return ["-".join([f"{date[0]:04d}", *(f"{part:02d}" for part in date[1:])]) for date in parts]
