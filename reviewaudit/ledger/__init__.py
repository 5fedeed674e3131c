"""Observations over time, in one SQLite file: observations in, the latest or all of a URL out. No verdict is kept.

What registries said of cited works is observed as well: records in, the latest or all of an identifier out.

The schema is public, for whoever wants to read the file with other tools (`sqlite3`, Datasette):

    observations  one row per observation
      url         as cited, without user name and password
      at          when the last exchange ended: UTC, "2026-11-22T09:30:00.000000Z", so that text order is time order
      status      HTTP status of the last exchange; null if there was no answer
      failure     why not ("dns", "timeout-read" …); null if there was one
      final_url   what was asked last, after redirects
      attempts, elapsed_ms
      content     facts about the last body as JSON: {"type", "length", "title", "fingerprint" …}; null without a body;
                  "fragments": [["dose", true]] are the places that were looked for in it, and whether they are there,
                  "unsettled": ["dose"] those about which it does not tell; after a 304 that was asked for ("detail":
                  "asked with if-none-match"), the facts about the body that it confirms
      exchanges   all requests as JSON: [{"method", "url", "status", "failure", "headers": [[name, value]],
                  "elapsed_ms", "attempt", "detail"}], what is empty left out

    records       one row per answer of a registry about one identifier; no answer makes no row
      scheme, value  the identifier as compared: "doi", "10.1000/182"
      service     who was asked: "crossref", "pubmed", "doi.org" …
      at          when it answered, as above
      state       "found"; "missing" where the one who must know it does not; "absent" where a service has no record of
                  it, which proves nothing
      facts       what it said as JSON: {"detail", "work": {"titles", "families", "years", "kind", "container",
                  "volume", "pages"}, "notices": [{"kind", "sources", "doi", "pmid", "date", "reasons", "label"}],
                  "notice_of": [[scheme, value, who]], "successors": [{"kind", "identifier", "source", "date"}],
                  "same": [[scheme, value]]}, what is empty left out; a date is [first day, last day, precision]

    compaction    when history was last thinned out: how many rows had been written by then, and how many were left

`PRAGMA application_id` is 0x52415544, `PRAGMA user_version` the schema's version, 3. Several processes may use one file
at once. What was flushed survives the end of the process, however it ends (write-ahead log,
https://www.sqlite.org/wal.html).
"""

from __future__ import annotations

from reviewaudit.ledger.complaints import LedgerError
from reviewaudit.ledger.sqlite import Ledger, Summary, open_ledger

__all__ = ["Ledger", "LedgerError", "Summary", "open_ledger"]
