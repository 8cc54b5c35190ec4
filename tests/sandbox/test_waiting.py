"""How long a worker waited for a processor others had: init counts it, and says so when asked."""

import contextlib
import os
import subprocess
import sys
import time

from tests.sandbox.confined import Inside, needs_bwrap

pytestmark = needs_bwrap

WORK = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass\n'done'"


@contextlib.contextmanager
def beside(processor, others):
    """``others`` processes that want all of one processor."""
    command = [sys.executable, "-c", "while True: pass"]
    with contextlib.ExitStack() as stack:
        for _ in range(others):
            process = stack.enter_context(subprocess.Popen(command, start_new_session=True))
            stack.callback(process.kill)
            os.sched_setaffinity(process.pid, {processor})
        yield


def test_waiting_counts_and_sleep_does_not(parent):
    processor = min(os.sched_getaffinity(0))
    with Inside(parent) as inside:
        inside.run(f"import os\nos.sched_setaffinity(0, {{{processor}}})")
        before = inside.worker.waited()
        inside.run("import time\ntime.sleep(0.3)")
        assert inside.worker.waited() - before < 0.25
        with beside(processor, 4):
            before, started = inside.worker.waited(), time.monotonic()
            assert inside.run(WORK) == "done"
            waited, took = inside.worker.waited() - before, time.monotonic() - started
    print(waited, took)
    assert took > 0.8
    assert 0.6 * (took - 0.5) < waited < 1.2 * (took - 0.5)  # all but the work itself


def test_asking_does_not_end_a_worker_and_its_end_is_still_told(parent):
    with Inside(parent) as inside:
        for _ in range(3):
            assert inside.worker.waited() >= 0
        assert inside.run("1 + 1") == 2
        ending = inside.ending("import os\nos._exit(3)")
        assert (ending.reason, ending.status) == ("exit", 3)
        assert inside.worker.waited() == 0
        assert inside.worker.ending(0) == ending
