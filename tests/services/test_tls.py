"""Certificates: each fault is told apart. The trusted authorities are the system's, which SSL_CERT_FILE stands for."""

import ssl
import subprocess
import sys

import pytest

from reviewaudit.model import Failure, NetworkPolicy
from reviewaudit.services.failures import classify
from reviewaudit.verdicts import judge

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems do not read SSL_CERT_FILE")


@pytest.fixture
def trusted(web, tmp_path, monkeypatch):
    path = tmp_path / "authority.pem"
    path.write_bytes(web.authority)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))


@pytest.mark.parametrize(
    ("kind", "failure"),
    [
        ("expired", Failure.TLS_EXPIRED),
        ("wrong-name", Failure.TLS_NAME),
        ("self-signed", Failure.TLS_CHAIN),
        ("incomplete", Failure.TLS_CHAIN),
    ],
)
def test_a_bad_certificate_is_named_and_not_asked_again(web, trusted, observe_one, resolver, kind, failure):
    seen = observe_one(web.tls(kind), resolve=resolver({"localhost": ["127.0.0.1"]}))
    assert [exchange.failure for exchange in seen.exchanges] == [failure]
    assert seen.exchanges[0].detail
    assert not web.requests


def test_a_good_certificate(web, trusted, observe_one):
    assert observe_one(web.tls()).exchanges[-1].status == 200


def test_an_unknown_authority(web, observe_one):
    assert observe_one(web.tls()).exchanges[-1].failure is Failure.TLS_CHAIN


def test_a_redirect_to_https(web, trusted, observe_one):
    seen = observe_one(web.url(f"/to/301?{web.tls()}"))
    assert [exchange.status for exchange in seen.exchanges] == [301, 200]


def test_a_redirect_to_a_bad_certificate(web, trusted, observe_one):
    seen = observe_one(web.url(f"/to/301?{web.tls('expired')}"))
    assert seen.exchanges[-1].failure is Failure.TLS_EXPIRED
    assert seen.exchanges[-1].url == web.tls("expired")


def test_https_to_a_server_that_speaks_http(web, observe_one):
    seen = observe_one(web.url().replace("http://", "https://"))
    assert seen.exchanges[-1].failure in {Failure.TLS_OTHER, Failure.RESET, Failure.TIMEOUT_CONNECT}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("expired", ("it is for localhost", "it is valid until 20", "it was issued by trustme")),
        ("wrong-name", ("it is for elsewhere.example",)),
        ("self-signed", ("it is self-signed",)),
    ],
)
def test_what_the_certificate_says_is_told(web, trusted, observe_one, resolver, kind, said):
    seen = observe_one(web.tls(kind), resolve=resolver({"localhost": ["127.0.0.1"]}))
    signal = judge(seen, NetworkPolicy()).signal
    for words in said:
        assert words in signal
    assert "\n" not in signal


def test_a_chain_that_browsers_complete_is_told_apart():
    leaf = {"caIssuers": ("http://ca.example/a.crt",), "subjectAltName": (("DNS", "a.example"),)}
    error = ssl.SSLCertVerificationError(1, "unable to get local issuer certificate")
    error.verify_code, error.verify_message, error.chain = 20, "unable to get local issuer certificate", [leaf]
    failure, words = classify(error)
    assert failure is Failure.TLS_INCOMPLETE
    assert "http://ca.example/a.crt, where browsers fetch it" in words
    error.chain = [leaf, leaf]
    assert classify(error)[0] is Failure.TLS_CHAIN
    error.chain = [{}]
    assert classify(error)[0] is Failure.TLS_CHAIN
    del error.chain
    assert classify(error) == (Failure.TLS_CHAIN, "unable to get local issuer certificate")


def test_aiohttp_reads_no_trust_store_and_leaves_the_reading_to_others():
    """Each takes as long as importing all the rest; the wire has its own context."""
    script = (
        "import ssl\n"
        "from reviewaudit.services.imports import aiohttp\n"
        "contexts = [value for value in vars(aiohttp.connector).values() if isinstance(value, ssl.SSLContext)]\n"
        "print(len(contexts), [context.cert_store_stats()['x509'] for context in contexts])\n"
        "print(ssl.create_default_context().verify_mode, 'set_default_verify_paths' in vars(ssl.SSLContext))\n"
        "print('load_default_certs' in vars(ssl.SSLContext))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines() == ["2 [0, 0]", f"{ssl.CERT_REQUIRED} False", "True"]
