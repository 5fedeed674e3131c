"""The look-up as a whole: delivery, progress, processes, interruption."""

import itertools
import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from reviewaudit.model import Failure, NetworkPolicy
from reviewaudit.services import LookUp, look_up

ROOT = Path(__file__).parents[2]
POLICY = NetworkPolicy(timeout=2, connect_timeout=1, retry_wait=0.02, allow_private=True)


def run(code: str, *arguments: str, **options):
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code), *arguments],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60, check=False,
        **options,
    )  # fmt: skip


def test_nothing_heavy_is_imported_before_a_look_up():
    done = run("""
        import sys, reviewaudit.services
        print([name for name in ("asyncio", "httpx", "aiohttp", "ssl", "socket") if name in sys.modules])
    """)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_url_given_twice_is_asked_once(web):
    seen = []
    answer = look_up([web.url(), web.url()], POLICY, on_observation=seen.append)
    assert answer == LookUp(asked=1)
    assert len(seen) == web.hits("/ok") == 1
    assert seen[0].at.tzinfo is not None


def test_no_urls_no_network():
    assert look_up([], POLICY) == LookUp(asked=0)


def test_observations_come_one_by_one_and_not_at_the_end(web):
    order = []
    look_up(
        [web.url("/hang"), web.url("/ok", host=2)],
        NetworkPolicy(timeout=0.3, connect_timeout=0.3, allow_private=True),
        on_observation=lambda observation: order.append(len(web.requests)),
    )
    assert order[0] < order[-1] == len(web.requests)


def test_progress_is_told_with_what_is_waited_for(web):
    told = []
    look_up([web.url("/hang"), *(web.url(f"/ok?{n}", host=2) for n in range(5))], POLICY, on_progress=told.append)
    assert told[0].total == 6
    assert told[-1].done == 6
    assert told[-1].rate > 0
    assert all(before.done <= after.done for before, after in itertools.pairwise(told))
    assert any(progress.waiting and progress.waiting[0].startswith("127.0.0.1") for progress in told)


@pytest.mark.parametrize("processes", [1, 2])
@pytest.mark.parametrize("callback", ["on_observation", "on_progress"])
def test_what_a_callback_raises_ends_the_look_up(web, processes, callback):
    def complain(_):
        raise OSError("the disk is full")

    urls = [web.url(f"/ok?{n}", host=1 + n % 3) for n in range(50)]
    with pytest.raises(OSError, match="disk is full"):
        look_up(urls, POLICY, processes=processes, **{callback: complain})


@pytest.mark.parametrize("processes", [2, 3])
def test_processes_share_the_hosts(web, processes):
    urls = [web.url(f"/ok?{n}", host=1 + n % 10) for n in range(300)] + ["http://gone.invalid/", "no url"]
    seen, told = [], []
    answer = look_up(urls, POLICY, processes=processes, on_observation=seen.append, on_progress=told.append)
    assert answer == LookUp(asked=302)
    assert sorted(observation.url for observation in seen) == sorted(urls)
    assert sum(observation.exchanges[-1].status == 200 for observation in seen) == 300
    assert web.hits("/ok") == 300
    assert told[-1].done == told[-1].total == 302


def test_the_answer_is_the_same_from_one_process_or_two(web):
    paths = ["/ok", "/status/404", "/to/301?/ok", "/loop", "/encoded/gzip", "/reset", "/challenge"]
    urls = [web.url(path, host=host) for host in (1, 2, 3) for path in paths]

    def facts(processes):
        seen = {}
        look_up(urls, POLICY, processes=processes, on_observation=lambda o: seen.update({o.url: o}))
        return {
            url: (
                o.content,
                [(e.method, e.url, e.status, e.failure, e.headers, e.attempt, e.detail) for e in o.exchanges],
            )
            for url, o in seen.items()
        }

    assert facts(1) == facts(2)


def test_a_process_that_dies_takes_no_url_with_it_unsaid(web):
    # Each share holds a URL that waits, so that no process can be through before it is killed.
    urls = [web.url(f"/{name}?{n}", host=host) for host in (1, 2) for name in ("ok", "hang") for n in range(4)]
    seen = []

    def kill_one(observation):
        if not seen:
            multiprocessing.active_children()[0].kill()
        seen.append(observation.url)

    answer = look_up(urls, NetworkPolicy(timeout=1, allow_private=True), processes=2, on_observation=kill_one)
    assert "ended early" in answer.problem
    assert 4 <= len(answer.unasked) < len(urls)
    assert {*seen, *answer.unasked} == set(urls)
    assert len(seen) + len(answer.unasked) == len(urls)


