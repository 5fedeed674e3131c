"""What a URL as written asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviewaudit.extraction.targets import resolve, resolve_page
from reviewaudit.model import Publication, TargetKind


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG/Path?Q=A", "https://example.org/Path?Q=A"),
        ("http://example.org:80/x", "http://example.org/x"),
        ("https://example.org:443/x", "https://example.org/x"),
        ("https://example.org:8443/x", "https://example.org:8443/x"),
        ("https://example.org:/x", "https://example.org/x"),
        ("//example.org/x", "https://example.org/x"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/a/%2e%2E/b", "https://example.org/b"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/../../x", "https://example.org/x"),
        ("https://example.org/.well-known/x", "https://example.org/.well-known/x"),
        ("https://example.org/a b", "https://example.org/a%20b"),
        ("https://example.org/ä?ö=ü", "https://example.org/%C3%A4?%C3%B6=%C3%BC"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        ("https:\\\\example.org\\x", "https://example.org/x"),
        ("https://bücher.example/x", "https://xn--bcher-kva.example/x"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://例え.テスト/", "https://xn--r8jz45g.xn--zckzah/"),
        ("https://[2001:DB8::1]:8080/x", "https://[2001:db8::1]:8080/x"),
        ("https://user:secret@example.org/", "https://user:secret@example.org/"),
        ("https://example.org?x", "https://example.org/?x"),
        ("  https://example.org/x\n", "https://example.org/x"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("https://example.org/a'b?c='d'", "https://example.org/a'b?c=%27d%27"),
        ("https://my_host.example.org/", "https://my_host.example.org/"),
    ],
)
def test_remote_urls_are_normalised_as_a_browser_would(url, target):
    assert resolve(url, "a.md") == (TargetKind.REMOTE, target, "")


@pytest.mark.parametrize(
    ("url", "target", "fragment"),
    [
        ("https://example.org/x#y", "https://example.org/x", "y"),
        ("https://example.org#y", "https://example.org/", "y"),
        ("https://example.org/x#:~:text=a b", "https://example.org/x", ":~:text=a b"),
    ],
)
def test_the_fragment_stands_apart(url, target, fragment):
    assert resolve(url, "a.md") == (TargetKind.REMOTE, target, fragment)


@pytest.mark.parametrize(
    ("url", "path", "base", "target"),
    [
        ("b.md", "guides/a.md", "", "guides/b.md"),
        ("./b.md#x", "guides/a.md", "", "guides/b.md"),
        ("../b.md?raw=1", "guides/a.md", "", "b.md"),
        ("../../b.md", "guides/a.md", "", "../b.md"),
        ("b%20c.md", "a.md", "", "b c.md"),
        ("/b.md", "guides/a.md", "", "/b.md"),
        ("sub/", "guides/a.md", "", "guides/sub"),
        ("?page=2", "guides/a.md", "", "guides/a.md"),
        ("b.html", "guides/a.html", "sub/", "guides/sub/b.html"),
        ("b.html", "guides/a.html", "/root/", "/root/b.html"),
        ("page:one.md", "a.md", "", None),
        ("sub\\b.md", "guides/a.md", "", "guides/sub/b.md"),
        ("..\\b.md#x", "guides/a.md", "", "b.md"),
        ("sub%5Cb.md", "guides/a.md", "", "guides/sub\\b.md"),
    ],
)
def test_relative_links_are_paths(url, path, base, target):
    resolved = resolve(url, path, base)
    assert (resolved.target if resolved.kind is TargetKind.LOCAL else None) == target


@pytest.mark.parametrize(
    ("url", "path", "base", "target"),
    [
        ("b.html", "a.html", "https://example.org/docs/", "https://example.org/docs/b.html"),
        ("/b", "a.html", "//example.org/docs/", "https://example.org/b"),
        ("b.html", "https://example.org/docs/a.html", "", "https://example.org/docs/b.html"),
    ],
)
def test_a_remote_base_makes_relative_links_remote(url, path, base, target):
    assert resolve(url, path, base) == (TargetKind.REMOTE, target, "")


@pytest.mark.parametrize(
    ("url", "kind", "target"),
    [
        ("#x", TargetKind.ANCHOR, "a.md"),
        ("mailto:a@example.org", TargetKind.UNSUPPORTED, "mailto"),
        ("TEL:+123", TargetKind.UNSUPPORTED, "tel"),
        ("javascript:void(0)", TargetKind.UNSUPPORTED, "javascript"),
        ("data:text/plain,x", TargetKind.UNSUPPORTED, "data"),
        ("ftp://example.org/x", TargetKind.UNSUPPORTED, "ftp"),
        ("https://{{ site.url }}/x", TargetKind.TEMPLATE, "https://{{ site.url }}/x"),
        ("{% link a.md %}", TargetKind.TEMPLATE, "{% link a.md %}"),
        ("<%= url %>", TargetKind.TEMPLATE, "<%= url %>"),
        ("${BASE}/x", TargetKind.TEMPLATE, "${BASE}/x"),
        ('{{< ref "a.md" >}}', TargetKind.TEMPLATE, '{{< ref "a.md" >}}'),
        ("https://{host}/x/{id}", TargetKind.TEMPLATE, "https://{host}/x/{id}"),
    ],
)
def test_what_is_not_asked_says_what_it_is(url, kind, target):
    resolved = resolve(url, "a.md")
    assert (resolved.kind, resolved.target) == (kind, target)


@pytest.mark.parametrize(
    ("url", "cause"),
    [
        ("", "it is empty"),
        ("https://", "it has no host"),
        ("https:///x", "it has no host"),
        ("http:/example.org", "'http:' is not followed by '//' and a host"),
        ("https:example.org", "'https:' is not followed by '//' and a host"),
        ("https://example.org:port/", "'port' is no port number"),
        ("https://example.org:99999/", "'99999' is no port number"),
        ("https://exa mple.org/", "the host 'exa mple.org' holds a space"),
        ("https://exa<mple.org/", "the host 'exa<mple.org' holds '<'"),
        ("https://[::1/", "'[::1' is no IPv6 address"),
        ("https://[nope]/", "'[nope]' is no IPv6 address"),
        ("https://a..b/", "the host 'a..b' has an empty or too long part"),
        ("https://example.org/a\x07b", "it holds a control character or a line break"),
        ("localhost:3000/x", "it has no scheme such as https://"),
    ],
)
def test_a_malformed_url_says_why(url, cause):
    assert resolve(url, "a.md") == (TargetKind.MALFORMED, cause, "")


SITE = "https://tea.example/docs/"


@pytest.mark.parametrize(
    ("url", "path", "publication", "kind", "target", "fragment"),
    [
        ("/x", "a.md", Publication(), "local", "/x", ""),
        ("/x#y", "a.md", Publication("site", "", rooted=True), "local", "/x", "y"),
        ("/docs/x#y", "a.md", Publication("site", SITE, rooted=True), "local", "/docs/x", "y"),
        ("/docs", "a.md", Publication("site", SITE, rooted=True), "local", "/docs", ""),
        ("/shop/x#y", "a.md", Publication("site", SITE, rooted=True), "remote", "https://tea.example/shop/x", "y"),
        ("/docs/x?a=b#y", "a.md", Publication(".", SITE), "remote", "https://tea.example/docs/x?a=b", "y"),
        ("x.md", "a.md", Publication(".", SITE), "local", "x.md", ""),
        ("x", "-", Publication(".", SITE), "remote", "https://tea.example/docs/x", ""),
        ("../x#y", "-", Publication(".", SITE), "remote", "https://tea.example/x", "y"),
        ("#y", "-", Publication(".", SITE), "anchor", "-", "y"),
        ("x", "-", Publication(), "local", "x", ""),
        ("https://other.example/x", "-", Publication(".", SITE), "remote", "https://other.example/x", ""),
    ],
)
def test_where_the_site_is_published_its_paths_have_urls(url, path, publication, kind, target, fragment):
    assert resolve(url, path, "", publication) == (TargetKind(kind), target, fragment)


@given(
    st.one_of(st.text(max_size=40), st.text("htps:/?#[]@%.\\ü{}<> a1-", max_size=40).map("https://".__add__)),
    st.text(max_size=10),
)
def test_no_url_makes_it_raise_and_the_target_is_its_own_normal_form(url, base):
    resolved = resolve(url, "guides/a.md", base)
    if resolved.kind is TargetKind.REMOTE:
        assert resolved.target.isascii()
        assert " " not in resolved.target
        again = resolve(resolved.target, "")
        assert (again.kind, again.target) in (
            (TargetKind.REMOTE, resolved.target),
            (TargetKind.TEMPLATE, resolved.target),
        )


@pytest.mark.parametrize(
    ("url", "base", "target"),
    [
        ("b", "", "https://example.org/dir/b"),
        ("/b", "", "https://example.org/b"),
        ("\\b", "", "https://example.org/b"),
        ("../b?c#d", "", "https://example.org/b?c"),
        ("//other.example/b", "", "https://other.example/b"),
        ("?c", "", "https://example.org/dir/page?c"),
        ("b//c", "", "https://example.org/dir/b//c"),
        ("x;//y.example/z", "", "https://example.org/dir/x;//y.example/z"),
        ("b", "base/", "https://example.org/dir/base/b"),
        ("b", "/base/", "https://example.org/base/b"),
        ("./b", "/base", "https://example.org/b"),
        ("b", "//other.example/base/", "https://other.example/base/b"),
        ("/b", "https://other.example/base/", "https://other.example/b"),
        ("b", "https://other.example", "https://other.example/b"),
        ("b", "https://other.example?q=/x/", "https://other.example/b"),
    ],
)
def test_relative_urls_of_a_page_on_the_web(url, base, target):
    assert resolve(url, "https://example.org/dir/page?q=a/b", base)[:2] == (TargetKind.REMOTE, target)


@pytest.mark.parametrize(
    ("name", "kind", "target", "fragment"),
    [
        ("Tea", TargetKind.LOCAL, "guides/Tea", ""),
        ("Green Tea", TargetKind.LOCAL, "guides/Green Tea", ""),
        ("sub/Tea#How to Brew", TargetKind.LOCAL, "guides/sub/Tea", "how-to-brew"),
        ("100% Tea?", TargetKind.LOCAL, "guides/100% Tea?", ""),
        ("#How to Brew", TargetKind.ANCHOR, "guides/a.md", "how-to-brew"),
        ("https://example.org/x", TargetKind.REMOTE, "https://example.org/x", ""),
    ],
)
def test_the_name_of_a_wiki_page_is_a_path_beside_the_article(name, kind, target, fragment):
    assert resolve_page(name, "guides/a.md") == (kind, target, fragment)
