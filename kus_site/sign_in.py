"""The rate limit of wrong passwords: of accounts, and of pages and collections with a password of their own.

It counts per account and network (visitors.rate_limit), so that whoever guesses shuts out nobody elsewhere, and no
town hall for the sake of one account. A right password begins the count anew.
"""

from functools import wraps

from django.contrib.auth import get_user_model
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.dispatch import receiver
from django.forms import ValidationError
from django.forms.utils import ErrorDict
from django.utils.translation import gettext
from wagtail.admin.forms.auth import LoginForm
from wagtail.forms import PasswordViewRestrictionForm

from visitors.addresses import key_of, network_of
from visitors.rate_limit import DAY, MINUTE, Limit, first_exceeded, forget, is_counted
from visitors.sent_forms import refuse, restore

WINDOW = 15 * MINUTE
ACCOUNT_IN_NETWORK = Limit("sign-in", 10, WINDOW)
# Guesses from many networks; it does not stop networks from which the account was used in the last month or two.
ACCOUNT = Limit("sign-in-account", 100, DAY)
KNOWN_NETWORK = Limit("sign-in-network", 1, 30 * DAY)
# Many in one network share such a password, so it takes more to stop them all.
PROTECTED_IN_NETWORK = Limit("protected", 30, WINDOW)


class RateLimitBackend:
    """First in AUTHENTICATION_BACKENDS: refuses what comes after too many wrong passwords, the right one too.

    It knows no users and no permissions, so it has none of the other methods of a backend.
    """

    def authenticate(self, request, username=None, password=None, **credentials):
        """Count the attempt. Return None, or raise PermissionDenied and set `request.is_rate_limited`."""
        name = username or credentials.get(get_user_model().USERNAME_FIELD)
        if request is None or name is None:
            return
        subject = _subject(name, request)
        limits = [(ACCOUNT_IN_NETWORK, subject)]
        if not is_counted(KNOWN_NETWORK, subject):
            limits.append((ACCOUNT, key_of(name)))
        if first_exceeded(*limits):
            request.is_rate_limited = True
            raise PermissionDenied


@receiver(user_logged_in)
def reset_counts(request, user, **kwargs):
    """Reset the counts of this account and network after a right password, and store that it was used from here."""
    if request is not None:
        subject = _subject(user.get_username(), request)
        forget(ACCOUNT_IN_NETWORK, subject)
        if not is_counted(KNOWN_NETWORK, subject):
            first_exceeded((KNOWN_NETWORK, subject))


class RateLimitedFormMixin:
    """A form that logs in, which says that there were too many wrong passwords."""

    def get_invalid_login_error(self):
        """Return the ValidationError for a password that was wrong, or not looked at."""
        if getattr(self.request, "is_rate_limited", False):
            return ValidationError(words(), code="rate_limited")
        return super().get_invalid_login_error()


class RateLimitedLoginForm(RateLimitedFormMixin, LoginForm):
    """The form of the editors' workplace."""


class RateLimitedAuthenticationForm(RateLimitedFormMixin, AuthenticationForm):
    """The form before private pages."""


def redirect_refused(view):
    """Decorate a view of Django's or Wagtail's with one form: its refused POST is redirected (visitors.sent_forms).

    The view returns a TemplateResponse with the form as `form`. No password is kept.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is None:
            return response
        if request.method != "POST":
            restore(request, form)
            return response
        if "next" in request.POST and "next" not in request.GET:
            request.GET = request.GET.copy()
            request.GET["next"] = request.POST["next"]
        return refuse(request, form=form)

    return answer


def protected(view, kind):
    """Limit a view of Wagtail's that takes the password of a restriction, whose id is its first argument.

    kind: what the restriction protects ("page" or "collection").
    """

    view = redirect_refused(view)

    @wraps(view)
    def answer(request, restriction_id, **others):
        subject = f"{kind}|{restriction_id}|{network_of(request)}"
        if request.method == "POST" and first_exceeded((PROTECTED_IN_NETWORK, subject)):
            # Not validated: whether the password is right is not looked at.
            form = PasswordViewRestrictionForm(request.POST, instance=None)
            form._errors, form.cleaned_data = ErrorDict(), {}
            form.add_error("password", words())
            return refuse(request, form=form)
        response = view(request, restriction_id, **others)
        if response.status_code == 302 and not getattr(request, "is_refused", False):
            forget(PROTECTED_IN_NETWORK, subject)
        return response

    return answer


def words():
    """Return what is said of too many wrong passwords (text)."""
    return gettext("Too many wrong passwords. Try again in %(minutes)s minutes.") % {"minutes": WINDOW // MINUTE}


def _subject(name, request):
    return f"{key_of(name)}|{network_of(request)}"
