"""The logins of a first run, and what a later run leaves alone."""

import os
import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command

from kus_site import logins, roles
from pages.models import HomePage

PASSWORD = re.compile(r"[a-km-np-z2-9]{4}(-[a-km-np-z2-9]{4}){3}")


@pytest.fixture
def wanted(db):
    """The three logins, with the roles of the demo content."""
    return logins.logins_for(roles.KUS_ROLE, "Redactie Zuid-Holland Zuid")


def test_passwords_are_long_readable_and_never_the_same():
    drawn = {logins.draw_password() for _ in range(200)}
    assert len(drawn) == 200
    assert all(PASSWORD.fullmatch(password) and len(password) >= 16 for password in drawn)


def test_one_login_per_role_works_with_the_password_of_the_file(wanted, tmp_path, client):
    path = tmp_path / "logins.txt"
    assert logins.create_logins(wanted, path) == ["redacteur", "redacteur-zhz", "beheerder"]
    assert path.stat().st_mode & 0o777 == 0o600
    for username, password in logins.read_passwords(path).items():
        assert client.login(username=username, password=password)
        assert client.get("/admin/").status_code == 200


def test_only_the_administrator_is_a_superuser(wanted, tmp_path, django_user_model):
    logins.create_logins(wanted, tmp_path / "logins.txt")
    made = django_user_model.objects.in_bulk(field_name="username")
    assert [name for name, user in made.items() if user.is_superuser] == ["beheerder"]
    assert [group.name for group in made["redacteur"].groups.all()] == [roles.KUS_ROLE]
    assert [group.name for group in made["redacteur-zhz"].groups.all()] == ["Redactie Zuid-Holland Zuid"]


def test_a_changed_password_and_the_file_survive(wanted, tmp_path, django_user_model):
    path = tmp_path / "logins.txt"
    logins.create_logins(wanted, path)
    text = path.read_text()
    user = django_user_model.objects.get(username="redacteur")
    user.set_password("een-eigen-wachtwoord")
    user.save()
    assert logins.create_logins(wanted, path) == []
    user.refresh_from_db()
    assert user.check_password("een-eigen-wachtwoord")
    assert path.read_text() == text


def test_a_second_database_gets_the_passwords_of_the_file(wanted, tmp_path, django_user_model):
    path = tmp_path / "logins.txt"
    logins.create_logins(wanted, path)
    before = logins.read_passwords(path)
    django_user_model.objects.all().delete()
    logins.create_logins(wanted, path)
    assert logins.read_passwords(path) == before
    assert django_user_model.objects.get(username="beheerder").check_password(before["beheerder"])


def test_first_run_on_a_site_with_content_and_administrator_changes_nothing(
    administrator, tmp_path, capsys, django_user_model
):
    pages, groups = HomePage.objects.count(), Group.objects.count()
    call_command("first_run", logins=str(tmp_path / "logins.txt"))
    assert "the site answers to" in capsys.readouterr().out
    call_command("first_run", logins=str(tmp_path / "logins.txt"))
    assert "already there, nothing changed" in capsys.readouterr().out
    assert (HomePage.objects.count(), Group.objects.count()) == (pages, groups)
    assert list(django_user_model.objects.values_list("username", flat=True)) == [administrator.username]
    assert not (tmp_path / "logins.txt").exists()


def test_first_run_prints_passwords_only_when_asked(db, tmp_path, capsys):
    path = tmp_path / "logins.txt"
    call_command("first_run", logins=str(path))
    passwords = logins.read_passwords(path).values()
    printed = capsys.readouterr().out
    assert "logins made" in printed
    assert not [password for password in passwords if password in printed]
    call_command("first_run", logins=str(path), show_logins=True)
    printed = capsys.readouterr().out
    assert all(password in printed for password in passwords)


def test_a_pipe_or_device_is_written_to_and_not_replaced(tmp_path):
    """As root /dev/null would become a file otherwise, and nobody else could write to it any more."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    logins.write_private(pipe, "redacteur")
    assert os.read(reader, 100) == b"redacteur"
    assert pipe.is_fifo()
    os.close(reader)
