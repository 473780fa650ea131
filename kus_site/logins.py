"""The three logins of a first run, one per role, with passwords drawn at random and kept in var/logins.txt."""

import os
import secrets
from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

# Without letters and digits that look alike, because people read them from a screen.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
HEADING = "# Logins (name, role, password), drawn at random on the first run"


@dataclass(frozen=True)
class Login:
    """A user to be made: `group` is the name of the role, or None for the administrator."""

    username: str
    title: str
    group: str | None
    first_name: str
    last_name: str


def logins_for(kus_role, werkplaats_role):
    """Return the three logins for the names of two roles."""
    return [
        Login("redacteur", f"editor, {kus_role}", kus_role, "Redacteur", "kUS"),
        Login("redacteur-zhz", f"editor, {werkplaats_role}", werkplaats_role, "Redacteur", "Zuid-Holland Zuid"),
        Login("beheerder", "administrator", None, "Beheerder", "kUS"),
    ]


def draw_password():
    """Return four groups of four characters, some 79 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def read_passwords(path):
    """Return the passwords by username of an earlier first run; empty when there is no such file."""
    if not path.exists():
        return {}
    lines = [line.split() for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {words[0]: words[-1] for words in lines}


def create_logins(logins, path):
    """Make the users that are missing, and the file with their passwords for the operator. Returns the usernames made.

    A password in the file is used again: the same file may serve a second database.
    """
    passwords = {login.username: draw_password() for login in logins} | read_passwords(path)
    made = []
    for login in logins:
        user, is_new = get_user_model().objects.get_or_create(
            username=login.username,
            defaults={
                "first_name": login.first_name,
                "last_name": login.last_name,
                # So that a test of the newsletter can be sent to oneself; nobody receives mail there (RFC 2606).
                "email": f"{login.username}@example.org",
                "is_staff": login.group is None,
                "is_superuser": login.group is None,
            },
        )
        if not is_new:
            continue
        user.set_password(passwords[login.username])
        user.save()
        if login.group:
            user.groups.add(Group.objects.get(name=login.group))
        made.append(login.username)
    if made:
        write_private(path, text_of(logins, passwords))
    return made


def text_of(logins, passwords):
    """Return the file's text, which `make run` shows as it is."""
    name = max(len(login.username) for login in logins)
    title = max(len(login.title) for login in logins)
    lines = [f"{login.username:{name}}  {login.title:{title}}  {passwords[login.username]}" for login in logins]
    return "\n".join([HEADING, *lines]) + "\n"


def write_private(path, text):
    """Write a file that only its owner may read, never half; a device or pipe is written to and stays what it is."""
    if path.exists() and not path.is_file():
        path.write_text(text)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".half")
    half.unlink(missing_ok=True)
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    half.replace(path)
