"""What the shared blocks show in the admin before there is anything in them, and on the style page: Dutch examples."""

from django.apps import apps

ACTION = {
    "kind": "download",
    "subject": "de handreiking “Samen aan tafel”",
    "page": None,
    "document": None,
    "url": "https://example.org/handreiking.pdf",
    "deadline": None,
}
CALL = ACTION | {"kind": "register", "subject": "de bijeenkomst", "url": "https://example.org/aanmelden"}
LOST = ACTION | {"kind": "read-report", "subject": "het jaarverslag van 2016", "url": ""}
LINKS = [ACTION, CALL, LOST]
TEXT = (
    "<h2>Een tussenkop zegt wat er komt</h2>"
    "<p>Een alinea begint met het belangrijkste. Leg een woord dat niet iedereen kent meteen uit, en houd zinnen kort."
    " Een <b>vet</b> woord valt op, een <i>cursief</i> woord is een titel.</p>"
    "<ul><li>Een opsomming helpt bij drie dingen of meer.</li><li>Elk punt is een zin.</li></ul>"
    "<h3>Een kleinere tussenkop</h3>"
    "<p>Een link zegt waar hij heen gaat, zoals <a href='/publicaties/'>alle publicaties</a>.</p>"
)
QUOTE = {
    "text": "Wie luistert, hoeft minder uit te leggen.",
    "attribution": "Wijkverpleegkundige",
    "lang": "nl",
}
CALLOUT = {
    "heading": "Goed om te weten",
    "text": "<p>Een kader geeft een korte aanvulling: een tip, een regel of een telefoonnummer.</p>",
}
QUESTION = {
    "question": "Wat hebt u ervan geleerd?",
    "answer": "<p>“Dat bewoners zelf het beste weten wat werkt. Wij hoefden alleen de deur open te zetten.”</p>",
}

EMBED = {
    "url": "https://www.openstreetmap.org/#map=16/52.0907/5.1214",
    "title": "de binnenstad van Utrecht",
    "language": "nl",
    "image": None,
    "captions": "",
    "transcript": "<p>De kaart toont het Domplein. Vanaf Utrecht Centraal is het een kwartier lopen.</p>",
    "transcript_document": None,
    "without_text": False,
}
SIGN_UP = {
    "heading": "",
    "text": "Een paar keer per jaar nieuws over kennis in het sociaal domein.",
    "mailing_list": None,
}


def preview_image():
    """Return an image block with the newest described picture of the site; without one the block shows nothing."""
    image = apps.get_model("pages.SiteImage").objects.exclude(description="").order_by("-created_at", "-pk").first()
    return {"image": image, "alt_text": "", "caption": "Een onderschrift vertelt wat de afbeelding niet laat zien."}
