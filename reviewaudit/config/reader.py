"""The text of one config file in, its policy out; a complaint names the line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from reviewaudit.config.keys import ACCEPT, CITATIONS, HOST, LINKS, NETWORK, PRESETS, REVIEW, RULE, TABLES, TOP, Key
from reviewaudit.config.lines import line_of
from reviewaudit.config.values import request_header
from reviewaudit.errors import UsageError
from reviewaudit.model import (
    Acceptance,
    CitationPolicy,
    HostPolicy,
    LinkPolicy,
    NetworkPolicy,
    PathRule,
    Policy,
    ReviewPolicy,
)


class Reader:
    """One config file: knows its text, so that a complaint can name the line."""

    def __init__(self, text: str, path: Path, prefix: tuple[str, ...], environ: Mapping[str, str]) -> None:
        self.text, self.path, self.prefix, self.environ = text, path, prefix, environ

    def policy(self, data: dict[str, Any]) -> Policy:
        base = PRESETS.get(data["preset"], {}) if isinstance(data.get("preset"), str) else {}
        merged = {**base, **data, "review": {**base.get("review", {}), **self._table(data, "review")}}
        top = self._read({k: v for k, v in merged.items() if k not in {*TABLES, "rules"}}, TOP, ())
        top.pop("preset", None)
        review = self._read(merged["review"], REVIEW, ("review",))
        links = self._read(self._table(data, "links"), LINKS, ("links",))
        network = self._network(self._table(data, "network"))
        citations = self._citations(self._table(data, "citations"))
        rules = data.get("rules", [])
        if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
            raise self._complain(("rules",), "must be an array of tables, [[rules]]")
        return Policy(
            **top,
            origin=self.path.as_posix(),
            root=str(self.path.resolve().parent),
            review=replace(ReviewPolicy(), **review),
            links=replace(LinkPolicy(), **links),
            network=replace(NetworkPolicy(), **network),
            citations=replace(CitationPolicy(), **citations),
            rules=tuple(self._path_rule(rule, index) for index, rule in enumerate(rules)),
            origins=self._origins(base, data),
        )

    def _network(self, data: dict[str, Any]) -> dict[str, Any]:
        where = ("network",)
        network = self._read({k: v for k, v in data.items() if k != "hosts"}, NETWORK, where)
        if "headers" in network:
            network["headers"] = self._headers(network["headers"], (*where, "headers"))
        hosts = {}
        for host in self._table(data, "hosts", where):
            place = (*where, "hosts", host)
            values = self._read(self._table(data["hosts"], host, place[:-1]), HOST, place)
            if "headers" in values:
                values["headers"] = self._headers(values["headers"], (*place, "headers"))
            if not re.fullmatch(r"(?:\*\.)?[^\s/:@*]+", host):
                raise self._complain(place, "must be a host name", 'allowed: "example.org", "*.example.org"')
            hosts[host.lower()] = HostPolicy(**values)
        return {**network, "hosts": hosts} if hosts else network

    def _citations(self, data: dict[str, Any]) -> dict[str, Any]:
        where = ("citations",)
        citations = self._read({k: v for k, v in data.items() if k != "accept"}, CITATIONS, where)
        accepted = data.get("accept", [])
        if not isinstance(accepted, list) or not all(isinstance(item, dict) for item in accepted):
            raise self._complain((*where, "accept"), "must be an array of tables, [[citations.accept]]")
        accept = tuple(self._acceptance(item, (*where, "accept", str(at))) for at, item in enumerate(accepted))
        return {**citations, "accept": accept} if accept else citations

    def _acceptance(self, data: dict[str, Any], where: tuple[str, ...]) -> Acceptance:
        for name, why in (("id", "which work it is about"), ("reason", "why it is accepted")):
            if not data.get(name):
                raise self._complain(where, f"has no `{name}`, so it is not known {why}", f'write {name} = "…"')
        return Acceptance(**self._read(data, ACCEPT, where), origin=self._place(where))

    def _origins(self, preset: dict[str, Any], data: dict[str, Any]) -> dict[str, str]:
        """Where each value that differs from the default was set, by its dotted key."""
        origins = {name: f"preset {data.get('preset')!r}" for name in _dotted_keys(preset)}
        for name in _dotted_keys({key: value for key, value in data.items() if key != "rules"}):
            origins[name] = self._place(tuple(name.split(".")))
        return origins

    def _place(self, where: tuple[str, ...]) -> str:
        return f"{self.path.as_posix()}:{line_of(self.text, (*self.prefix, *where))}"

    def _path_rule(self, data: dict[str, Any], index: int) -> PathRule:
        where = ("rules", str(index))
        if "paths" not in data:
            help = 'name files or folders below [[rules]]: paths = ["news/"]'
            raise self._complain(where, "has no `paths`, so it is not known where it holds", help)
        review = self._read(self._table(data, "review", where), REVIEW, (*where, "review"))
        if "side_file" in review:
            help = "set it in [review]; its tables name the articles already"
            raise self._complain((*where, "review", "side_file"), "holds for all articles, not below some paths", help)
        rest = self._read({k: v for k, v in data.items() if k != "review"}, RULE, where)
        return PathRule(review=review, origin=self._place(where), **rest)

    def _table(self, data: dict[str, Any], name: str, where: tuple[str, ...] = ()) -> dict[str, Any]:
        table = data.get(name, {})
        if not isinstance(table, dict):
            raise self._complain((*where, name), "must be a table")
        return table

    def _read(self, data: dict[str, Any], keys: dict[str, Key], where: tuple[str, ...]) -> dict[str, Any]:
        result = {}
        for name, value in data.items():
            if name not in keys:
                raise self._unknown(name, keys, where)
            try:
                result[name] = keys[name].kind.read(value)
            except ValueError as error:
                raise self._complain((*where, name), str(error), f"allowed: {keys[name].kind.allowed}") from None
        return result

    def _headers(self, value: Mapping[str, str], where: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        headers = []
        for name, text in value.items():
            for variable in re.findall(r"\$\{(\w+)\}", text):
                if variable not in self.environ:
                    raise self._complain((*where, name), f"needs the environment variable {variable}, which is not set")
            filled = re.sub(r"\$\{(\w+)\}", lambda match: self.environ[match[1]], text)
            try:
                headers.append(request_header(name, filled))
            except ValueError as error:
                raise self._complain((*where, name), str(error), "write it as Name = 'value'") from None
        return tuple(headers)

    def _unknown(self, name: str, keys: dict[str, Key], where: tuple[str, ...]) -> UsageError:
        tables = (
            ("hosts",)
            if keys is NETWORK
            else ("accept",)
            if keys is CITATIONS
            else ()
            if keys in (REVIEW, LINKS, HOST, ACCEPT)
            else ("review",)
            if where
            else (*TABLES, "rules")
        )
        known = [*keys, *tables]
        near = get_close_matches(name, known, n=1, cutoff=0.6)
        if near:
            help = f"did you mean '{near[0]}'?"
        else:
            owner = next((t for t, ks in TABLES.items() if name in ks and not where), "")
            help = f"it belongs into [{self._dotted((owner,))}]" if owner else f"known here: {', '.join(sorted(known))}"
        return self._complain((*where, name), "unknown key", help)

    def _complain(self, where: tuple[str, ...], cause: str, help: str = "") -> UsageError:
        shown = self._dotted(tuple(part for part in where if not part.isdigit()))
        return UsageError(f"{self._place(where)}: {shown}: {cause}", help)

    def _dotted(self, where: tuple[str, ...]) -> str:
        return ".".join((*self.prefix, *where))


def _dotted_keys(data: dict[str, Any]) -> list[str]:
    names = [name for name in data if name not in TABLES]
    return names + [f"{table}.{name}" for table in TABLES if table in data for name in data[table]]
