"""Asking by address for a private link that was lost. What follows is the same for every address, known or not."""

from django.utils.translation import gettext

from pages.visitors.forms import LinkForm


def read_address(request, over, words):
    """Return (LinkForm, HTTP status, address) for a page that asks for an address.

    The address is None as long as there is nothing to mail, and empty when a program sent the form: it then gets the
    answer that everybody gets. `over(request, address)` counts and returns the Limit gone over, or None; `words(limit)`
    is the sentence about it.
    """
    if request.method != "POST":
        return LinkForm(), 200, None
    form = LinkForm(request.POST)
    is_valid = form.is_valid()
    if form.caught:
        # A program learns nothing from what it gets.
        return form, 200, ""
    if not is_valid:
        return form, 200, None
    address = form.cleaned_data["address"]
    if limit := over(request, address):
        form.add_error(None, words(limit))
        return form, 429, None
    return form, 200, address


def too_often(is_one_address):
    """Return the sentence for whoever went over a limit: that of one address, or of all that come from a network."""
    if is_one_address:
        return gettext(
            "This address was filled in several times today. Look in your mail, also under unwanted mail, "
            "or try again tomorrow."
        )
    return gettext(
        "Very many people ask this at the moment. Please try again in an hour. What you typed is still here."
    )
