"""Podcast feeds: RSS 2.0 with the namespaces of Apple (itunes), Podcasting 2.0 (podcast) and Podlove (psc).

A publication of the kind podcast series has one of its parts that can be heard, and a Series (publications.models) one
of its publications of the kind podcast episode. Chapters stand in the feed (Podlove Simple Chapters 1.2), and in a file
of their own that it names (JSON Chapters Format of Podcasting 2.0).
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Enclosure, Rss201rev2Feed
from django.utils.translation import gettext, override
from wagtail.contrib.routable_page.models import re_path

from pages.autodiscovery import Feed
from pages.chapters import JSON_MEDIA_TYPE, chapters_json
from pages.kept import kept
from pages.structured_data import absolute, address_of, share_image, site_facts
from publications.models.vocabulary import PublicationKind
from visitors.plain_text import xml_text

MEDIA_TYPE = "application/rss+xml"
FILE_NAME = "podcast.xml"
NAMESPACES = {
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
    "xmlns:psc": "http://podlove.org/simple-chapters",
}
SIMPLE_CHAPTERS_VERSION = "1.2"
# What podcast programs play, by the extension of an address or a file.
AUDIO = {
    "mp3": "audio/mpeg",
    "m4a": "audio/x-m4a",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "mp4": "video/mp4",
}
CATEGORY = "Society & Culture"  # one of Apple's
MOST_EPISODES = 500
EPISODE_PREFETCH = ["files__document", "transcript", "action_links", "locale", "publisher", "listing_image", "cover"]


@dataclass(frozen=True)
class Episode:
    """An episode that can be heard. `length` is in bytes, 0 when it is not known; `transcript` is a SiteDocument.

    `chapters`: list of pages.chapters.Chapter; `chapters_address`: where they stand as JSON.
    """

    guid: str
    title: str
    description: str
    link: str
    number: str
    address: str
    media_type: str
    length: int
    duration: timedelta | None
    language: str
    published_at: datetime | None
    transcript: object = None
    chapters: list = field(default_factory=list)
    chapters_address: str = ""


class PodcastFeed(Rss201rev2Feed):
    """Django's RSS writer with what podcast programs read besides."""

    content_type = f"{MEDIA_TYPE}; charset=utf-8"

    def rss_attributes(self):
        """Add the namespaces."""
        return super().rss_attributes() | NAMESPACES

    def add_root_elements(self, handler):
        """Add what belongs to the whole podcast."""
        super().add_root_elements(handler)
        feed = self.feed
        handler.addQuickElement("podcast:guid", feed["guid"])
        # Another service asks the owner before it takes the podcast over.
        handler.addQuickElement("podcast:locked", "yes", {"owner": feed["owner_email"]})
        handler.addQuickElement("itunes:author", feed["author"])
        handler.addQuickElement("itunes:type", "serial" if feed["is_serial"] else "episodic")
        handler.addQuickElement("itunes:explicit", "false")
        handler.addQuickElement("itunes:category", None, {"text": CATEGORY})
        handler.startElement("itunes:owner", {})
        handler.addQuickElement("itunes:name", feed["owner_name"])
        handler.addQuickElement("itunes:email", feed["owner_email"])
        handler.endElement("itunes:owner")
        if feed["image"]:
            handler.addQuickElement("itunes:image", None, {"href": feed["image"]})

    def add_item_elements(self, handler, item):
        """Add what belongs to an episode."""
        super().add_item_elements(handler, item)
        episode = item["episode"]
        handler.addQuickElement("itunes:title", xml_text(episode.title))
        handler.addQuickElement("itunes:episodeType", "full")
        handler.addQuickElement("itunes:explicit", "false")
        if episode.duration:
            handler.addQuickElement("itunes:duration", str(int(episode.duration.total_seconds())))
        # A whole number from 1 on; Podcasting 2.0 takes any number.
        if episode.number.isdecimal() and int(episode.number):
            handler.addQuickElement("itunes:episode", str(int(episode.number)))
            handler.addQuickElement("podcast:episode", str(int(episode.number)))
        if item["transcript"]:
            handler.addQuickElement("podcast:transcript", None, item["transcript"])
        if episode.chapters:
            kind = {"url": episode.chapters_address, "type": JSON_MEDIA_TYPE}
            handler.addQuickElement("podcast:chapters", None, kind)
            handler.startElement("psc:chapters", {"version": SIMPLE_CHAPTERS_VERSION})
            for chapter in episode.chapters:
                facts = {"start": _normal_play_time(chapter.seconds), "title": xml_text(chapter.title)}
                handler.addQuickElement("psc:chapter", None, facts)
            handler.endElement("psc:chapters")


