"""Headings in, the ids out that site generators make of them, each in its own manner.

| dialect | whose | followed |
|---|---|---|
| `github` | GitHub, Docusaurus, docfx, mdBook, kramdown's GFM | https://github.com/Flet/github-slugger |
| `kramdown` | kramdown by itself | https://kramdown.gettalong.org/converter/html.html#auto-ids |
| `python_markdown` | Python-Markdown, MkDocs | https://python-markdown.github.io/extensions/toc/ |
| `pandoc` | Pandoc, Quarto | https://pandoc.org/MANUAL.html#extension-auto_identifiers |
| `parameterized` | Rails, Middleman | https://api.rubyonrails.org/classes/ActiveSupport/Inflector.html |
| `gitlab` | GitLab | https://docs.gitlab.com/user/markdown/#heading-ids-and-links |
| `vuepress` | VuePress, VitePress | https://vitepress.dev/guide/markdown#header-anchors |
| `docutils` | docutils, Sphinx | https://docutils.sourceforge.io/docs/ref/rst/directives.html |
| `asciidoctor` | Asciidoctor; Antora, without prefix | https://docs.asciidoctor.org/asciidoc/latest/sections/ |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from unicodedata import category, combining, normalize

from reviewaudit.model import Heading
from reviewaudit.regexes import regex

_NO_WORD = regex(r"[^\w\- ]", re.ASCII)
_KEPT = frozenset(("Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "Pc"))
"""Categories of Unicode that github-slugger keeps; beside them, letters in circles, which count as alphabetic."""
_CIRCLED = (range(0x24B6, 0x24EA), range(0x1F130, 0x1F14A), range(0x1F150, 0x1F16A), range(0x1F170, 0x1F18A))
_BEFORE_LETTER = regex(r"^[^a-zA-Z]+", re.MULTILINE)
_NOT_KRAMDOWN = regex(r"[^a-zA-Z0-9 -]")
_VUEPRESS_SIGNS = regex(r"[\s~`!@#$%^&*()\-_+=\[\]{}|\\;:\"'“”‘’<>,.?/]+")
_TAG = regex(r"<[^>]+>")
_ENTITY = regex(r"&(?:[a-z][a-z]+\d{0,2}|#\d{2,5}|#x[\da-f]{2,4});")


def github(text: str) -> str:
    """Lower case; blanks are hyphens; of the rest, letters, marks, digits, `_` and `-` stay."""
    text = text.lower()
    if text.isascii():
        return _NO_WORD.sub("", text).replace(" ", "-")
    return "".join(sign for sign in text if sign in " -" or _is_word(sign)).replace(" ", "-")


def kramdown(text: str) -> str:
    """ASCII letters, digits, blanks and hyphens, from the first letter on; "section" where nothing is left."""
    return _NOT_KRAMDOWN.sub("", _BEFORE_LETTER.sub("", text)).replace(" ", "-").lower() or "section"


def python_markdown(text: str) -> str:
    """Without accents; what is no ASCII word is dropped; blanks and hyphens in a row are one hyphen."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())


def python_markdown_unicode(text: str) -> str:
    """The same as its option for other scripts has it."""
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", normalize("NFKC", text)).strip().lower())


def pandoc(text: str) -> str:
    """From the first letter on, with `_`, `-` and `.`; "section" where nothing is left."""
    text = re.sub(r"\s+", "-", re.sub(r"[^\w\s.-]", "", text).strip()).lower()
    first = next((at for at, sign in enumerate(text) if sign.isalpha()), len(text))
    return text[first:] or "section"


def parameterized(text: str) -> str:
    """Without accents; whatever is no letter, digit or `_` is one hyphen, none at the ends."""
    plain = normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9_]+", "-", plain.lower()).strip("-")


def gitlab(text: str) -> str:
    """As GitHub's, with hyphens in a row as one and none at the ends."""
    return re.sub(r"-{2,}", "-", github(text.strip())).strip("-")


def vuepress(text: str) -> str:
    """Without accents; blanks and signs in a row are one hyphen; a digit at the beginning gets `_` before it."""
    plain = "".join(sign for sign in normalize("NFKD", text) if not "\u0300" <= sign <= "\u036f")
    plain = re.sub(r"-{2,}", "-", _VUEPRESS_SIGNS.sub("-", plain)).strip("-")
    return re.sub(r"^(\d)", r"_\1", plain).lower()


