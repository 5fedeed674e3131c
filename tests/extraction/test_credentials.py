"""Passwords and tokens in URLs are noticed and never shown."""

import pytest


@pytest.mark.parametrize(
    "secret",
    [
        "chen:gr33n-tea",
        ":gr33n-tea",
        "chen:p%40ss%3Aword",
        "ghp_0a1B2c3D4e5F6g7H8i9J0kLmN",
        "glpat-0a1B2c3D4e5F6g7H",
        "x-access-token:0a1b2c3d4e5f",
        "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
    ],
)
@pytest.mark.parametrize("url", ["https://{}@health.example/data", "ftp://{}@health.example", "//{}@health.example/x"])
def test_a_password_or_token_is_noticed_and_not_shown(article, secret, url):
    [reference] = article(f"[data]({url.format(secret)})").references
    assert reference.has_secret
    assert reference.url == url.format("***")


@pytest.mark.parametrize(
    "url",
    [
        "https://chen@health.example/data",
        "https://git@health.example/data",
        "ssh://git@health.example/data",
        "ftp://anonymous:anonymous@health.example/",
        "https://user:password@health.example/",
        "https://user:your-api-token@health.example/",
        "https://user:<token>@health.example/",
        "https://user:${TOKEN}@health.example/",
        "https://chen:@health.example/",
        "https://health.example/@chen:gr33n-tea@x",
        "https://health.example/?q=https://chen:gr33n-tea@x",
        "mailto:chen:gr33n-tea@health.example",
        "mailto://chen@health.example",
        "https://a-department-with-quite-a-long-name@health.example/",
    ],
)
def test_a_name_alone_or_the_word_for_a_password_is_no_secret(article, url):
    [reference] = article(f"[data](<{url}>)" if "<" not in url else f'<a href="{url}">data</a>').references
    assert not reference.has_secret