INTERRUPTED = """
    import contextlib, sys
    from reviewaudit.model import NetworkPolicy
    from reviewaudit.services import look_up, stand_by
    hang, *urls = sys.argv[2:]
    processes, standing = sys.argv[1].split()
    def told(observation):
        print(observation.url, flush=True)
    if __name__ == "__main__":
        try:
            with stand_by() if standing == "by" else contextlib.nullcontext() as standby:
                look_up([*urls, hang], NetworkPolicy(allow_private=True), processes=int(processes),
                        standby=standby, on_observation=told)
        except KeyboardInterrupt:
            print("interrupted", flush=True)
            sys.exit(130)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
@pytest.mark.parametrize("processes", ["1 -", "2 -", "1 by", "2 by"])
def test_ctrl_c_ends_at_once_with_what_was_delivered(web, processes):
    urls = [web.url(f"/ok?{n}", host=1 + n % 3) for n in range(20)]
    child = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(INTERRUPTED), processes, web.url("/hang", host=7), *urls],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, text=True, start_new_session=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with child:
        lines = [child.stdout.readline().strip() for _ in urls]
        os.killpg(child.pid, signal.SIGINT)
        rest, errors = child.communicate(timeout=5)
    assert sorted(lines) == sorted(urls)
    assert rest.split() == ["interrupted"]
    assert child.returncode == 130
    assert errors == ""


def test_the_parents_threads_make_it_spawn(web, tmp_path):
    script = tmp_path / "spawning.py"
    script.write_text(
        textwrap.dedent("""
        import sys, threading
        from reviewaudit.model import NetworkPolicy
        from reviewaudit.services import look_up
        if __name__ == "__main__":
            stop = threading.Event()
            thread = threading.Thread(target=stop.wait)
            thread.start()
            seen = []
            answer = look_up(sys.argv[1:], NetworkPolicy(allow_private=True), processes=2, on_observation=seen.append)
            print(len(seen), answer.problem)
            stop.set()
            thread.join()
    """)
    )
    urls = [web.url(f"/ok?{n}", host=1 + n % 3) for n in range(6)]
    done = subprocess.run(
        [sys.executable, "-W", "error", str(script), *urls],
        env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=60,
        check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["6"], done.stderr


STANDING_BY = """
    import sys
    from reviewaudit.model import NetworkPolicy
    from reviewaudit.services import look_up, stand_by
    seen = []
    with stand_by() as standby:
        ready = standby.ready
        answer = look_up(sys.argv[2:], NetworkPolicy(allow_private=True, retry_wait=0.02), standby=standby,
                         processes=int(sys.argv[1]), on_observation=seen.append)
    print(ready, len(seen), answer.asked, repr(answer.problem), "httpx" in sys.modules)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork that is safe")
@pytest.mark.parametrize("processes", ["1", "2", "9"])
def test_a_process_stands_by_and_asks(web, processes):
    urls = [web.url(f"/ok?{n}", host=1 + n % 3) for n in range(60)] + [web.refused(), "http://gone.invalid/"]
    done = run(STANDING_BY, processes, *urls)
    assert done.stdout.split() == ["True", "62", "62", "''", "False"], done.stderr
    assert web.hits("/ok") == 60


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork that is safe")
def test_a_process_that_stood_by_for_nothing_goes_quietly():
    done = run("""
        import os
        from reviewaudit.services import stand_by
        with stand_by() as standby:
            pid = standby._pid
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            print("gone")
    """)
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("gone", "", 0)


@pytest.mark.skipif(sys.platform != "linux", reason="needs a fork that is safe")
def test_a_process_that_dies_while_it_stands_by_is_said_to_have(web):
    done = run("""
        import os, signal, sys
        from reviewaudit.model import NetworkPolicy
        from reviewaudit.services import look_up, stand_by
        with stand_by() as standby:
            os.kill(standby._pid, signal.SIGKILL)
            answer = look_up(sys.argv[1:], NetworkPolicy(allow_private=True), standby=standby)
            print(answer.asked, len(answer.unasked), answer.problem)
    """, web.url(), web.url("/ok", host=2))  # fmt: skip
    assert done.stdout.startswith("0 2 a process that asked the network ended early"), done.stderr


def test_without_a_fork_that_is_safe_nobody_stands_by(web):
    from reviewaudit.services import stand_by

    web.url()  # the web of this test has threads from here on
    with stand_by() as standby:
        assert not standby.ready
        assert look_up([web.url()], POLICY, standby=standby) == LookUp(asked=1)


def test_concurrency_in_all_is_kept(web):
    urls = [web.url("/hang", host=host) for host in range(1, 7)]
    policy = NetworkPolicy(timeout=0.2, connect_timeout=0.2, max_retries=0, max_concurrency=2, allow_private=True)
    most = []
    look_up(urls, policy, on_progress=lambda progress: most.append(len(progress.waiting)))
    assert max(most) == 2


def test_urls_of_a_host_share_a_connection_that_is_closed_with_the_last(web):
    urls = [web.url(f"/ok?{n}", host=1 + n % 4) for n in range(40)]
    look_up(urls, replace(POLICY, host_concurrency=1))
    assert web.connections == 4
    assert [request.headers.get("connection") for request in web.requests].count("close") == 4


def test_a_connection_that_was_closed_meanwhile_is_no_failure(web):
    urls = [web.url(f"/quit?{n}") for n in range(5)]
    seen = []
    # With the usual pause before a retry this would take a minute.
    look_up(urls, replace(POLICY, host_concurrency=1, retry_wait=60), on_observation=seen.append)
    assert [observation.exchanges[-1].status for observation in seen] == [200] * 5


def test_a_bug_of_ours_is_said_to_be_one():
    from reviewaudit.services.failures import classify

    failure, words = classify(ZeroDivisionError("x"))
    assert failure is Failure.PROTOCOL
    assert "bug in reviewaudit" in words
