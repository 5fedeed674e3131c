"""Requests and answers of HTTP/1.1 as bytes on a socket."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Request:
    method: str
    path: str
    query: str
    headers: dict[str, str]
    host: str
    """The address that was connected to."""


def read(connection) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return None
        data += more
    first, *lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if method == "CONNECT" or target.startswith("http"):
        path, query = target, ""
    else:
        path, _, query = target.partition("?")
    return Request(method, path, query, headers, connection.getsockname()[0])


def page(title: str) -> bytes:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{title}</body></html>".encode()


def head(status: int, *headers: tuple[str, str], kind: str = "text/html; charset=utf-8") -> bytes:
    lines = [f"HTTP/1.1 {status} Test", f"Content-Type: {kind}", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("utf-8") + b"\r\n\r\n"


def reply(
    request: Request, connection, status: int, body: bytes, *headers: tuple[str, str], kind="text/html; charset=utf-8"
) -> bool:
    if status in {204, 304}:
        body = b""
    data = head(status, ("Content-Length", str(len(body))), *headers, kind=kind)
    connection.sendall(data if request.method == "HEAD" else data + body)
    return request.headers.get("connection") != "close"
