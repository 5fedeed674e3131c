"""What a certificate that was turned down says: a failed handshake in, the failure and words about it out.

The ssl module forgets the other side's certificate when it does not hold. `Witness` keeps it with the error, by a
method that Python has from 3.10 (public from 3.13 as `get_unverified_chain`); without it the words are fewer.
Codes are OpenSSL's (`X509_V_ERR_*`, openssl-verification-options(1)).
"""

from __future__ import annotations

import ssl
from contextlib import suppress
from typing import Any

from reviewaudit.model import Failure

_EXPIRED = {9, 10}
_NAME = {62, 63, 64}
_CHAIN = {2, 18, 19, 20, 21, 22, 24, 27, 28}
_ISSUER_MISSING = {20, 21}
_NAMES_SHOWN = 3


class Witness(ssl.SSLObject):
    """Puts the chain that was sent on the error, as the dictionaries of `SSLSocket.getpeercert`."""

    def do_handshake(self) -> None:
        try:
            super().do_handshake()
        except ssl.SSLCertVerificationError as error:
            with suppress(Exception):  # not there, or not of this form: then we know less
                chain = self._sslobj.get_unverified_chain()  # type: ignore[attr-defined]  # see above
                error.chain = [certificate.get_info() for certificate in chain or ()]  # type: ignore[attr-defined]
            raise


def explain(error: ssl.SSLError) -> tuple[Failure, str]:
    """The failure, and OpenSSL's words with what the certificate says, joined by "; "."""
    words = str(getattr(error, "verify_message", "") or error.reason or error)
    if not isinstance(error, ssl.SSLCertVerificationError):
        return Failure.TLS_OTHER, words
    chain: list[dict[str, Any]] = getattr(error, "chain", [])
    facts = _facts(chain[0]) if chain else []
    code = getattr(error, "verify_code", None)
    text = str(error).lower()
    if code in _EXPIRED or "expired" in text:
        failure = Failure.TLS_EXPIRED
    elif code in _NAME or "hostname mismatch" in text or "doesn't match" in text or "name mismatch" in text:
        failure = Failure.TLS_NAME
    elif code in _ISSUER_MISSING and len(chain) == 1 and chain[0].get("caIssuers"):
        # Browsers fetch the missing part from where the certificate says (RFC 5280 §4.2.2.1).
        failure = Failure.TLS_INCOMPLETE
        facts = [f"the rest is at {chain[0]['caIssuers'][0]}, where browsers fetch it", *facts]
    elif code in _CHAIN or "self-signed" in text or "issuer" in text or "not trusted" in text:
        failure = Failure.TLS_CHAIN
        if code in {18, 19}:
            facts = ["it is self-signed", *facts]
    else:
        failure = Failure.TLS_OTHER
    return failure, "; ".join((words, ", ".join(facts)) if facts else (words,))


def _facts(certificate: dict[str, Any]) -> list[str]:
    facts = []
    names = [str(value) for kind, value in certificate.get("subjectAltName", ()) if kind in {"DNS", "IP Address"}]
    if names:
        more = f" and {len(names) - _NAMES_SHOWN} more" if len(names) > _NAMES_SHOWN else ""
        facts.append(f"it is for {', '.join(names[:_NAMES_SHOWN])}{more}")
    if until := _day(certificate.get("notAfter")):
        facts.append(f"it is valid until {until}")
    issuer = {key: value for part in certificate.get("issuer", ()) for key, value in part}
    if name := issuer.get("organizationName") or issuer.get("commonName"):
        facts.append(f"it was issued by {name}")
    return [" ".join(fact.split())[:200] for fact in facts]


def _day(text: object) -> str:
    """ "Jan  1 00:00:00 2030 GMT" as 2030-01-01."""
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(text)), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return ""
