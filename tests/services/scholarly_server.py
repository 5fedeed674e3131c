"""Registries on 127.0.0.1 that behave as the real ones do, as far as their contracts are known.

    def test_something(registries):
        registries.crossref["10.1000/tea"] = {"title": ["Tea"], "type": "journal-article"}
        registries.agency["10.1000/tea"] = "Crossref"
        ...
        look_up_works(wanted, policy, citations, gateway=registries.origin, on_record=...)
        assert registries.hosts() == ["doi.org", "api.crossref.org"]

It is used as a gateway: the `Host` of a request says which registry is meant; `base(host)` is a URL for one registry.
What it holds, by registry, keyed by the identifier in lower case:

    agency      DOI -> "Crossref", "DataCite", "JaLC" …; a DOI that is not in it does not exist
    aliases     short DOI -> DOI
    crossref    DOI -> the message of a work
    datacite    DOI -> attributes
    csl         DOI -> CSL-JSON, to which doi.org redirects those who ask for that
    pubmed      PMID -> entry of a summary; another PMID gets an error in its entry
    europepmc   PMID -> result
    pmc         PMCID -> record
    arxiv       number without version -> {version: {"title": …, "authors": […], "comment": …, "doi": …}}
    biorxiv     DOI -> list of versions
    books       ISBN -> book
    trials      NCT -> study, or the number or URL that it redirects to
    snapshots   URL -> timestamp

`trouble[host]` makes a registry fail; made by hand, no such reply was recorded:

    503 (any status) | "html" | "broken" (JSON cut off) | "short" (less body than announced) | "reset" | "hang" | "drip"
    "limit" (429, for the first request alone) | bytes (this body, as JSON)
    | tuple (status, body, media type, headers)

`refused`: DOIs that make a whole list of Crossref a 400. `headers[host]`: more headers of that registry; without any,
each sends a limit that hurries nobody.
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
import time
from collections import Counter
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

HURRY = {"x-rate-limit-limit": "500", "x-rate-limit-interval": "1s"}
SELECTABLE = frozenset(
    """
    abstract URL resource member posted score created degree update-policy short-title license ISSN container-title
    issued update-to issue prefix approved indexed article-number clinical-trial-number accepted author group-title DOI
    is-referenced-by-count updated-by event chair standards-body original-title funder translator published archive
    published-print alternative-id subject subtitle published-online publisher-location content-domain reference title
    link type publisher volume references-count ISBN issn-type assertion deposited page content-created
    short-container-title relation editor
    """.split()  # noqa: SIM905 - as the service lists them
)


class Answered(NamedTuple):
    status: int
    body: bytes
    kind: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Asked:
    host: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float
    raw: str


def as_json(value, status=200, kind="application/json") -> Answered:
    return Answered(status, json.dumps(value).encode(), kind)


def as_text(words, status, kind="text/plain") -> Answered:
    return Answered(status, words.encode(), kind)


class Registries:
    def __init__(self):
        self.agency, self.aliases, self.crossref, self.datacite, self.csl = {}, {}, {}, {}, {}
        self.pubmed, self.europepmc, self.pmc, self.arxiv, self.biorxiv = {}, {}, {}, {}, {}
        self.books, self.trials, self.snapshots = {}, {}, {}
        self.trouble, self.headers = {}, {}
        self.refused: set[str] = set()
        self.requests: list[Asked] = []
        self.running: Counter[str] = Counter()
        self.most_running: Counter[str] = Counter()
        self._seen: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.stopped = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                owner._answer(self)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.origin = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def close(self):
        self.stopped.set()
        self._server.shutdown()
        self._server.server_close()

    def base(self, host: str) -> str:
        return f"{self.origin}/{host}"

    def hosts(self) -> list[str]:
        return [asked.host for asked in self.requests]

    def work(self, doi: str, **fields):
        """A work at Crossref that exists."""
        self.agency[doi] = "Crossref"
        self.crossref[doi] = {"DOI": doi, "type": "journal-article", **fields}
        return "doi", doi

    # --- the server ---

    def _answer(self, handler):
        host = handler.headers["Host"]
        raw = handler.path
        if host == urlsplit(self.origin).netloc:  # asked by a base URL of its own
            host, _, rest = raw.lstrip("/").partition("/")
            raw = f"/{rest}"
        parts = urlsplit(raw)
        query = {name: values[0] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        asked = Asked(host, parts.path, query, headers, time.monotonic(), raw)
        with self._lock:
            self.requests.append(asked)
            self._seen[host] += 1
            first = self._seen[host] == 1
            self.running[host] += 1
            self.most_running[host] = max(self.most_running[host], self.running[host])
        try:
            trouble = self.trouble.get(host)
            if trouble is not None and not (trouble == "limit" and not first):
                answered = self._fail(handler, trouble)
            else:
                play = getattr(self, "play_" + host.replace(".", "_").replace("-", "_"), None)
                answered = play(asked) if play else as_text("no such host", 404)
        finally:
            with self._lock:
                self.running[host] -= 1
        if answered is None:
            handler.close_connection = True
            return
        more = self.headers.get(host, HURRY)
        handler.send_response(answered.status)
        for name, value in (("Content-Type", answered.kind), ("Content-Length", str(len(answered.body)))):
            handler.send_header(name, value)
        for name, value in (*more.items(), *answered.headers):
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(answered.body)

    def _fail(self, handler, trouble) -> Answered | None:
        if isinstance(trouble, bytes):
            return Answered(200, trouble)
        if isinstance(trouble, tuple):
            return Answered(*trouble)
        if isinstance(trouble, int):
            return as_text("<html><body>Out of order</body></html>", trouble, "text/html")
        if trouble == "html":
            return as_text("<!doctype html><title>Maintenance</title>", 200, "text/html; charset=utf-8")
        if trouble == "broken":
            return Answered(200, b'{"status": "ok", "message": {"DO')
        if trouble == "limit":
            return Answered(429, b"", "text/plain")
        if trouble == "short":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{}")
        elif trouble == "reset":
            handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            handler.connection.close()
        elif trouble == "hang":
            self.stopped.wait()
        elif trouble == "drip":
            handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n")
            while not self.stopped.wait(0.02):
                try:
                    handler.wfile.write(b" ")
                except OSError:
                    break
        return None

    # --- doi.org ---

    def play_doi_org(self, asked):
        if asked.path.startswith("/doiRA/"):
            dois = [unquote(part) for part in asked.path.removeprefix("/doiRA/").split(",")]
            return as_json([self._agency(doi) for doi in dois])
        if asked.path.startswith("/api/handles/"):
            return self._handle(unquote(asked.path.removeprefix("/api/handles/")))
        doi = unquote(asked.path[1:]).lower()
        if "citationstyles" not in asked.headers.get("accept", "") or doi not in self.csl:
            return as_text("<!DOCTYPE html><title>Error: DOI Not Found</title>", 404, "text/html")
        return Answered(302, b"", "text/html", (("Location", f"https://data.agency.example{asked.path}"),))

    def play_data_agency_example(self, asked):
        doi = unquote(asked.path[1:]).lower()
        return as_json({"DOI": doi, **self.csl[doi]}, kind="application/vnd.citationstyles.csl+json")

    def _agency(self, doi):
        if doi.lower() in self.agency:
            return {"DOI": doi, "RA": self.agency[doi.lower()]}
        return {"DOI": doi, "status": "DOI does not exist"}

    def _handle(self, doi):
        if doi.lower() in self.aliases:
            value = {"index": 1, "type": "HS_ALIAS", "data": {"format": "string", "value": self.aliases[doi.lower()]}}
            return as_json({"responseCode": 1, "handle": doi, "values": [value]})
        if doi.lower() in self.agency:
            value = {"index": 1, "type": "URL", "data": {"format": "string", "value": "https://x.example/"}}
            return as_json({"responseCode": 1, "handle": doi, "values": [value]})
        return as_json({"responseCode": 100, "handle": doi}, 404)

    # --- Crossref ---

    def play_api_crossref_org(self, asked):
        if asked.path == "/works":
            return self._works(asked)
        if "select" in asked.query:
            return self._refusal("parameter-not-allowed", "select")
        doi = unquote(asked.path.removeprefix("/works/")).lower()
        if doi not in self.crossref:
            return as_text("Resource not found.", 404)
        return as_json({"status": "ok", "message-type": "work", "message": {**self.crossref[doi], "DOI": doi}})

    def _works(self, asked):
        items = []
        if "query.bibliographic" in asked.query:
            items = self._ranked(asked.query["query.bibliographic"])
        for clause in asked.query["filter"].split(",") if "filter" in asked.query else ():
            name, _, doi = clause.partition(":")
            if name != "doi" or doi.lower() in self.refused:
                return self._refusal("filter-not-available", clause)
            if doi.lower() in self.crossref:
                items.append({**self.crossref[doi.lower()], "DOI": doi.lower()})
        fields = asked.query.get("select", "").split(",")
        if not set(fields) <= SELECTABLE:
            return self._refusal("selection-not-valid", asked.query["select"])
        items = [{name: value for name, value in item.items() if name in fields} for item in reversed(items)]
        rows = int(asked.query.get("rows", 20))
        message = {"total-results": len(items), "items-per-page": rows, "items": items[:rows]}
        return as_json({"status": "ok", "message-type": "work-list", "message": message})

    def _ranked(self, text):
        """The worst first: the list is turned round. As there, each work that has a word of the question is a find."""
        words = set(re.findall(r"\w+", text.lower()))
        scored = []
        for doi, item in self.crossref.items():
            shared = words & set(re.findall(r"\w+", json.dumps(item).lower()))
            if shared:
                scored.append((len(shared), doi, {**item, "DOI": doi}))
        return [item for _, _, item in sorted(scored)]

    def _refusal(self, kind, value):
        message = [{"type": kind, "value": value, "message": f"{value} is not allowed here"}]
        return as_json({"status": "failed", "message-type": "validation-failure", "message": message}, 400)

    # --- DataCite ---

    def play_api_datacite_org(self, asked):
        size = int(asked.query.get("page[size]", 25))
        dois = [doi.lower() for doi in asked.query["ids"].split(",")]
        found = [{"id": doi, "attributes": {"doi": doi, **self.datacite[doi]}} for doi in dois if doi in self.datacite]
        return as_json({"data": found[:size], "meta": {"total": len(found)}})

    # --- PubMed, PubMed Central, Europe PMC ---

    def play_eutils_ncbi_nlm_nih_gov(self, asked):
        ids = asked.query["id"].split(",")
        unknown = {"error": "cannot get document summary"}
        entries = {one: {"uid": one, **self.pubmed.get(one, unknown)} for one in ids}
        return as_json({"header": {"type": "esummary"}, "result": {"uids": ids, **entries}})

    def play_pmc_ncbi_nlm_nih_gov(self, asked):
        records = []
        for one in asked.query["ids"].split(","):
            known = self.pmc.get(one.lower())
            missing = {"status": "error", "errmsg": "Identifier not found in PMC"}
            records.append({"pmcid": one, "requested-id": one, **(known or missing)})
        return as_json({"status": "ok", "records": records})

    def play_www_ebi_ac_uk(self, asked):
        words = asked.query["query"].replace("(", " ").replace(")", " ").split()
        ids = [word.removeprefix("EXT_ID:") for word in words if word.startswith("EXT_ID:")]
        results = [{"source": "MED", "pmid": one, **self.europepmc[one]} for one in ids if one in self.europepmc]
        return as_json({"hitCount": len(results), "resultList": {"result": results[: int(asked.query["pageSize"])]}})

    # --- arXiv, bioRxiv ---

    def play_export_arxiv_org(self, asked):
        entries = []
        for one in asked.query["id_list"].split(","):
            if not one[:1].isdigit() and "/" not in one:
                return self._feed([self._arxiv_error(one)], 1, 400)
            number, _, version = one.partition("v") if one[:1].isdigit() else (one, "", "")
            versions = self.arxiv.get(number, {})
            version = int(version) if version else max(versions, default=0)
            if version in versions:
                entries.append(self._arxiv_entry(number, version, versions[version]))
        entries.reverse()
        return self._feed(entries[: int(asked.query["max_results"])], len(entries))

    def _feed(self, entries, total, status=200):
        spaces = (
            'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" xmlns:arxiv="http://arxiv.org/schemas/atom" '
            'xmlns="http://www.w3.org/2005/Atom"'
        )
        head = f"<title>arXiv Query</title><opensearch:totalResults>{total}</opensearch:totalResults>"
        feed = f"<?xml version='1.0' encoding='UTF-8'?>\n<feed {spaces}>{head}{''.join(entries)}</feed>\n"
        return Answered(status, feed.encode(), "application/atom+xml; charset=utf-8")

    def _arxiv_entry(self, number, version, said):
        authors = "".join(f"<author><name>{escape(name)}</name></author>" for name in said.get("authors", ()))
        more = "".join(f"<arxiv:{key}>{escape(said[key])}</arxiv:{key}>" for key in ("comment", "doi") if key in said)
        return (
            f"<entry><id>http://arxiv.org/abs/{number}v{version}</id><title>{escape(said['title'])}</title>"
            f"<updated>{said.get('updated', '2020-01-02T00:00:00Z')}</updated>"
            f"<published>{said.get('published', '2019-05-06T00:00:00Z')}</published><summary>-</summary>"
            f"{more}{authors}</entry>"
        )

    def _arxiv_error(self, one):
        return (
            f"<entry><id>https://arxiv.org/api/errors#incorrect_id_format_for_{one}</id><title>Error</title>"
            f"<summary>incorrect id format for {one}</summary></entry>"
        )

    def play_api_biorxiv_org(self, asked):
        _, _, server, *rest = asked.path.split("/")
        doi = unquote("/".join(rest)).lower()
        versions = [{"doi": doi, **version} for version in self.biorxiv.get((server, doi), [])]
        status = "ok" if versions else "no posts found"
        return as_json({"messages": [{"status": status}], "collection": versions})

    # --- books, trials, archives ---

    def play_openlibrary_org(self, asked):
        keys = asked.query["bibkeys"].split(",")
        return as_json({key: self.books[key[5:]] for key in keys if key[5:] in self.books})

    def play_clinicaltrials_gov(self, asked):
        number = asked.path.rpartition("/")[2]
        study = self.trials.get(number)
        if study is None:
            return as_text(f"NCT number {number} not found", 404)
        if isinstance(study, str):
            onward = study if "//" in study else f"/api/v2/studies/{study}"
            return Answered(301, b"", "text/plain", (("Location", onward),))
        return as_json(study)

    def play_archive_org(self, asked):
        url = asked.query["url"]
        stamp = self.snapshots.get(url)
        closest = {"status": "200", "available": True, "timestamp": stamp}
        closest["url"] = f"http://web.archive.org/web/{stamp}/{url}"
        return as_json({"url": url, "archived_snapshots": {"closest": closest} if stamp else {}})
