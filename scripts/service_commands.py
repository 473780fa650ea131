"""How each process of the platform is started, the same for `make run` and for the container."""

import os

NAMES = ("web", "worker", "clock")


def service_command(name, python, bind):
    """Return the command line of one process as a list. `bind` is gunicorn's, for "web" only."""
    if name == "web":
        # No --preload: each worker opens its own database pool after the fork.
        return [
            *(str(python), "-m", "gunicorn", "kus_site.wsgi:application", "--bind", bind),
            *("--workers", "2", "--threads", "4"),
            *("--timeout", "60", "--graceful-timeout", "10", "--max-requests", "5000", "--max-requests-jitter", "500"),
            # The platform writes its own lines for each request, without addresses of visitors.
            *("--log-level", "warning", "--no-control-socket"),
        ]
    if name == "worker" and os.environ.get("TASK_QUEUE_URL", "").strip():
        return [
            str(python),
            "manage.py",
            "rqworker",
            "default",
            "--job-class",
            "django_tasks_rq.Job",
            "--with-scheduler",
        ]
    if name == "worker":
        return [str(python), "manage.py", "db_worker", "--backend", "queue", "--queue-name", "*", "--no-reload"]
    if name == "clock":
        return [str(python), "manage.py", "run_clock"]
    raise ValueError(f"There is no service '{name}'; choose from {', '.join(NAMES)}.")
