"""The task queue in Redis (TASK_QUEUE_URL), without which forms are still received."""

import logging

from django_tasks.base import TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id
from django_tasks_rq import RQBackend
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


class FaultTolerantRQBackend(RQBackend):
    """Logs a task that Redis does not take, rather than fail what is stored already; scheduled jobs queue it again."""

    def enqueue(self, task, args, kwargs):
        """Return the TaskResult; its status is FAILED when the task was not queued."""
        try:
            return super().enqueue(task, args, kwargs)
        except RedisError as error:
            logger.error("The task %s was not queued: %s", task.module_path, error)
        nothing = dict.fromkeys(("enqueued_at", "started_at", "last_attempted_at", "finished_at"))
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.FAILED,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
            **nothing,
        )