def docutils(text: str) -> str:
    """ASCII letters and digits, joined by single hyphens, from the first letter on."""
    plain = normalize("NFKD", " ".join(text.lower().split())).encode("ascii", "ignore").decode()
    return re.sub(r"^[-0-9]+|-+$", "", re.sub(r"[^a-z0-9]+", "-", plain))


def asciidoctor(text: str) -> str:
    """Words joined by `_`; the prefix that Asciidoctor puts before them is not here."""
    return section_id(text, "", "_")


def asciidoctor_hyphens(text: str) -> str:
    return section_id(text, "", "-")


def section_id(text: str, prefix: str, separator: str) -> str:
    """The id that Asciidoctor makes of the title of a section, by its attributes `idprefix` and `idseparator`."""
    plain = _ENTITY.sub("", _TAG.sub("", text.lower()))
    plain = re.sub(rf"[ .\-{re.escape(separator)}]+", separator, re.sub(r"[^ \-.\w]", "", plain))
    return prefix + plain.strip(separator)


class Dialect(NamedTuple):
    slug: Callable[[str], str]
    joiner: str = "-"
    first: int = 1
    """The number that the second of two equal slugs gets."""
    unique: bool = True
    """The number is raised until nothing has it yet; else equal slugs are merely counted."""
    prefixes: tuple[str, ...] = ("",)
    by_source: bool = False
    """It goes by the source of a heading, too, not by what is seen of it alone."""


DIALECTS = (
    Dialect(github),
    Dialect(kramdown, unique=False, by_source=True),
    Dialect(python_markdown, "_"),
    Dialect(python_markdown_unicode, "_"),
    Dialect(pandoc),
    Dialect(parameterized, first=2),
    Dialect(gitlab),
    Dialect(vuepress),
    Dialect(docutils),
    Dialect(asciidoctor, "_", 2, prefixes=("_", "")),
    Dialect(asciidoctor_hyphens, "-", 2, prefixes=("", "_")),
)


def made(texts: Iterable[str], dialect: Dialect) -> list[str]:
    """The ids of headings in their order, each told from those before it."""
    times: dict[str, int] = {}
    known: dict[str, str] = {}
    ids = []
    for text in texts:
        if text not in known:
            known[text] = dialect.slug(text)
        slug = found = known[text]
        if slug in times:
            if dialect.unique:
                while found in times:
                    found = f"{slug}{dialect.joiner}{times[slug] + dialect.first}"
                    times[slug] += 1
            else:
                found = f"{slug}{dialect.joiner}{times[slug] + dialect.first}"
                times[slug] += 1
        if dialect.unique or found == slug:
            times.setdefault(found, 0)
        ids.append(found)
    return ids


def slugs(headings: Sequence[Heading]) -> set[str]:
    """Every id that any dialect makes of one of the headings of a page."""
    found: set[str] = set()
    texts = [heading.text for heading in headings]
    written = [heading.written or heading.text for heading in headings]
    for dialect in DIALECTS:
        ids = made(texts, dialect)
        if dialect.by_source and written != texts:
            ids += made(written, dialect)
        found.update(f"{prefix}{id}" for prefix in dialect.prefixes for id in ids)
    found.update(_below_their_parents(headings))
    found.discard("")
    return found


def _below_their_parents(headings: Sequence[Heading]) -> Iterable[str]:
    """Ids of headings that are not the first of their name, as the GOV.UK documentation template makes them: with the
    id of the heading above before their own (https://github.com/alphagov/tech-docs-gem)."""
    above: list[tuple[int, str]] = []
    seen: set[str] = set()
    known = {text: parameterized(text) for text in {heading.text for heading in headings}}
    for heading in headings:
        slug = known[heading.text]
        while above and above[-1][0] >= heading.level:
            above.pop()
        if slug in seen and above:
            yield f"{above[-1][1]}-{slug}"
        seen.add(slug)
        above.append((heading.level, slug))


def _is_word(sign: str) -> bool:
    return category(sign) in _KEPT or (not combining(sign) and any(ord(sign) in span for span in _CIRCLED))
