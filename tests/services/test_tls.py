"""Certificates: each fault is told apart. The trusted authorities are the system's, which SSL_CERT_FILE stands for."""

import sys

import pytest

from reviewaudit.model import Failure

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
