"""What machines read about a page: schema.org in JSON-LD 1.1, and the facts behind the tags for sharing.

A page answers `get_structured_data(request)` with its nodes (dicts); rooms describe their own records with the pieces
here. A node says no more than is known: empty properties are left out by `tidy`.
"""

import json

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Site

from pages import cache_version
from pages.page_context import relatives_of, restricted_paths
from pages.page_rows import fetch_rows
from pages.renditions import picture_of
from pages.subjects import linked_themes, subjects_of

# Organisations and their like have no language and no date of publication.
ORGANISATION_TYPES = ("Organization", "Project")
DRAWN_SIZE = (1200, 630)  # pixels
# In a script element the browser looks for "</script" and "<!--" before anything reads the JSON (HTML 4.12.1.3);
# U+2028 and U+2029 end lines in older JavaScript.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def to_json(nodes):
    """Return the nodes as one JSON-LD document (text) that is safe inside a script element."""
    document = {"@context": "https://schema.org", "@graph": [tidy(node) for node in nodes]}
    return json.dumps(document, ensure_ascii=False).translate(ESCAPES)


def tidy(value):
    """Return a node without empty properties, however deep; 0 and False stay."""
    if isinstance(value, dict):
        pairs = {name: tidy(part) for name, part in value.items()}
        return {name: part for name, part in pairs.items() if not is_empty(part)}
    if isinstance(value, (list, tuple)):
        return [part for part in map(tidy, value) if not is_empty(part)]
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return str(value)


def is_empty(part):
    """Return whether a value is empty, or a node of which only the type is known."""
    return part in (None, "", [], {}) or (isinstance(part, dict) and set(part) == {"@type"})


def root_address(request):
    """Return the address of the site without closing slash, as its Wagtail record has it; BASE_URL without one."""
    site = Site.find_for_request(request) if request else None
    return site.root_url if site else settings.BASE_URL


def absolute(request, address):
    """Return a whole address for a path on this site; whole addresses and empty ones stay as they are."""
    return root_address(request) + address if address.startswith("/") else address


def address_of(page, request):
    """Return the whole address of a page, "" when it has none (outside the site, or not saved yet)."""
    return page.get_full_url(request) or "" if page.pk else ""


def site_facts(request):
    """Return {name, short_name, email, same_as} of the platform; kept until the content changes."""
    root = root_address(request)

    def collect():
        facts = apps.get_model("pages.SiteSettings").for_request(request)
        return {
            "name": facts.organisation_name,
            "short_name": facts.short_name,
            "email": facts.contact_email,
            "same_as": [facts.linkedin_url] if facts.linkedin_url else [],
        }

    return cache_version.cached(f"site-facts:{root}", collect, alone=True)


def page_links(page, request):
    """Return {breadcrumbs, translations} of a page; cached.

    breadcrumbs: (title, address) of the live pages from the home page down to and without this page.
    translations: (language code, address) of this page and its live public translations, main language first;
    empty when there is only this one.
    """
    if not page.pk:
        return {"breadcrumbs": [], "translations": []}

    def collect():
        ancestors, versions = relatives_of(page)
        breadcrumbs = [(parent.title, parent.get_full_url(request)) for parent in ancestors if parent.depth > 1]
        hidden = tuple(restricted_paths())
        public = [version for version in versions if not version.path.startswith(hidden)]
        addresses = {version.locale.language_code: version.get_full_url(request) for version in public}
        codes = [code for code, _name in settings.LANGUAGES if addresses.get(code)]
        return {
            "breadcrumbs": [pair for pair in breadcrumbs if pair[1]],
            "translations": [(code, addresses[code]) for code in codes] if len(codes) > 1 else [],
        }

    return cache_version.cached(f"page-addresses:{root_address(request)}:{page.pk}", collect)


def share_image(page, request):
    """Return {url, width, height, alt} of the picture that stands for the page (1200 x 630), or None.

    A picture that was not made yet counts as none, drawn or not, and so does one whose file is lost or broken.
    """
    image = getattr(page, "share_image", None)
    if image is None:
        return drawn_image(page, request)
    picture = picture_of(image, "shared")
    return picture and {
        "url": absolute(request, picture["url"]),
        "width": picture["width"],
        "height": picture["height"],
        "alt": image.description,
    }


def drawn_image(page, request):
    """Return the facts of share_image() of the picture that was drawn for the page (`drawn_picture`), or None."""
    name = page.drawn_picture
    try:
        is_there = name and default_storage.exists(name)
    except ConnectionError:
        # The storage is away: the page does without, and is not kept so.
        request.may_be_kept = is_there = False
    if not is_there:
        return None
    width, height = DRAWN_SIZE
    return {"url": absolute(request, default_storage.url(name)), "width": width, "height": height, "alt": page.title}


def describe_publisher(request):
    """Return the node of the platform itself."""
    facts, root = site_facts(request), root_address(request)
    return {
        "@type": "Organization",
        "@id": f"{root}/#organization",
        "name": facts["name"],
        "alternateName": facts["short_name"],
        "url": f"{root}/",
        "email": facts["email"],
        "sameAs": facts["same_as"],
    }


