"""Places inside pages: the fragments that a URL was cited with and the page in, which of them are there out.

Three answers, not two: there, not there, and not known. Not known is what the page itself does not tell: it was cut, is
the shell of an application, or names the place in a script, which may put it there. Only what a browser would look for
in the page is looked for at all; routes of applications, lines on code hosts and pages of a PDF are known to be fine.

Sources: the HTML Living Standard, "scrolling to a fragment"
(https://html.spec.whatwg.org/multipage/browsing-the-web.html#find-a-potential-indicated-element); URL Fragment Text
Directives (https://wicg.github.io/scroll-to-text-fragment/); the `user-content-` that GitHub and others put before
names of their authors.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import combining, normalize
from urllib.parse import unquote, urlsplit

from reviewaudit.regexes import regex
from reviewaudit.services.markup import take_apart

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_DIRECTIVES = ":~:"
_PREFIX = "user-content-"
_FEW = 60
"""Words; with fewer of them and a script, a page is most likely made by that script."""
_LONGEST = 1_000
"""Characters of a quotation; longer ones are not compared."""
_CODE_HOSTS = frozenset((
    "github.com", "gist.github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitea.com", "git.sr.ht",
    "sourcegraph.com", "cs.opensource.google",
))  # fmt: skip
_CODE_PATH = regex(r"/(?:blob|src|blame|-|raw|tree|browse)/")
_LINES = regex(r"(?:L\d+(?:C\d+)?(?:-L?\d+(?:C\d+)?)?|lines-\d+(?:[:,]\d+)*|\d+(?:-\d+)?)\Z")
_LOADED_LATER = regex(
    r"(?:issuecomment-|issue-|discussion_r|discussioncomment-|pullrequestreview-|commitcomment-|diff-|note_|r\d+\Z"
    r"|readme(?:-ov-file)?\Z)"
)
"""What a code host's scripts bring when a reader gets there."""
_PDF = regex(r"(?:page|zoom|view|nameddest|search|toolbar|pagemode)=", re.IGNORECASE)
_WORD = regex(r"\w+")
_UNBOUNDED = regex("[^\\w]|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Beside these a word may begin or end: what is no letter, and letters of scripts that part no words by spaces."""
_QUOTES = str.maketrans({
    "‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "\u00ad": None,
})  # fmt: skip


class Found(NamedTuple):
    known: tuple[tuple[str, bool], ...]
    """Pairs (fragment, whether it is there)."""
    unsettled: tuple[str, ...]


class _Quote(NamedTuple):
    """One text directive: what stands before, where the quotation begins and ends, what stands after."""

    before: str
    start: str
    end: str
    after: str


def is_sought(url: str, fragment: str) -> bool:
    """Whether a browser would look for this place in the page behind `url`; else there is nothing that could miss."""
    element, _, directives = fragment.partition(_DIRECTIVES)
    if element.startswith(("/", "!")):  # a route, which the page's own script reads
        return False
    if any(_quotes(directives)):
        return True
    if not element or element.lower() == "top":
        return False
    parts = urlsplit(url)
    if _PDF.match(element) and (element.lower().startswith("page=") or parts.path.lower().endswith(".pdf")):
        return False
    if parts.hostname in _CODE_HOSTS or _CODE_PATH.search(parts.path):
        return not (_LINES.match(element) or _LOADED_LATER.match(element))
    return True


def look_for(fragments: Sequence[str], text: str, *, whole: bool) -> Found:
    """Which of the fragments are in the page whose HTML is `text`; `whole`: none of it was cut off."""
    page = take_apart(text)
    quoting = any(_DIRECTIVES in fragment for fragment in fragments)
    sight = _Sight(
        page.names,
        _plain(page.text) if quoting else "",
        page.scripts,
        _plain(page.scripts) if quoting else "",
        whole and page.whole and not (page.scripted and len(_WORD.findall(page.text)) < _FEW),
    )
    settled = {fragment: _find(fragment, sight) for fragment in dict.fromkeys(fragments)}
    return Found(
        tuple((fragment, there) for fragment, there in settled.items() if there is not None),
        tuple(fragment for fragment, there in settled.items() if there is None),
    )


class _Sight(NamedTuple):
    """A page as it is searched."""

    names: frozenset[str]
    words: str
    scripts: str
    spoken: str
    """The scripts once more, as `words` are."""
    conclusive: bool
    """What is not seen here is not there."""


def _find(fragment: str, sight: _Sight) -> bool | None:
    """Each part of it has to be there; one that is certainly not decides."""
    element, _, directives = fragment.partition(_DIRECTIVES)
    parts = [_says(quote, sight) for quote in _quotes(directives)]
    if element and element.lower() != "top":
        parts.append(_has_name(element, sight))
    if False in parts:
        return False
    return None if None in parts else True


def _has_name(name: str, sight: _Sight) -> bool | None:
    plain = unquote(name)
    if not sight.names.isdisjoint((name, plain, _PREFIX + name, _PREFIX + plain)):
        return True
    # With "=" it is the state of some script: `#gid=0`, `#tab=history`.
    return None if "=" in name or plain in sight.scripts or not sight.conclusive else False


# --- text directives --------------------------------------------------------------------------------------------------


def _quotes(directives: str) -> Iterator[_Quote]:
    """The text directives; what is malformed is passed over, as browsers do."""
    for directive in directives.split("&"):
        name, _, value = directive.partition("=")
        terms = value.split(",")
        before = terms.pop(0)[:-1] if len(terms) > 1 and terms[0].endswith("-") else ""
        after = terms.pop()[1:] if len(terms) > 1 and terms[-1].startswith("-") else ""
        if name == "text" and 0 < len(terms) < 3 and all(terms):
            end = terms[1] if len(terms) == 2 else ""
            yield _Quote(*(_plain(unquote(term)) for term in (before, terms[0], end, after)))


def _says(quote: _Quote, sight: _Sight) -> bool | None:
    if not quote.start or max(map(len, quote)) > _LONGEST:
        return None
    words = sight.words
    for start in _places(quote.start, words):
        stop = start + len(quote.start)
        if quote.before and not _ends_with(words, quote.before, start):
            continue
        if quote.end:
            # The first beginning has all the endings behind it that a later one could have.
            if any(_goes_on_with(words, quote.after, at + len(quote.end)) for at in _places(quote.end, words, stop)):
                return True
            break
        if _goes_on_with(words, quote.after, stop):
            return True
    return None if not sight.conclusive or any(term and term in sight.spoken for term in quote) else False


def _places(term: str, words: str, at: int = 0) -> Iterator[int]:
    """Where `term` stands as whole words."""
    while (at := words.find(term, at)) >= 0:
        if _bounded(words, at, at + len(term)):
            yield at
        at += 1


def _bounded(words: str, start: int, stop: int) -> bool:
    return all(
        side < 1 or side >= len(words) or _UNBOUNDED.match(words[side - 1]) or _UNBOUNDED.match(words[side])
        for side in (start, stop)
    )


def _ends_with(words: str, term: str, stop: int) -> bool:
    """Whether `term` stands right before, white space apart."""
    stop -= words[stop - 1 : stop] == " "
    start = stop - len(term)
    return start >= 0 and words.startswith(term, start) and _bounded(words, start, stop)


def _goes_on_with(words: str, term: str, start: int) -> bool:
    start += words[start : start + 1] == " "
    return not term or (words.startswith(term, start) and _bounded(words, start, start + len(term)))


def _plain(text: str) -> str:
    """For comparison: one space for any, no case, no accents, one kind of quotation mark."""
    text = " ".join(text.translate(_QUOTES).split())
    if not text.isascii():
        text = "".join(letter for letter in normalize("NFKD", text) if not combining(letter))
    return text.casefold()
