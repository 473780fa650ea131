"""The form with which somebody who lost a private link has a new one mailed.

The answer is the same for every address, known or not, so that it does not tell who is known.
"""

from django import forms
from django.utils.translation import gettext

from visitors.addresses import AddressField
from visitors.honeypot import HoneypotMixin
from visitors.rate_limit import is_of_recipient
from visitors.sent_forms import refuse, restore


class LinkForm(HoneypotMixin, forms.Form):
    """The address to which a private link is mailed."""

    address = AddressField()


def read_address(request, over, words):
    """Handle GET and POST of a LinkForm; return (LinkForm to show, address to mail to, response): one of them.

    over(request, address): counts the request, returns the exceeded Limit or None. words(limit): the message (text)
    about an exceeded Limit. The response is the redirect of a refused form.
    """
    if request.method != "POST":
        return restore(request, LinkForm()), None, None
    form = LinkForm(request.POST)
    if form.is_valid():
        address = form.cleaned_data["address"]
        if not (limit := over(request, address)):
            return None, address, None
        form.add_error(None, words(limit))
    return None, None, refuse(request, form=form)


def too_often(limit):
    """Return the message about an exceeded rate limit: of one recipient, or else of a network or of everybody."""
    if is_of_recipient(limit):
        return gettext(
            "This address was filled in several times today. Look in your mail, also under unwanted mail: the links in "
            "the last mail work. Or try again tomorrow."
        )
    return gettext(
        "Very many people ask this at the moment. Please try again in an hour. What you typed is still here."
    )
