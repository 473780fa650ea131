"""What happens in one part of the newsletter and another part counts."""

from django.dispatch import Signal

# Sent with `mailing` and `subscriber` (primary keys) when somebody left by a link in the mail of that mailing.
unsubscribed = Signal()
