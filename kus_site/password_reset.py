"""The mail for a new password of an editor: sent by the worker, limited, and the same for known and unknown."""

from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpResponseRedirect
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import get_language
from wagtail.admin.views import account

from visitors.addresses import network_of
from visitors.letters import absolute_url, send_letter
from visitors.lost_link import too_often
from visitors.mail_queue import is_permanent
from visitors.rate_limit import HOUR, Limit, exceeded_for_recipient
from visitors.task_queue import RETRY_DELAYS, task

NETWORK = Limit("password-reset-network", 30, HOUR)


class PasswordResetView(account.PasswordResetView):
    """Wagtail's view, without the mail: for every address it queues one task, whether there is an account or not."""

    def form_valid(self, form):
        """Queue the mail and redirect; over a limit return the form with an error."""
        address = form.cleaned_data["email"]
        network = network_of(self.request)
        if limit := exceeded_for_recipient(address, "password-reset", (NETWORK, network), network=network):
            form.add_error("email", too_often(limit))
            return self.form_invalid(form)
        send_password_resets.enqueue([user.pk for user in form.get_users(address)], get_language())
        return HttpResponseRedirect(self.get_success_url())


@task(backend="queue")
def send_password_resets(user_ids, language, failures=0):
    """Mail each of these users (primary keys) a link with a token that is made here, so that the queue holds none.

    A failed attempt is retried after each of RETRY_DELAYS; after the last one, and at once for an address that the mail
    server refuses, the OSError of the mail backend is raised, for the log.
    """
    for user in get_user_model().objects.filter(pk__in=user_ids, is_active=True):
        try:
            _send(user, language)
        except OSError as error:
            if failures == len(RETRY_DELAYS) or is_permanent(error):
                raise
            again = send_password_resets.using(run_after=timezone.now() + RETRY_DELAYS[failures])
            again.enqueue([user.pk], language, failures + 1)


def _send(user, language):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    link = absolute_url("wagtailadmin_password_reset_confirm", uid, default_token_generator.make_token(user))
    context = {"link": link, "username": user.get_username()}
    send_letter("kus_site/letters/password_reset", user.email, language, context)