def describe_website(request, page):
    """Return the node of the site, with its search; `page` is the home page in the language being read."""
    root, language = root_address(request), page.locale.language_code
    with translation.override(language):
        search = reverse("search")
    return {
        "@type": "WebSite",
        "@id": f"{root}/#website",
        "name": site_facts(request)["name"],
        "alternateName": site_facts(request)["short_name"],
        "url": address_of(page, request),
        "inLanguage": language,
        "publisher": {"@id": f"{root}/#organization"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{root}{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }


def describe_page(page, request, **more):
    """Return the main node of a page by its `schema_type`; `more` adds and replaces properties."""
    address, image = address_of(page, request), share_image(page, request)
    node = {
        "@type": page.schema_type,
        "@id": f"{address}#{page.schema_type.lower()}" if address else None,
        "name": page.title,
        "url": address,
        "description": page.description,
        "image": image and image["url"],
    }
    if page.schema_type not in ORGANISATION_TYPES:
        node |= {"inLanguage": page.locale.language_code}
    if page.schema_type.endswith("Page"):
        node |= {"isPartOf": refer_to_website(request), "dateModified": last_change(page)}
    return node | more


def refer_to_website(request):
    """Return the node of the site as another node names it."""
    root, name = root_address(request), site_facts(request)["name"]
    return {"@type": "WebSite", "@id": f"{root}/#website", "name": name, "url": f"{root}/"}


def describe_view(head, request, **more):
    """Return the main node of a view that is no Wagtail page from its pages.head.Head; `more` adds and replaces."""
    node = {
        "@type": head.schema_type,
        "@id": f"{head.address}#{head.schema_type.lower()}",
        "name": head.title,
        "url": head.canonical,
        "description": head.description,
    }
    if head.schema_type.endswith("Page"):
        node |= {"inLanguage": head.language, "isPartOf": refer_to_website(request)}
    return node | more


def last_change(page):
    """Return when the page was last published, in ISO 8601 with offset; None for a page that never was."""
    return page.last_published_at and page.last_published_at.isoformat(timespec="seconds")


def describe_breadcrumbs(page, request):
    """Return the BreadcrumbList from the home page to this page, or None on the home page itself."""
    breadcrumbs = page_links(page, request)["breadcrumbs"]
    if not breadcrumbs:
        return None
    # The same word as in the breadcrumbs that readers see.
    return breadcrumb_list(
        [(gettext("Home"), breadcrumbs[0][1]), *breadcrumbs[1:], (page.title, address_of(page, request))]
    )


def describe_crumbs(context, head, request):
    """Return the BreadcrumbList of the breadcrumbs that a view shows, or None when it shows none."""
    crumbs = context.get("crumbs")
    return crumbs and breadcrumb_list([(crumb.label, absolute(request, crumb.url) or head.address) for crumb in crumbs])


def breadcrumb_list(steps):
    """Return the BreadcrumbList of steps (title, whole address)."""
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": address}
            for position, (title, address) in enumerate(steps, start=1)
        ],
    }


def describe_person(person, affiliation=""):
    """Return the node of a network.Person; `affiliation` is a name as it was at that moment."""
    return {
        "@type": "Person",
        "name": person.name,
        "givenName": person.given_name,
        "familyName": " ".join(part for part in (person.particle, person.family_name) if part),
        "sameAs": f"https://orcid.org/{person.orcid}" if person.orcid else None,
        "affiliation": {"@type": "Organization", "name": affiliation},
    }


def describe_organisation(organisation):
    """Return the node of a network.Organisation."""
    return {
        "@type": "Organization",
        "name": organisation.name,
        "alternateName": organisation.short_name,
        "url": organisation.website,
        "sameAs": organisation.ror,
    }


def describe_topics(record, request):
    """Return what a record is about, as nodes: the names of its themes, its subjects as terms of the vocabulary."""
    themes = [{"@type": "Thing", "name": theme.title} for theme in linked_themes(record) if theme.live]
    vocabulary = absolute(request, reverse("subjects"))
    return themes + [
        {
            "@type": "DefinedTerm",
            "name": str(subject),
            "url": absolute(request, subject.get_absolute_url()),
            "inDefinedTermSet": vocabulary,
        }
        for subject in subjects_of(record)
    ]


def describe_work(record, request, **more):
    """Return the node of a record that was published as a work: date as far as known, publisher, themes."""
    works = {
        "headline": record.title if record.schema_type.endswith("Article") else None,
        "datePublished": record.date.schema_value() if record.date else None,
        "dateModified": last_change(record),
        "publisher": describe_publisher(request),
        "about": describe_topics(record, request),
        "isAccessibleForFree": True,
    }
    return describe_page(record, request, **works | more)


def describe_article(article, request):
    """Return the node of a pages.ArticlePage, with its author; an interview mentions who was interviewed."""
    interviewee = article.interviewee and describe_person(article.interviewee)
    if interviewee and article.interviewee_role:
        interviewee["jobTitle"] = article.interviewee_role
    return describe_work(
        article,
        request,
        author=article.author and describe_person(article.author),
        mentions=interviewee,
        mainEntityOfPage=address_of(article, request),
    )


def describe_werkplaats(werkplaats, request):
    """Return the node of a pages.WerkplaatsPage: an organisation with its region, years and members."""
    founded, dissolved = werkplaats.date.schema_ends() if werkplaats.date else (None, None)
    fetch_rows(werkplaats, request)
    return describe_page(
        werkplaats,
        request,
        areaServed=werkplaats.region,
        foundingDate=founded,
        dissolutionDate=dissolved if werkplaats.date and werkplaats.date.is_period else None,
        sameAs=werkplaats.website,
        member=[describe_organisation(member.organisation) for member in werkplaats.members.all()],
    )
