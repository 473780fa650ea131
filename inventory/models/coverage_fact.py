from django.db import models


class CoverageFact(models.Model):
    """One line of the index behind the overview: a project counts under a value (theme, law, ...) in a municipality.

    Derived from published projects in the main language by `inventory.coverage.facts`, which alone writes it. A project
    without municipality has lines with `municipality` empty, one without themes has a line with `value` 0, so that
    nothing falls out of the counts unseen. `value` is the key of a theme, audience or law, or a year.
    """

    class Kind(models.IntegerChoices):
        PROJECT = 0
        THEME = 1
        AUDIENCE = 2
        LAW = 3
        YEAR = 4
        # Each project once, without municipality: for counting projects.
        TOTAL = 5

    # What is not known, of whatever kind.
    NOTHING = 0

    project = models.ForeignKey("inventory.ProjectPage", on_delete=models.CASCADE, related_name="coverage_facts")
    kind = models.PositiveSmallIntegerField(choices=Kind.choices)
    value = models.PositiveIntegerField()
    municipality = models.ForeignKey(
        "network.Municipality", null=True, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    # The place of the status in ProjectPage.Status: a number is read and compared faster.
    status = models.PositiveSmallIntegerField()
    confirmed_on = models.DateField(null=True)
    round = models.ForeignKey(
        "inventory.InventoryRoundPage", null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    year = models.PositiveSmallIntegerField()

    class Meta:
        # All that the overview asks, in the order in which it is grouped: PostgreSQL reads the index alone.
        indexes = [
            models.Index(
                fields=["kind", "value", "municipality", "status", "confirmed_on", "round", "year"],
                include=["project"],
                name="coverage_counts",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.value}: {self.project_id}"
