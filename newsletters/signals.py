"""What the newsletter tells its other parts."""

from django.dispatch import Signal

# send(sender, mailing=pk, subscriber=pk): somebody unsubscribed by the link in a mail of that mailing.
unsubscribed = Signal()
