from django.db import models
from django.utils.translation import gettext_lazy as _


class Visibility(models.TextChoices):
    """Who sees an answer. The network are the editors of all werkplaatsen and the owners of projects."""

    EVERYONE = "everyone", _("Everyone")
    NETWORK = "network", _("The network")
    EDITORS = "editors", _("Only editors")
