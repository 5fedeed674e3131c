"""The JSON Schema of the JSON report, version 1.

Every field is required and fields unknown to the schema are allowed, because version 1 may add some.
"""

from __future__ import annotations

import json
from typing import Any

from reviewaudit.model import (
    Directive,
    GapKind,
    Level,
    NoticeKind,
    Origin,
    Precision,
    RecordState,
    ReviewStatus,
    Role,
    Scope,
    StatementKind,
    Status,
    Verb,
)

STRING = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
LINE = {"type": "integer", "minimum": 1}
DATE = {"type": "string", "format": "date"}
TIME = {"type": "string", "format": "date-time"}
BOOLEAN = {"type": "boolean"}
CODE = {"type": "string", "pattern": "^RA[0-9]{3}$"}
DIGEST = {"type": "string", "pattern": "^[0-9a-f]{32}$"}


def render() -> str:
    return json.dumps(build(), indent=2) + "\n"


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": items}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(values: Any) -> dict[str, Any]:
    return {"enum": [str(value) for value in values]}


def build() -> dict[str, Any]:
    place = {"line": LINE, "column": LINE, "end_line": LINE, "end_column": LINE}
    statement = {
        "earliest": _or_null(DATE),
        "latest": _or_null(DATE),
        "precision": _or_null(_one_of(Precision)),
        "text": _or_null(STRING),
        "source": _or_null(_one_of(Origin)),
        "line": _or_null(LINE),
        "column": _or_null(LINE),
        "reviewer": _or_null(STRING),
        "scope": _or_null(_one_of(Scope)),
    }
    review = _object(
        status=_one_of(ReviewStatus),
        **statement,
        window=_or_null(STRING),
        due_earliest=_or_null(DATE),
        due_latest=_or_null(DATE),
        days_overdue=COUNT,
    )
    finding = {
        "code": CODE,
        "name": STRING,
        "level": _one_of(Level),
        "path": STRING,
        **place,
        "message": STRING,
        "help": STRING,
        "url": _or_null(STRING),
        "fingerprint": DIGEST,
        "evidence": {"type": "object"},
    }
    decision = _object(
        decision=_one_of(Verb), until=_or_null(DATE), reason=STRING, by=STRING, on=DATE, origin=STRING
    )  # fmt: skip
    suppression = _object(
        **place, directive=_one_of(Directive), rules=_list(STRING), until=_or_null(DATE), reason=STRING
    )  # fmt: skip
    redirect = _object(status={"type": "integer"}, url=STRING)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "reviewaudit report, version 1",
        **_object(
            schema_version={"const": 1},
            tool=_object(name={"const": "reviewaudit"}, version=STRING),
            as_of=DATE,
            started_at=TIME,
            duration_s={"type": "number", "minimum": 0},
            exit_status={"enum": [0, 1, 2]},
            offline=BOOLEAN,
            incomplete=_or_null(STRING),
            retraction_data=_or_null(_object(newest=_or_null(DATE), age_days=COUNT, records=COUNT)),
            summary=_object(
                **dict.fromkeys(("articles", "references", "urls", "asked", "from_ledger", *map(str, Status)), COUNT),
                reviews=_object(**dict.fromkeys(map(str, ReviewStatus), COUNT)),
                citations=_object(**dict.fromkeys(map(str, RecordState), COUNT)),
                registries=_object(asked=COUNT, calls=COUNT, from_ledger=COUNT),
                findings=_object(**dict.fromkeys(map(str, Level), COUNT)),
                suppressed=COUNT,
                baselined=COUNT,
                skips=_list(_object(reason=STRING, rule=STRING, origin=STRING, count=COUNT)),
            ),
            gaps=_list(_object(kind=_one_of(GapKind), subject=STRING, cause=STRING, help=STRING, paths=COUNT)),
            skipped=_list(_object(subject=STRING, reason=STRING, rule=_or_null(STRING), origin=_or_null(STRING))),
            articles=_list(
                _object(
                    path=STRING,
                    format=STRING,
                    title=STRING,
                    owner=_or_null(STRING),
                    references=COUNT,
                    entries=COUNT,
                    review=review,
                    statements=_list(
                        _object(
                            kind=_one_of(StatementKind),
                            **statement,
                            label=STRING,
                            claims_references=BOOLEAN,
                            flags=_list(STRING),
                        )
                    ),
                )
            ),
            references=_list(
                _object(
                    path=STRING,
                    **place,
                    url=STRING,
                    text=STRING,
                    identifiers={"type": "object", "additionalProperties": STRING},
                    role=_one_of(Role),
                    status=_one_of(Status),
                    reason=STRING,
                    http_status=_or_null({"type": "integer"}),
                    final_url=_or_null(STRING),
                    redirects=_list(redirect),
                    attempts=COUNT,
                    elapsed_ms=COUNT,
                    checked_at=_or_null(TIME),
                    from_ledger=BOOLEAN,
                    since=_or_null(TIME),
                    evidence=_list(STRING),
                    asked=_or_null(STRING),
                    skip=_or_null(_object(reason=STRING, rule=STRING, origin=STRING)),
                )
            ),
            citations=_list(
                _object(
                    path=STRING,
                    **place,
                    text=STRING,
                    identifiers={"type": "object", "additionalProperties": STRING},
                    state=_one_of(RecordState),
                    answered=_list(STRING),
                    unchecked=_list(_object(service=STRING, reason=STRING)),
                    notices=_list(_one_of(NoticeKind)),
                )
            ),
            findings=_list(_object(**finding)),
            suppressed=_list(_object(**finding, suppression=_or_null(suppression), decision=_or_null(decision))),
            baselined=_list(_object(**finding)),
            gone=_list(_object(path=STRING, code=CODE, subject=STRING, fingerprint=DIGEST, level=_one_of(Level))),
        ),
    }
