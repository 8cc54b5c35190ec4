"""The client: submissions to a Dask cluster, results as they come."""

from __future__ import annotations

import contextlib
import itertools
import queue
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

import autograder
from autograder.cluster.local import local_cluster
from autograder.cluster.packing import pack
from autograder.cluster.records import LOCAL, Hello, Job, decode_answer, encode
from autograder.course import Assignment
from autograder.errors import AutograderError, InstructorError, OperatorError
from autograder.judge import GradedSubmission, Task

if TYPE_CHECKING:
    from distributed import Client, Future

CONNECT_SECONDS = 60.0
ALONE_SECONDS = 300.0  # how long a cluster may be without any worker
# Tasks per thread that are out: workers never wait for the client, and Dask takes several at a time for
# little more than one.
FEWEST, MOST = 2, 4
LOOK_SECONDS = 1.0  # between two looks at who is there: the scheduler collects it from everywhere
RETRIES = 2  # when a grading process fails; a lost worker's tasks are Dask's to repeat
INSTALL = OperatorError(
    "dask.distributed is not installed", where="--cluster", remedy="pip install 'autograder[cluster]'"
)


class ClusterGrader:
    """Grades on a Dask cluster; of the same form as :class:`~autograder.judge.Grader`.

    Args:
        address: The scheduler's address, a scheduler file (``.json``), or "local".
        assignments: What will be graded.
        language: "ko" or "en".
        jobs: Workers of a local cluster.
        failed: Called with each problem; the submissions it is about have no result.

    Raises:
        OperatorError: The cluster cannot be reached.
    """

    def __init__(
        self,
        address: str,
        assignments: Iterable[Assignment],
        *,
        language: str,
        jobs: int,
        failed: Callable[[AutograderError], None],
    ) -> None:
        assignments = tuple(assignments)
        self._failed = failed
        self._client = _connect(address, jobs)
        self._name = f"autograder-{uuid.uuid4().hex[:12]}"
        hello = Hello(autograder.__version__, language, tuple(map(pack, assignments)))
        from autograder.cluster.plugin import GradingPlugin, grade_on_worker  # noqa: PLC0415

        self._function = grade_on_worker
        self._client.register_plugin(GradingPlugin(self._name, encode(hello)))
        self._numbers = itertools.count()
        self._broken: set[str] = set()
        self._seen_workers = time.monotonic()
        self._looked = float("-inf")
        self._known_workers: dict[str, Any] = {}

    def grade(
        self,
        tasks: Iterable[Task],
        finished: Callable[[GradedSubmission], None],
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Grade every task; ``finished`` is called once with each as it is done, in any order.

        Args:
            tasks: Asked for the next one when the cluster can take it.
            finished: Called in this thread.
            stop: Whether to send no more and only wait for what was sent.

        Raises:
            OperatorError: No worker is left, or the workers cannot grade.
        """
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        sent: dict[str, tuple[Task, Future]] = {}
        waiting = iter(tasks)
        more = True
        while True:
            threads = self._threads()
            if more and not stop() and len(sent) <= FEWEST * threads:
                more = self._send(waiting, max(1, MOST * threads - len(sent)), sent, done)
            if not sent:
                if more and not stop():
                    continue  # none of the last ones was sent: their assignment is broken
                return
            future = self._next(done)
            task, _ = sent.pop(future.key)
            graded = self._take(task, future)
            future.release()
            if graded is not None:
                finished(graded)

    def close(self) -> None:
        """Leave the cluster as it was found."""
        with contextlib.suppress(Exception):  # a cluster that is gone needs no tidying
            self._client.unregister_worker_plugin(self._name)
        cluster = self._client.cluster
        self._client.close()
        if cluster is not None:
            cluster.close()

    def __enter__(self) -> ClusterGrader:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _send(
        self,
        tasks: Iterator[Task],
        count: int,
        sent: dict[str, tuple[Task, Future]],
        done: queue.SimpleQueue[Future],
    ) -> bool:
        """Send up to ``count`` tasks; False when there are no more."""
        batches: dict[bool, list[Task]] = defaultdict(list)
        taken = 0
        for task in itertools.islice(tasks, count):
            taken += 1
            if task.assignment.name not in self._broken:
                batches[self._needs_card(task.assignment)].append(task)
        for needs_card, batch in batches.items():
            futures = self._client.map(
                self._function,
                [self._name] * len(batch),
                [encode(Job(task.assignment.name, task.submission)) for task in batch],
                key=[f"{self._name}-{next(self._numbers)}" for _ in batch],
                pure=False,
                retries=RETRIES,
                resources={"GPU": 1} if needs_card else None,
            )
            for task, future in zip(batch, futures, strict=True):
                sent[future.key] = task, future
                future.add_done_callback(done.put)
        return taken == count

    def _needs_card(self, assignment: Assignment) -> bool:
        """Whether it uses one and a worker offers it; its tests wait otherwise."""
        return "cuda" in assignment.config.devices and any(
            "GPU" in worker["resources"] for worker in self._workers().values()
        )

    def _workers(self) -> dict[str, Any]:
        """Who is there, as of a moment ago."""
        now = time.monotonic()
        if now - self._looked > LOOK_SECONDS:
            self._known_workers = self._client.scheduler_info(n_workers=-1)["workers"]
            self._looked = now
        return self._known_workers

    def _threads(self) -> int:
        return sum(worker["nthreads"] for worker in self._workers().values())

    def _next(self, done: queue.SimpleQueue[Future]) -> Future:
        while True:
            try:
                return done.get(timeout=5)
            except queue.Empty:
                now = time.monotonic()
                if self._workers():
                    self._seen_workers = now
                elif now - self._seen_workers > ALONE_SECONDS:
                    raise OperatorError(
                        f"no worker for {ALONE_SECONDS:.0f} s",
                        where="--cluster",
                        remedy="start workers, then go on with --resume",
                    ) from None

    def _take(self, task: Task, future: Future) -> GradedSubmission | None:
        """What a finished future holds; a problem is told."""
        who = f"{task.submission.student}/{task.assignment.name}"
        try:
            answer = decode_answer(future.result())
        except (msgspec.MsgspecError, RecursionError) as error:
            self._failed(OperatorError(f"not an answer: {error}", where=who))
            return None
        except Exception as error:  # noqa: BLE001  (whatever the task raised, or Dask about it)
            text = f"no worker could grade it: {type(error).__name__}: {error}"
            self._failed(OperatorError(text, where=who, remedy="see the workers' logs; go on with --resume"))
            return None
        if answer.result is not None:
            return GradedSubmission(task, answer.result, answer.plans, {})
        problem = answer.error()
        if not isinstance(problem, InstructorError):
            raise problem  # every other submission would fare the same
        if task.assignment.name not in self._broken:
            self._broken.add(task.assignment.name)
            self._failed(problem)
        return None


def _connect(address: str, jobs: int) -> Client:
    try:
        from distributed import Client  # noqa: PLC0415  (half a second, an extra)
    except ModuleNotFoundError as error:
        raise INSTALL from error
    try:
        if address == LOCAL:
            return Client(local_cluster(jobs))
        if address.endswith(".json"):
            return Client(scheduler_file=address, timeout=CONNECT_SECONDS)
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, ValueError, TimeoutError) as error:
        raise OperatorError(
            f"the Dask scheduler cannot be reached: {error}",
            where=f"--cluster {address}",
            remedy="name the address its log shows, e.g. tcp://host:8786, or its scheduler file",
        ) from error
