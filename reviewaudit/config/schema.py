"""The tables of keys as JSON Schema (2020-12), for editors that check TOML while it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reviewaudit.config.keys import ACCEPT, CITATIONS, HOST, LINKS, NETWORK, REVIEW, RULE, TOP, Key


def json_schema() -> str:
    rule = _table(RULE, review=_table(REVIEW))
    rule["required"] = ["paths"]
    hosts = {"type": "object", "additionalProperties": _table(HOST), "description": "What differs, by host name."}
    accept = _table(ACCEPT)
    accept["required"] = ["id", "reason"]
    whole = _table(
        TOP,
        review=_table(REVIEW),
        links=_table(LINKS),
        network=_table(NETWORK, hosts=hosts),
        citations=_table(CITATIONS, accept={"type": "array", "items": accept}),
        rules={"type": "array", "items": rule},
    )
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reviewaudit.toml, or [tool.reviewaudit] in pyproject.toml",
    }
    return json.dumps({**head, **whole}, indent=2) + "\n"


def _table(keys: Mapping[str, Key], **tables: Any) -> dict[str, Any]:
    properties = {name: {**key.kind.schema, "description": key.help} for name, key in keys.items()}
    return {"type": "object", "additionalProperties": False, "properties": {**properties, **tables}}
