"""One address for every template that a reader can meet."""

from tests.page_samples import find_sample, list_page_types

EXTRA = {
    "search": "/zoeken/?q=wijkteams",
    "search-empty": "/zoeken/",
    "search-nothing": "/zoeken/?q=xyzzyx",
    "search-filtered": "/zoeken/?q=armoede&soort=publication&sorteer=titel",
    "not-found": "/bestaat-niet/",
    "listing-filtered": "/publicaties/?jaar=2018",
    "listing-notice": "/publicaties/?jaar=12345&page=abc",
    "agenda-month": "/agenda/?weergave=maand&maand=2018-04",
    "agenda-week": "/agenda/?weergave=week&week=2018-W15",
    "english-home": "/en/",
    "cookie-settings": "/cookies/",
    "saved": "/bewaard/",
    "series": "/publicaties/reeks/wmo-wijzers/",
    "accessible-version": "/toegankelijke-versie/",
    "accessible-version-english": "/en/toegankelijke-versie/",
    "accessible-version-sent": "/toegankelijke-versie/verzonden/",
    "contact-form": "/contact/bericht/",
    "contact-form-english": "/en/contact/bericht/",
    "contact-form-sent": "/contact/bericht/verzonden/",
    "sign-up": "/nieuwsbrief/aanmelden/",
    "sign-up-english": "/en/nieuwsbrief/aanmelden/",
    "sign-up-sent": "/nieuwsbrief/aanmelden/verzonden/",
    "personal-data": "/mijn-gegevens/",
    "personal-data-english": "/en/mijn-gegevens/",
    "personal-data-sent": "/mijn-gegevens/verzonden/",
    "follow": "/nieuwsbrief/volgen/gemeente/woudenberg/",
    "follow-english": "/en/nieuwsbrief/volgen/zoeken/?q=wijkteams",
    "follow-sent": "/nieuwsbrief/volgen/verzonden/",
    "newsletter-link": "/nieuwsbrief/voorkeuren/",
    "inventory-begin": "/inventarisatie/voorbeeldronde/beginnen/",
    "inventory-begin-english": "/en/inventarisatie/voorbeeldronde/beginnen/",
    "inventory-lost-link": "/inventarisatie/link/",
    "projects-filtered": "/projecten/?gemeente=woudenberg",
    "municipality": "/gemeenten/woudenberg/",
    "subjects": "/onderwerpen/",
    "subject": "/onderwerpen/informele-zorg/",
    "project-link": "/projecten/beheer/",
    "project-link-sent": "/projecten/beheer/verzonden/",
    "project-link-english": "/en/projecten/beheer/",
    "coverage": "/projecten/overzicht/?alles=1",
    "coverage-table": "/projecten/overzicht/?vorm=tabel&alles=1&jaar=99",
    "coverage-municipality": "/projecten/overzicht/woerden/",
    "coverage-english": "/en/projecten/overzicht/",
}
# Of these, what has a template in common with another sample and differs in its words or results.
STATES = {
    "accessible-version-english",
    "contact-form-english",
    "search-empty",
    "search-nothing",
    "search-filtered",
    "listing-filtered",
    "listing-notice",
    "english-home",
    "sign-up-english",
    "follow-english",
    "personal-data-english",
    "inventory-begin-english",
    "projects-filtered",
    "project-link-english",
    "coverage-english",
}


def list_sample_addresses():
    """Return {name: path}: a page of every type, the search, the page that is not found, listings in their states."""
    samples = {page_type._meta.label: find_sample(page_type).url for page_type in list_page_types()}
    return samples | EXTRA
