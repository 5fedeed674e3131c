"""Which fragments lead to a place."""

import pytest

from reviewaudit.fragments import Places
from reviewaudit.model import Anchors, FragmentFact, Heading

PAGE = Anchors(
    ids=("Dose", "über", "see also"),
    headings=(Heading("How to brew", level=2), Heading("❤️ Teas", level=2), Heading("How to brew", level=2)),
    notes=("steep", "7"),
    lines=20,
    build_text=lambda: "Steep it for three minutes.",
)


@pytest.mark.parametrize(
    "fragment",
    [
        "", "top", "TOP", "Dose", "user-content-Dose", "%C3%BCber", "über", "u\u0308ber", "see%20also",
        "how-to-brew", "how-to-brew-1", "how-to-brew_1", "How-To-Brew", "_how_to_brew", "_how_to_brew_2",
        "%EF%B8%8F-teas", "-teas", "teas", "How%20to%20brew",
        "fn:steep", "fn1", "fn-steep", "fnref:steep", "fnref:steep:2", "fnref-2", "user-content-fn-7", "footnotes",
        "L1", "L20", "L3-L7", "L3C1-L7C2", "L5-9",
        ":~:text=three%20minutes", "Dose:~:text=steep", ":~:selector(x)",
    ],
)  # fmt: skip
def test_place_is_found(fragment):
    fact = Places(PAGE).look(fragment)
    assert fact is not None
    assert fact.found


@pytest.mark.parametrize(
    ("fragment", "near"),
    [
        ("dose", ("Dose",)),
        ("how-to-brw", ("how-to-brew", "how-to-brew-1")),
        ("how-to-brew-3", ("how-to-brew-1", "how-to-brew")),
        ("coffee", ()),
        ("fn:9", ()),
        ("L21", ()),
        ("L0", ()),
        ("L3-L99", ()),
        (":~:text=coffee", ()),
        ("coffee:~:text=steep", ()),
    ],
)
def test_missing_place_names_the_nearest(fragment, near):
    assert Places(PAGE).look(fragment) == FragmentFact(found=False, near=near)


@pytest.mark.parametrize("fragment", ["/guide", "!page", "page=3", "tab/linux", "main-content", "toc"])
def test_what_a_program_or_the_layout_makes_of_a_fragment_is_not_known(fragment):
    assert Places(PAGE).look(fragment) is None


def test_a_page_that_is_filled_from_elsewhere_never_lacks_a_place():
    places = Places(Anchors(ids=("dose",), lines=2, partial=True, build_text=lambda: "x"))
    assert places.look("dose") == FragmentFact(found=True)
    assert places.look("coffee") is None
    assert places.look(":~:text=coffee") is None
    assert places.look("L3") == FragmentFact(found=False)


def test_of_what_is_no_page_only_the_lines_are_known():
    places = Places(Anchors(lines=3, is_page=False))
    assert places.look("L3") == FragmentFact(found=True)
    assert places.look("main") is None
    assert places.look(":~:text=x") is None
    assert Places(Anchors(is_page=False)).look("L3") is None
