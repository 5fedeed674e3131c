"""What is secret stays so: used where it is meant to be used, and in no report, message, log or stored byte."""

import json

import pytest

from reviewaudit.reports import DUE, REPORTS, UNDERSTOOD

IN_URL, IN_CONFIG, IN_ENVIRONMENT, IN_OPTION, IN_COOKIE, IN_LOCATION, IN_PROXY = SECRETS = tuple(
    f"zz{name}zz" for name in ("url", "config", "environment", "option", "cookie", "location", "proxy")
)
SENDS = ("--header", f"X-Option: {IN_OPTION}")
ASK = ("--allow-private", "--as-of", "2026-06-01", "--timeout", "800ms", "--ledger", "ledger.db", "--no-progress")
ENVIRONMENT = {"TOKEN": IN_ENVIRONMENT}


def leaks(*texts):
    """The lines that show a secret."""
    return [line for text in texts for line in text.splitlines() if any(secret in line for secret in SECRETS)]


@pytest.fixture
def urls(web):
    """URLs that hold a secret, of every verdict and of none."""
    where = web.url("/ok", 3).replace("//", f"//who:{IN_LOCATION}@")
    cookie = f"Set-Cookie: session={IN_COOKIE}; Path=/"
    web.raw = [
        f"HTTP/1.1 {line}\r\nContent-Length: 0\r\n{header}\r\nConnection: close\r\n\r\n".encode()
        for line, header in (
            ("302 Found", f"Location: {where}"),
            ("302 Found", f"Location: ftp://who:{IN_LOCATION}@files.example/"),
            ("302 Found", f"Location: /ok?cookie\r\n{cookie}"),
            ("403 Forbidden", cookie),
        )
    ]
    port = web.url().rpartition(":")[2].partition("/")[0]
    paths = [
        "/ok", "/basic", "/status/404", "/status/403", "/limited/99/0", "/flaky/503", "/status/503", "/hang", "/reset",
        "/garbage", "/loop", "/chain/2", "/soft/tea", "/sale/tea", "/to/302?/login", "/to/301?/", "/refresh/0?/ok",
        "/to/302?ftp://files.example/", "/raw/0", "/raw/1", "/raw/2", "/raw/3", "/to/302?" + web.url("/ok", 3),
    ]  # fmt: skip
    whole = [web.url(path) for path in paths]
    whole += [
        web.refused(2),
        "http://gone.invalid/",
        "https://[nope]/",
        "https://a.example:port/",
        "ftp://files.example/",
    ]
    return [
        *(url.replace("//", f"//user:{IN_URL}@") for url in whole),
        f"//user:{IN_URL}@127.0.0.1:{port}/ok",
        f"http:\\\\user:{IN_URL}@127.0.0.1:{port}\\ok",
        f"http://user:{IN_URL}@{IN_URL}@127.0.0.1:{port}/ok?again",
    ]


@pytest.fixture
def folder(tmp_path, urls):
    links = "".join(f"- <{url}> and [the same {url}]({url})\n" for url in urls)
    html = "".join(f'<p><a href="{url}">{url}</a></p>\n' for url in urls)
    (tmp_path / "a.md").write_text(f"---\nlast_reviewed: 2026-05-02\n---\n\n# Links\n\n{links}", encoding="utf-8")
    (tmp_path / "b.html").write_text(f"<p>Last reviewed: 2026-05-02</p>\n{html}", encoding="utf-8")
    (tmp_path / "c.txt").write_text("Last reviewed: 2026-05-02\n\n" + "\n".join(urls), encoding="utf-8")
    (tmp_path / "reviewaudit.toml").write_text(
        '[network]\nretry_wait = "20ms"\nmax_retries = 1\nexclude = ["/sale/"]\n'
        f'[network.headers]\nX-Config = "{IN_CONFIG}"\nX-Token = "${{TOKEN}}"\n'
        f'[network.hosts."127.0.0.3".headers]\nX-Host = "{IN_CONFIG} ${{TOKEN}}"\n',
        encoding="utf-8",
    )
    return tmp_path


