"""What a container starts: `serve.py web`, `worker` or `clock`; `prepare` before them; `first-run` for an empty site.

Runs in the Python that has the packages, with the settings of production.
"""

import os
import sys
import tempfile
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from scripts.commands import EXCEPTION_NAME, ROOT, var_folder  # noqa: E402  (needs the line above)
from scripts.preconditions import keep_private, read_port  # noqa: E402
from scripts.services import NAMES, service_command  # noqa: E402
from scripts.steps import Refusal, answer_refusals  # noqa: E402


def main(arguments):
    """Become the process that the first argument names. Returns only after `prepare` and `first-run`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kus_site.settings.production")
    os.chdir(ROOT)
    if var_folder().exists():
        keep_private(var_folder())
    role = arguments[0] if arguments else ""
    if role in NAMES:
        # In place of this process, so that the signals of the container reach the service itself.
        address = os.environ.get("BIND_ADDRESS", "").strip() or "127.0.0.1"
        command = service_command(role, sys.executable, f"{address}:{read_port()}")
        os.execv(command[0], command)  # noqa: S606
    if role == "prepare":
        return prepare()
    if role == "first-run":
        # The image cannot be written, so the passwords are on the screen only, this once.
        with tempfile.TemporaryDirectory() as folder:
            return manage("first_run", show_logins=True, logins=f"{folder}/logins.txt")
    raise Refusal(f"Name what to start: {', '.join(NAMES)}, prepare or first-run.")


def prepare():
    """Wait for the database and bring its tables up to date: once, before the processes that use it."""
    set_up()
    from django.core.management import CommandError

    from kus_site.database import wait_for_database

    try:
        wait_for_database(note=print)
    except CommandError as error:
        raise Refusal(f"The database of DATABASE_URL does not answer: {error}") from None
    manage("migrate", interactive=False, verbosity=1)


def manage(name, **options):
    """Run a management command in this process."""
    set_up()
    from django.core.management import CommandError, call_command

    try:
        call_command(name, **options)
    except CommandError as error:
        raise Refusal(str(error)) from error


def set_up():
    """Load the settings; what is wrong with an environment variable becomes one sentence."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise Refusal(EXCEPTION_NAME.sub("", str(error))) from None


if __name__ == "__main__":
    sys.exit(answer_refusals(lambda: main(sys.argv[1:])))
