"""Host names: missing, unavailable, and asked once."""

import subprocess
import sys

import pytest

from reviewaudit.model import Failure, NetworkPolicy
from reviewaudit.services import look_up

CONTROL = {"example.com": ["127.0.0.1"]}


def failures(observation):
    return [exchange.failure for exchange in observation.exchanges]


def test_a_missing_name_gets_a_second_try(observe_one, resolver):
    seen = observe_one("http://gone.net/", resolve=resolver(CONTROL))
    assert failures(seen) == [Failure.DNS, Failure.DNS]


def test_even_without_retries(observe_one, resolver):
    assert failures(observe_one("http://gone.net/", resolve=resolver(CONTROL), max_retries=0)) == [Failure.DNS] * 2


def test_no_answer_is_not_a_missing_name(observe_one, resolver):
    seen = observe_one("http://a.net/", resolve=resolver({"a.net": "unavailable", **CONTROL}))
    assert failures(seen) == [Failure.DNS_UNAVAILABLE] * 3


def test_where_no_name_is_known_none_is_called_missing(observe_one, resolver):
    assert failures(observe_one("http://gone.net/", resolve=resolver({}))) == [Failure.DNS_UNAVAILABLE] * 3


@pytest.mark.parametrize("host", ["gone.invalid", "gone.test", "gone.example", "gone.invalid."])
def test_reserved_names_are_missing_everywhere(observe_one, resolver, host):
    assert failures(observe_one(f"http://{host}/", resolve=resolver({}))) == [Failure.DNS] * 2


def test_names_that_never_exist_are_not_asked_of_the_system():
    program = """
import sys
from reviewaudit.model import NetworkPolicy
from reviewaudit.services import look_up
asked = []
sys.addaudithook(lambda event, given: asked.append(given[0]) if event == "socket.getaddrinfo" else None)
urls = ["http://gone.invalid/", "http://GONE.Invalid./a"]
look_up(urls, NetworkPolicy(retry_wait=0.01), on_observation=lambda seen: print(seen.exchanges[-1].failure.value))
print(asked)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["dns", "dns", "[]"], done.stderr


def test_another_name_that_is_found_proves_the_resolver(web, observe, resolver):
    port = web.url().split(":")[2].split("/")[0]
    seen = observe(
        [f"http://here.net:{port}/ok", "http://gone.net/"], resolve=resolver({"here.net": ["127.0.0.1"]})
    )  # fmt: skip
    assert failures(seen["http://gone.net/"])[-1] is Failure.DNS


@pytest.mark.parametrize("host", ["a..b", "x" * 64 + ".net", "a" * 63 + "." + ("b" * 63 + ".") * 3 + "net"])
def test_what_cannot_be_a_name_is_not_looked_up(observe_one, host):
    asked = []
    seen = observe_one(f"http://{host}/", resolve=lambda name: asked.append(name) or [])
    assert failures(seen)[0] in {Failure.DNS, Failure.PROTOCOL}
    assert not asked


def test_a_name_is_looked_up_once_for_all_its_urls(web, observe):
    port = web.url().split(":")[2].split("/")[0]
    asked = []

    def resolve(host):
        asked.append(host)
        return ["127.0.0.1"]

    observe([f"http://many.net:{port}/ok?{n}" for n in range(30)], resolve=resolve)
    assert asked == ["many.net"]


def test_a_missing_name_is_looked_up_twice_for_all_its_urls(observe, resolver):
    asked = []
    names = resolver(CONTROL)

    def resolve(host):
        asked.append(host)
        return names(host)

    seen = observe([f"http://gone.net/{n}" for n in range(30)], resolve=resolve)
    assert {tuple(failures(observation)) for observation in seen.values()} == {(Failure.DNS, Failure.DNS)}
    assert asked.count("gone.net") == 2


def test_names_in_other_scripts_are_asked_in_their_ascii_form(web, observe_one):
    port = web.url().split(":")[2].split("/")[0]
    asked = []

    def resolve(host):
        asked.append(host)
        return ["127.0.0.1"]

    seen = observe_one(f"http://bücher.net:{port}/ok", resolve=resolve)
    assert seen.exchanges[-1].status == 200
    assert asked == ["xn--bcher-kva.net"]


def test_the_next_address_is_tried(web, observe_one, resolver):
    port = web.url().split(":")[2].split("/")[0]
    names = resolver({"two.net": ["127.0.0.99", "127.0.0.1"]})
    assert observe_one(f"http://two.net:{port}/ok", resolve=names).exchanges[-1].status == 200


def test_the_network_is_down_if_nothing_could_be_asked(resolver, web):
    policy = NetworkPolicy(retry_wait=0.01, allow_private=True)
    names = resolver({})
    urls = ["http://a.net/", "https://b.net/"]
    assert look_up(urls, policy, resolve=names).network_down
    assert not look_up([*urls, web.url()], policy, resolve=names).network_down
    assert not look_up(["http://gone.invalid/"], policy, resolve=names).network_down
    assert not look_up([], policy).network_down
