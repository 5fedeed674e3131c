"""Ctrl-C in the middle of a look-up: what is known by then is delivered, wherever it was asked."""

import pytest

from reviewaudit.model import NetworkPolicy
from reviewaudit.services import look_up

PATIENT = NetworkPolicy(timeout=30, retry_wait=30, allow_private=True, max_retries=1)


@pytest.mark.parametrize("processes", [1, 2])
def test_what_waits_for_the_second_round_is_told_as_it_was(web, processes):
    good = [web.url(f"/ok?{n}", host) for n in range(5) for host in (1, 2)]
    failing = [web.url(f"/status/503?{n}", host) for n in range(5) for host in (1, 2)]
    hanging = [web.url("/hang", host) for host in (3, 4)]
    seen = {}

    def interrupted(progress):
        if (web.hits("/ok"), web.hits("/status/503"), web.hits("/hang")) == (10, 10, 2) and progress.done == 10:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look_up(
            [*hanging, *failing, *good], PATIENT, processes=processes, on_progress=interrupted,
            on_observation=lambda observation: seen.update({observation.url: observation}),
        )  # fmt: skip
    assert set(seen) == {*good, *failing}
    assert {(len(seen[url].exchanges), seen[url].exchanges[-1].status) for url in failing} == {(1, 503)}
