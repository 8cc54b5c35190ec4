"""Dask workers of this machine: what ``--cluster local`` starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from distributed import LocalCluster

# Dask watches itself: every worker's stack a hundred times a second, clocks fifty times, processes twice.
# Nobody looks at that here, and it takes from those who grade.
_QUIET = {
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "500ms",
    "distributed.admin.system-monitor.interval": "5s",
}


def local_cluster(workers: int) -> LocalCluster:
    """A scheduler and workers of one thread each, in processes of their own but for the scheduler.

    Args:
        workers: How many.

    Raises:
        ModuleNotFoundError: Dask is not installed.
    """
    import dask  # noqa: PLC0415  (half a second, an extra)
    from distributed import LocalCluster  # noqa: PLC0415

    with dask.config.set(_QUIET):
        return LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
