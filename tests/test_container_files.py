"""Dockerfile and compose.yaml name only what exists, keep secrets out, and run as an ordinary user."""

import json
import re
import shlex

import pytest
from ruamel.yaml import YAML

from scripts.services import NAMES
from tests.checkout import ROOT


@pytest.fixture(scope="module")
def instructions():
    """The Dockerfile as a list of (instruction, text), comments and line ends taken away."""
    text = re.sub(r"\\\n", " ", (ROOT / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(None, 1)) for line in lines]


@pytest.fixture(scope="module")
def compose():
    """The compose file, anchors resolved."""
    return YAML(typ="safe").load((ROOT / "compose.yaml").read_text())


def words_of(instruction_text):
    """Return the words of an exec or shell form."""
    found = re.search(r"\[.*\]$", instruction_text)
    return json.loads(found[0]) if found else shlex.split(instruction_text)


def texts(instructions, name):
    """Return the texts of all instructions of one name."""
    return [text for instruction, text in instructions if instruction == name]


def test_two_stages_and_only_the_second_stays(instructions):
    stages = texts(instructions, "FROM")
    assert len(stages) == 2
    assert stages[0].endswith("AS build")
    assert all("-slim" in stage for stage in stages)


def test_every_script_that_the_image_runs_exists(instructions):
    named = [
        word for text in (text for _, text in instructions) for word in words_of(text) if word.startswith("scripts/")
    ]
    scripts = {word for word in named if word.endswith(".py")}
    assert scripts == {"scripts/install.py", "scripts/serve.py", "scripts/probe.py"}
    assert all((ROOT / script).is_file() for script in scripts)


def test_what_is_copied_exists_and_is_not_kept_out(instructions):
    kept_out = (ROOT / ".dockerignore").read_text().split()
    for text in texts(instructions, "COPY"):
        if not text.startswith("--from"):
            for source in text.split()[:-1]:
                assert (ROOT / source).exists()
                assert source.rstrip("/") not in kept_out


def test_data_tests_and_secrets_stay_out_of_the_image():
    kept_out = set((ROOT / ".dockerignore").read_text().split())
    assert {".git", ".venv", "var", "tests", ".env"} <= kept_out


def test_the_image_runs_as_an_ordinary_user_with_a_health_check(instructions):
    last_stage = instructions[max(i for i, (name, _) in enumerate(instructions) if name == "FROM") :]
    assert texts(last_stage, "USER") == ["10001"]
    names = [name for name, _ in last_stage]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "scripts/probe.py" in texts(last_stage, "HEALTHCHECK")[0]
    assert words_of(texts(last_stage, "CMD")[-1]) == ["web"]


def test_no_secret_is_written_in_the_files(compose, instructions):
    given = compose["services"]["web"]["environment"]
    assert given["SECRET_KEY"].startswith("${SECRET_KEY:?")
    assert "${POSTGRES_PASSWORD:?" in given["DATABASE_URL"]
    assert compose["services"]["postgres"]["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert not [text for text in texts(instructions, "ENV") + texts(instructions, "ARG") if "SECRET" in text]


def test_all_services_are_there(compose):
    assert set(compose["services"]) == {"postgres", "redis", "prepare", "nginx", *NAMES, "web-extra", "worker-extra"}


@pytest.mark.parametrize("name", [*NAMES, "prepare", "web-extra", "worker-extra"])
def test_every_service_starts_a_role_of_the_serve_script_after_the_tables_are_ready(compose, name):
    service = compose["services"][name]
    assert service["command"] == [name.removesuffix("-extra")]
    needed = "postgres" if name == "prepare" else "prepare"
    condition = "service_healthy" if name == "prepare" else "service_completed_successfully"
    assert service["depends_on"][needed]["condition"] == condition
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]


def test_servers_have_a_health_check(compose):
    for name in ("postgres", "redis"):
        assert compose["services"][name]["healthcheck"]["test"][0] == "CMD"
    assert "healthcheck" not in compose["services"]["web"], "the image's own check"


def test_only_the_proxy_on_the_same_machine_reaches_the_site(compose):
    published = {name: service["ports"] for name, service in compose["services"].items() if service.get("ports")}
    assert published.pop("nginx") == ["80:80", "443:443"]
    assert list(published) == ["web"]
    assert published["web"][0].startswith("127.0.0.1:")


def test_several_machines_are_a_profile_with_nginx_before_all_web_containers(compose):
    chosen = {name for name, service in compose["services"].items() if service.get("profiles") == ["many"]}
    assert chosen == {"nginx", "web-extra", "worker-extra"}
    for name in ("web-extra", "worker-extra"):
        kind = name.removesuffix("-extra")
        own = {"profiles", "scale", "ports"}
        extra = {key: value for key, value in compose["services"][name].items() if key not in own}
        assert extra == {key: value for key, value in compose["services"][kind].items() if key != "ports"}
    files = dict(mount.rsplit(":", 2)[:2] for mount in compose["services"]["nginx"]["volumes"] if mount.endswith(":ro"))
    upstream = next(path for path, place in files.items() if place == "/etc/nginx/kus-upstream.conf")
    assert re.findall(r"server ([\w-]+):8000;", (ROOT / upstream).read_text()) == ["web", "web-extra"]
    # What kus.conf names is where compose puts it.
    places = [mount.removesuffix(":ro").rpartition(":")[2] for mount in compose["services"]["nginx"]["volumes"]]
    text = (ROOT / "deploy" / "nginx" / "kus.conf").read_text()
    for place in ("/etc/nginx/kus-upstream.conf", "/etc/kus/", "/run/kus/cache-version", "/var/cache/nginx/"):
        assert place in text
        assert any(place.startswith(mounted) for mounted in places)


def test_the_web_process_listens_on_all_addresses_only_inside_the_image(instructions, compose):
    given = " ".join(texts(instructions, "ENV"))
    assert "BIND_ADDRESS=0.0.0.0" in given
    assert "BIND_ADDRESS" not in compose["services"]["web"]["environment"]


def test_the_proxy_and_more_host_names_are_told_through_compose(compose):
    given = compose["services"]["web"]["environment"]
    assert given["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"
    assert given["ALLOWED_HOSTS"] == "${ALLOWED_HOSTS:-}"


def test_what_the_site_stores_is_for_its_own_user(instructions):
    [made] = [words_of(text) for text in texts(instructions, "RUN") if "var/media" in text]
    assert "--mode=0700" in made


def test_every_volume_is_declared_and_media_is_where_the_settings_put_it(compose, instructions):
    mounts = [mount for service in compose["services"].values() for mount in service.get("volumes", [])]
    assert {mount.split(":")[0] for mount in mounts if mount[0] not in "./$"} == set(compose["volumes"])
    assert compose["services"]["web"]["volumes"] == ["media:/srv/kus/var/media", "cache-version:/run/kus"]
    assert json.loads(texts(instructions, "VOLUME")[0]) == ["/srv/kus/var/media"]


def test_every_variable_of_compose_is_explained_in_the_manual():
    manual = (ROOT / "docs" / "deploying.md").read_text()
    for name in re.findall(r"\$\{([A-Z_]+)", (ROOT / "compose.yaml").read_text()):
        assert f"`{name}`" in manual
