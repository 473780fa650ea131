"""What lists, feeds and newsletters tell of a page, with the answer of a type that has nothing of its own to tell."""

from pages.actions import reachable
from pages.renditions import picture_of
from pages.subjects import subjects_of


class ListedFacts:
    """Mixin of BasePage: what every page offers to cards, search results and items of the newsletter."""

    @property
    def kind_label(self):
        """What it is, in a word or two, for cards and search results."""
        return self._meta.verbose_name

    @property
    def date_line(self):
        """When it is, in words; empty where a date says nothing."""
        return ""

    @property
    def picture(self):
        """The picture on its card (pages.renditions.picture_of), or None."""
        return picture_of(self.listing_image)

    @property
    def card_note(self):
        """What a card says of it besides kind and date, in the language of the reader; empty for nothing."""
        return ""

    @property
    def own_note(self):
        """The same in the language of the record itself."""
        return ""

    @property
    def when_and_where(self):
        """When and where it is, for a newsletter item, as a list of (label, words); empty for most types."""
        return []

    @property
    def actions(self):
        """What a reader can do with it, as a list of pages.actions.Action that lead somewhere."""
        return reachable(link.as_action(self.title) for link in self.action_links.all())


class RecordFacts:
    """Mixin of RecordPage: what a record offers to lists and feeds besides; each type overrides what it can say.

    The record index keeps the answers (card_fields).
    """

    @property
    def author_names(self):
        """The names of those who made it, for feeds; none leaves it to the author of the feed."""
        return []

    @property
    def contributor_names(self):
        """The names of those who did something else for it, such as translating it, for feeds."""
        return []

    @property
    def category_terms(self):
        """What it is and what it is about, in words, for feeds (RFC 4287 4.2.2)."""
        themes = [link.theme.title for link in self.theme_links.all() if link.theme.live]
        return [str(self.kind_label), *themes, *(str(subject) for subject in subjects_of(self))]

    @property
    def enclosures(self):
        """Its own files, for feeds (RFC 4287 4.2.7.2), as dicts with url, length in bytes (None: unknown) and type."""
        return []

    @property
    def shown_subjects(self):
        """Its first subjects for a row of a list, as a list of {label, url}."""
        subjects = subjects_of(self)[: self.MOST_SUBJECTS]
        return [{"label": str(subject), "url": subject.get_absolute_url()} for subject in subjects]

    @property
    def made_by(self):
        """Who brings it out, in a few words, for a row of a list; empty for nobody in particular."""
        return ""

    @property
    def formats(self):
        """In which form it can be had, for a row of a list: “pdf, 24 pages”; empty where it is only a page."""
        return ""

    @property
    def download(self):
        """The file that a row of a list offers, as {title, url, facts}; None for none."""
        return None

    @property
    def sort_title(self):
        """The text by which lists sort on title."""
        return self.title

    @property
    def place_line(self):
        """Where it is, in words; empty for what is nowhere."""
        return ""

    @property
    def news_at(self):
        """When (aware datetime) there was last something new to tell of it; None when it was never published."""
        return self.first_published_at

    @property
    def index_span(self):
        """(first moment, moment until which it is to come, open or confirmed) as aware datetimes, None for unknown."""
        return None, None

    @property
    def turning_points(self):
        """The moments (aware datetimes) at which what an issue says of it changes without an edit."""
        return [moment for moment in self.index_span if moment]

    def outdated_at(self, moment):
        """Return why it is too late to announce the record at `moment` (aware datetime), as a sentence; else empty."""
        return ""