def _normal_play_time(seconds):
    """Return a number of seconds as Normal Play Time (RFC 2326, 3.6): 01:02:15."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


class PodcastPublication:
    """Mixin of PublicationPage, a routable page: the feed of a publication of the kind podcast series, and the chapters
    of what can be heard or seen.
    """

    @re_path(rf"^{FILE_NAME}/$", name="podcast")
    def podcast(self, request):
        """Answer with the feed; 404 for another kind, and when nothing can be heard."""
        episodes = self.list_episodes(request)
        if not episodes:
            raise Http404
        return podcast_response(
            request,
            title=self.title,
            description=self.summary,
            link=address_of(self, request),
            guid=str(uuid.uuid5(self.translation_key, f"{self.locale.language_code}/podcast")),
            language=self.languages[0] if self.languages else self.locale.language_code,
            author=self.publisher.name if self.publisher else "",
            image=share_image(self, request),
            episodes=episodes,
        )

    @re_path(r"^chapters\.json/$", name="chapters")
    def own_chapters(self, request):
        """Answer with the chapters of a publication that is one recording; 404 when it has none."""
        return chapters_response(self.chapter_list)

    @re_path(r"^chapters-(?P<key>[0-9a-f-]{36})\.json/$", name="part-chapters")
    def part_chapters(self, request, key):
        """Answer with the chapters of the part with this key (_key_of_part); 404 when there are none."""
        found = [part for part in self.parts.all() if str(self._key_of_part(part)) == key]
        return chapters_response(found[0].chapter_list if found else [])

    def _key_of_part(self, part):
        """Return the UUID by which programs know a part: the same after a new number, title, import or address."""
        return uuid.uuid5(self.translation_key, f"{self.locale.language_code}/{part.identity}")

    def list_feeds(self, request, listing=None):
        """Return the podcast, when its episodes can be heard."""
        found = super().list_feeds(request, listing)
        if self.schema_type != PublicationKind.SchemaType.PODCAST:
            return found
        if kept(self, request, "podcast", lambda: bool(self.list_episodes(request))):
            found = [*found, podcast_link(address_of(self, request), self.title)]
        return found

    def list_episodes(self, request):
        """Return the Episodes of a podcast series, one for each part that can be heard; [] for another kind."""
        if self.schema_type != PublicationKind.SchemaType.PODCAST:
            return []
        if "parts" not in getattr(self, "_prefetched_objects_cache", {}):
            prefetch_related_objects([self], "parts__document", "parts__transcript")
        address = address_of(self, request)
        return [
            Episode(
                guid=self._key_of_part(part).urn,
                title=part.title,
                description=part.description,
                link=address,
                number="" if part.number is None else str(part.number),
                duration=part.duration,
                language=part.language,
                published_at=part.added_at or self.first_published_at,
                transcript=part.transcript,
                chapters=part.chapter_list,
                chapters_address=f"{address}chapters-{self._key_of_part(part)}.json",
                **media,
            )
            for part in self.parts.all()
            if (media := media_of(request, part.document, part.url))
        ]


def podcast_link(address, title):
    """Return the Feed of the podcast with this title, below the whole address of its page."""
    words = gettext("%(title)s: podcast (RSS)") % {"title": title}
    return Feed(f"{address}{FILE_NAME}", MEDIA_TYPE, words)


def series_podcast(request, series, pages):
    """Return the feed of a Series: of its PublicationPages that are episodes, in order; None when none can be heard."""
    episodes = episodes_of_pages(request, pages)
    if not episodes:
        return None
    first = pages[0]
    language = first.locale.language_code
    return podcast_response(
        request,
        title=series.label,
        description=series.description or series.label,
        link=absolute(request, reverse("series", args=[series.slug])),
        # A series has no key of its own: its slug is what content files know it by.
        guid=str(uuid.uuid5(uuid.NAMESPACE_URL, f"series/{series.slug}/{language}/podcast")),
        language=language,
        author=first.publisher.name if first.publisher else "",
        image=share_image(first, request),
        episodes=episodes,
    )


def episodes_of_pages(request, pages):
    """Return the Episodes that PublicationPages (a list) are; those that cannot be heard are left out."""
    prefetch_related_objects(pages, *EPISODE_PREFETCH)
    return [episode for page in pages if (episode := _episode_of(request, page))]


def _episode_of(request, page):
    """Return the Episode that a publication is, or None when it cannot be heard."""
    links = [link.url for link in page.action_links.all() if link.kind == "listen"]
    found = [media_of(request, file.document, "") for file in page.files.all()]
    media = next(filter(None, [*found, *(media_of(request, None, url) for url in links)]), None)
    return media and Episode(
        guid=uuid.uuid5(page.translation_key, f"{page.locale.language_code}/").urn,
        title=page.title,
        description=page.summary,
        link=address_of(page, request),
        number=page.report_number or page.series_number,
        duration=page.duration,
        language=page.locale.language_code,
        published_at=page.first_published_at,
        transcript=page.transcript,
        chapters=page.chapter_list,
        chapters_address=f"{address_of(page, request)}chapters.json",
        **media,
    )


def media_of(request, document, url):
    """Return {address, media_type, length} of a document or an address that can be heard; None for another one."""
    if document and not document.is_example and document.file_extension.lower() in AUDIO:
        address, length = absolute(request, document.url), document.file_size or 0
        return {"address": address, "media_type": AUDIO[document.file_extension.lower()], "length": length}
    extension = PurePosixPath(urlsplit(url).path).suffix.lower().removeprefix(".")
    return {"address": url, "media_type": AUDIO[extension], "length": 0} if extension in AUDIO else None


def chapters_response(chapters):
    """Return Chapters as JSON that players on other sites may read too; raises Http404 without any."""
    if not chapters:
        raise Http404
    response = JsonResponse(chapters_json(chapters), content_type=JSON_MEDIA_TYPE)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def podcast_response(request, *, title, description, link, guid, language, author, image, episodes):
    """Return the feed of Episodes (in their order) as RSS, the newest first."""
    facts = site_facts(request)
    with override(language):
        feed = PodcastFeed(
            title=xml_text(title),
            link=link,
            description=xml_text(description or title),
            language=language,
            feed_url=f"{link}{FILE_NAME}",
            guid=guid,
            author=xml_text(author or facts["name"]),
            owner_name=xml_text(facts["name"]),
            owner_email=facts["email"] or settings.CONTACT_EMAIL,
            image=image["url"] if image else "",
            is_serial=any(episode.number for episode in episodes),
        )
        for episode in reversed(episodes):
            _add(feed, request, episode)
    return HttpResponse(feed.writeString("utf-8"), content_type=PodcastFeed.content_type)


def _add(feed, request, episode):
    transcript = episode.transcript and {
        "url": absolute(request, episode.transcript.url),
        "type": episode.transcript.content_type,
        "language": episode.transcript.language,
    }
    feed.add_item(
        title=xml_text(episode.title),
        link=episode.link,
        description=xml_text(episode.description or episode.title),
        unique_id=episode.guid,
        unique_id_is_permalink=False,
        pubdate=episode.published_at,
        enclosures=[Enclosure(episode.address, str(episode.length), episode.media_type)],
        episode=episode,
        transcript=transcript,
    )
