"""Certificates, good and bad."""

from __future__ import annotations

import datetime as dt
import ssl
from pathlib import Path


def context(kind: str, authority) -> ssl.SSLContext:
    """A server's, with a certificate of that kind; `authority` is a trustme.CA."""
    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if kind == "self-signed":
        authority = trustme.CA()
        _load(context, authority.cert_pem.bytes() + authority.private_key_pem.bytes())
        return context
    if kind == "expired":
        past = dt.datetime.now(dt.UTC) - dt.timedelta(days=2)
        leaf = authority.issue_cert("localhost", not_after=past)
    elif kind == "wrong-name":
        leaf = authority.issue_cert("elsewhere.example")
    elif kind == "incomplete":
        leaf = authority.create_child_ca().issue_cert("localhost")
        _load(context, leaf.private_key_pem.bytes() + leaf.cert_chain_pems[0].bytes())
        return context
    elif kind == "mendable":
        _load(context, _mendable(authority.create_child_ca()))
        return context
    else:
        leaf = authority.issue_cert("localhost", "127.0.0.1")
    leaf.configure_cert(context)
    return context


def _mendable(issuer) -> bytes:
    """A certificate for localhost that names where its issuer's is (RFC 5280 §4.2.2.1), and its key, as PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    above = x509.load_pem_x509_certificate(issuer.cert_pem.bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    where = x509.AccessDescription(
        x509.AuthorityInformationAccessOID.CA_ISSUERS, x509.UniformResourceIdentifier("http://ca.example/a.crt")
    )
    leaf = (
        x509.CertificateBuilder(above.subject, x509.Name([]), key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=True)
        .add_extension(x509.AuthorityInformationAccess([where]), critical=False)
        .sign(serialization.load_pem_private_key(issuer.private_key_pem.bytes(), None), hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + leaf.public_bytes(serialization.Encoding.PEM)


def _load(context: ssl.SSLContext, pem: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "chain.pem")
        path.write_bytes(pem)
        context.load_cert_chain(path)