@pytest.mark.parametrize("format", REPORTS)
def test_no_report_shows_a_secret(program, folder, web, format):
    run = program("check", ".", *ASK, *SENDS, "-v", "--host-stats", "--format", format, cwd=folder, env=ENVIRONMENT)
    assert run.status in {0, 1}
    assert run.out
    assert leaks(run.out, run.err) == []
    sent = [request.headers for request in web.requests]
    assert {"x-option", "x-config", "x-token", "authorization"} <= {name for headers in sent for name in headers}
    assert any(headers.get("x-host") for headers in sent)


def test_no_stored_byte_and_no_command_shows_a_secret(program, folder, urls):
    program("check", ".", *ASK, *SENDS, cwd=folder, env=ENVIRONMENT)
    stored = b"".join(path.read_bytes() for path in folder.glob("ledger.db*"))
    assert b"127.0.0.1" in stored
    assert leaks(stored.decode("latin-1")) == []
    kept = ("--ledger", "ledger.db")
    commands = [
        ("ledger", "export", *kept), ("ledger", "compact", *kept), ("history", *kept), ("history", "a.md", *kept),
        ("config",), ("config", "a.md"), ("check", ".", "--offline", *kept),
        *(("due", ".", "--format", format) for format in DUE),
        *(("extract", ".", "--format", format) for format in UNDERSTOOD),
        *(("history", url, *kept) for url in urls[1::4]),
    ]  # fmt: skip
    for command in commands:
        run = program(*command, cwd=folder, env=ENVIRONMENT)
        assert leaks(run.out, run.err) == [], command


def test_explain_shows_no_secret(program, folder, urls):
    options = ("--allow-private", "--timeout", "800ms", "--ledger", "ledger.db")
    for url in urls[::4]:
        run = program("explain", url, *options, cwd=folder, env=ENVIRONMENT)
        assert leaks(run.out, run.err) == [], url


def test_a_proxy_that_fails_does_not_show_its_password(program, folder):
    proxy = f"http://user:{IN_PROXY}@127.0.0.1:9"
    (folder / "one.md").write_text("Last reviewed: 2026-05-02\n\nSee http://health.example/tea.\n")
    for name in ("http_proxy", "all_proxy"):
        run = program("check", "one.md", *ASK, "--format", "json", cwd=folder, env={**ENVIRONMENT, name: proxy})
        assert run.status == 2
        assert "proxy" in {reference["reason"] for reference in json.loads(run.out)["references"]}
        assert leaks(run.out, run.err) == []


@pytest.mark.parametrize(
    "mistake",
    [
        f"[network.headers]\nX-Token = ['{IN_CONFIG}']\n",
        f"[network]\nheaders = '{IN_CONFIG}'\n",
        f"[network.headers]\nX-Token = '{IN_CONFIG} ${{TOKEN}} ${{UNKNOWN}}'\n",
        f"[network.headers]\n'X Token' = '{IN_CONFIG}'\n",
        f"[network.headers]\nX-Token = '{IN_CONFIG}'\nX-Token = '{IN_CONFIG}'\n",
        f'[network.headers]\nX-Token = "{IN_CONFIG}\\r\\nX-More: 1"\n',
        f'[network.hosts."a.example".headers]\nX-Token = "{IN_CONFIG}\\u0000"\n',
    ],
)
def test_a_mistake_in_the_config_is_told_without_the_secret(program, tmp_path, mistake):
    (tmp_path / "a.md").write_text("Last reviewed: 2026-05-02\n")
    (tmp_path / "reviewaudit.toml").write_text(mistake)
    run = program("check", "a.md", "--offline", cwd=tmp_path, env=ENVIRONMENT)
    assert run.status == 2
    assert "reviewaudit.toml" in run.err
    assert leaks(run.err) == []


@pytest.mark.parametrize(
    "header",
    [
        f"X-Token {IN_OPTION}",
        f"X Token: {IN_OPTION}",
        IN_OPTION,
        f"X-Token={IN_OPTION}",
        f"X-Token: {IN_OPTION}\r\nX-More: 1",
    ],
)
def test_a_mistake_in_a_header_option_is_told_without_the_secret(program, tmp_path, header):
    (tmp_path / "a.md").write_text("Last reviewed: 2026-05-02\n")
    run = program("check", "a.md", "--header", header, "--offline", cwd=tmp_path)
    assert run.status == 2
    assert "write it as 'Name: value'" in run.err
    assert leaks(run.err) == []
