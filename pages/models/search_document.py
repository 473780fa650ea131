"""What search reads instead of the pages: a document each, and the words that all documents hold."""

from django.db import models


class SearchDocument(models.Model):
    """What search knows of one published page, or of one thing that is no page (pages/search/documents.py).

    The engine's own index hangs on the primary key: columns of this table on PostgreSQL (pages/search/postgresql.py),
    an FTS5 table on SQLite (pages/search/sqlite.py).
    """

    page = models.OneToOneField("wagtailcore.Page", null=True, on_delete=models.CASCADE, related_name="search_document")
    # For what is no page: its type (pages/search/entities.py) and its short name in addresses.
    entity_type = models.CharField(max_length=40, blank=True)
    slug = models.CharField(max_length=255, blank=True)
    language = models.CharField(max_length=5, blank=True)
    translation_key = models.UUIDField(null=True)
    # Whether readers of other languages get this page, because no published page in theirs says the same.
    stands_alone = models.BooleanField(default=True)
    # The value of `?soort=`.
    kind = models.CharField(max_length=40, blank=True)
    day = models.DateField(null=True)
    title = models.CharField(max_length=255)
    # The lexemes of the title with spaces between them, those of one word joined by a slash.
    title_terms = models.TextField(blank=True)
    # Plain text for passages, one value of a field on each line.
    text = models.TextField(blank=True)
    # The different words of the document, folded, for the counts of SearchWord.
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity_type", "slug"], condition=models.Q(page=None), name="unique_search_entity"
            )
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="search_document_newest"),
            models.Index(fields=["translation_key"], name="search_document_translation"),
        ]

    def __str__(self):
        return self.title


class SearchWord(models.Model):
    """A word, folded, as documents hold it, or the form or part of one: in how many, and how it is written."""

    word = models.CharField(max_length=60, unique=True)
    # The word from its end, for words that differ at their beginning (pages/search/suggestions.py).
    reversed = models.CharField(max_length=60, db_index=True)
    spelling = models.CharField(max_length=80)
    documents = models.IntegerField(default=0)

    def __str__(self):
        return self.spelling
