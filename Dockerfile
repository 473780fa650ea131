# Two stages: the first fetches and builds, the second holds what runs. Each step is a script that the tests run as well
# (tests/test_setup_processes.py), because a container engine is not at hand everywhere.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv/kus
ENV PYTHONDONTWRITEBYTECODE=1
COPY scripts/ scripts/
COPY requirements.txt ./
RUN ["python3", "scripts/install.py", "packages"]
COPY . .
RUN ["python3", "scripts/install.py", "static"]

FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DJANGO_SETTINGS_MODULE=kus_site.settings.production
# In its own network; compose.yaml gives it to this machine's loopback address only.
ENV PORT=8000 BIND_ADDRESS=0.0.0.0
RUN ["useradd", "--system", "--uid", "10001", "--home-dir", "/srv/kus", "kus"]
WORKDIR /srv/kus
# Code and static files belong to root: what runs can read but not change them.
COPY --from=build /srv/kus /srv/kus
RUN ["install", "--directory", "--owner=kus", "--mode=0700", "var/media", "var/cache"]
# Which nginx may look into (docs/decisions/proxy-cache.md).
RUN ["install", "--directory", "--owner=kus", "--mode=0755", "/run/kus"]
USER 10001
EXPOSE 8000
VOLUME ["/srv/kus/var/media"]
HEALTHCHECK --interval=15s --timeout=6s --start-period=40s --retries=3 CMD [".venv/bin/python", "scripts/probe.py"]
ENTRYPOINT [".venv/bin/python", "scripts/serve.py"]
CMD ["web"]
