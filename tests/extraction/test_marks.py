"""The marks in a text that stand for entries of its list, and what only looks like one."""

import pytest

LIST = "\n\n## References\n\n1. Chen 2019\n2. Li 2020\n3. Wu 2021\n4. Xu 2022\n5. Yu 2023\n"
AUTHORS = (
    "\n\n## References\n\n- Smith J. (2020) Tea.\n- Jones K, Li B. (2019a) Cup.\n- Jones K, Li B. (2019b) Pot.\n"
    "- Müller-Öztürk A. 2018. Can.\n- van der Berg C. 2017. Jug.\n"
)


def labels(article, text, format="markdown"):
    return [" ".join(marker.labels) for marker in article(text, format).markers]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tea [1].", ["1"]),
        ("Tea[1,3].", ["1 3"]),
        ("Tea [1-3].", ["1 2 3"]),
        ("Tea [1–3, 5].", ["1 2 3 5"]),
        ("Tea [1; 4].", ["1 4"]),
        ("Tea [2, p. 14].", ["2"]),
        ("Tea [1][2].", ["1", "2"]),
        ("Tea \\[1\\].", ["1"]),
        ("Tea [5-3].", ["5 3"]),
        ("Tea [9].", ["9"]),
        ("Tea<sup>1,2</sup>.", ["1 2"]),
        ("Tea<sup>[1](#ref-1)</sup>.", ["1"]),
        ('Tea<sup><a href="#ref-1">1</a></sup>.', ["1"]),
        ("In 2019<sup>[1]</sup>.", ["1"]),
        ("Tea.¹ Cups.²˒³ Pots¹⁻³", ["1", "2 3", "1 2 3"]),
        ("Tea^1^ and cups.^2,3^", ["1", "2 3"]),
        ("Tea [1](#ref-1).", ["1"]),
        ("Tea [[1]](#ref-1).", ["1"]),
        ("Tea (see reference 4).", ["4"]),
        ("Tea is old (1). Cups too (2, 3).", ["1", "2 3"]),
        ("| Tea [1] | Cup |\n|---|---|\n| a [2] | b |", ["1", "2"]),
    ],
)
def test_marks_by_number(article, text, found):
    assert labels(article, f"# Tea\n\n{text}{LIST}") == found


@pytest.mark.parametrize(
    "text",
    [
        "Use `[1]` here.",
        "```\n[1]\n```",
        "See [[1]](https://tea.example/) now.",
        "See [1](https://tea.example/) now.",
        "- [x] done\n- [ ] to do",
        "In [2020] it was.",
        "The interval [0, 1] is closed.",
        "The odds were 2.1 (95% CI [1, 4]).",
        "The range was [2, 5].",
        "The median was 3 (IQR [2, 4]).",
        "An area of 4 m² or 3 km<sup>2</sup> and 10³ or 10^3^.",
        "The isotope ¹⁴C and <sup>3</sup>H.",
        "We know R² and x<sup>2</sup> = 4.",
        "We (1) boil water, (2) wait.",
        "We do two things: (1) boil water; and (2) wait.",
        "Grade [12] is out of reach.",
        "Chapter [2](#chapter-2) follows.",
        "Matches [^0-9] only.",
    ],
)
def test_what_looks_like_a_mark(article, text):
    assert labels(article, f"# Tea\n\n{text}{LIST}") == []


def test_numbers_are_no_marks_where_nothing_is_numbered(article):
    assert labels(article, "# Tea\n\nTea [1] and cups<sup>2</sup> (3).¹\n\n## References\n\n- Chen 2019\n") == []
    assert labels(article, "# Tea\n\nTea [1] and cups<sup>2</sup> (3).¹\n\n1. Boil.\n2. Wait.\n") == []


def test_parentheses_count_only_without_another_form(article):
    assert labels(article, f"# Tea\n\nTea [1], in two steps (2).{LIST}") == ["1"]


def test_the_number_before_an_entry_is_no_mark(article):
    text = "# Tea\n\nTea.\n\n## References\n\n[1] Chen 2019\n[2] Li 2020, see [1]\n\n(3) Wu 2021\n"
    assert labels(article, text) == ["1"]


def test_a_numbered_definition_makes_undefined_numbers_marks(article):
    assert labels(
        article, "Tea [1], cups [2], pots [3].\n\n[1]: https://tea.example/\n[2]: https://cup.example/\n"
    ) == ["3"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tea[^a] and[^2].\n\n[^a]: Chen.\n[^2]: Li.\n", ["a", "2"]),
        ("Tea[^a] and[^gone].\n\n[^a]: Chen.\n", ["a", "gone"]),
        ("Tea[^1] is old.\n", ["1"]),
        ("Tea `[^1]` is old.\n", []),
        ("Tea\\[^1] is old.\n", []),
        ("The class [^abc] or [^0-9] matches.\n", []),
        ("Tea[^a], [^0-9] and [^\\d].\n\n[^a]: Chen.\n", ["a"]),
    ],
)
def test_footnotes(article, text, found):
    assert labels(article, text) == found


@pytest.mark.parametrize(
    ("format", "text", "found"),
    [
        ("html", "<p>Tea<sup>1</sup> [2]</p><h2>References</h2><ol><li>Chen 2019<li>Li 2020</ol>", ["1", "2"]),
        (
            "html",
            '<p>Tea<sup id="cite_ref-1"><a href="#cite_note-1"><span>&#91;</span>1<span>&#93;</span></a></sup></p>'
            '<ol class="references"><li id="cite_note-1">Chen 2019</li></ol>',
            ["1"],
        ),
        ("html", "<p>Tea</p><!-- <sup>1</sup> --><h2>References</h2><ol><li>Chen 2019</ol>", []),
        ("html", "<p><code>a<sup>1</sup></code></p><h2>References</h2><ol><li>Chen 2019</ol>", []),
        ("rst", "Tea [1]_, [#note]_, [#]_, [Chen]_.\n\n.. [1] A\n.. [#note] B\n.. [#] C\n.. [Chen] D\n", "1 2 3 Chen"),
        ("rst", "Tea [Elsewhere]_ and [7]_.\n\n.. [1] Chen 2019\n", ["7"]),
        ("asciidoc", "Tea <<one>> and <<two>>.\n\n[bibliography]\n== R\n\n* [[[one]]] A\n* [[[two,2]]] B\n", "one 2"),
        ("asciidoc", "Tea footnote:[Chen et al. 2019].\n", ["1"]),
        ("text", "Tea [1], cups (2).\n\nReferences\n\n1. Chen 2019\n2. Li 2020\n", ["1"]),
    ],
)  # fmt: skip
def test_marks_of_other_formats(article, format, text, found):
    assert labels(article, text, format) == (found.split() if isinstance(found, str) else found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Tea (Smith 2020).", ["smith 2020"]),
        ("Tea (Smith, 2020, p. 3).", ["smith 2020"]),
        ("Tea (Smith 2020; Jones et al., 2019a, 2019b).", ["smith 2020 jones 2019a jones 2019b"]),
        ("Tea (see Jones & Li 2019a,b).", ["jones 2019a jones 2019b"]),
        ("Tea (MÜLLER-ÖZTÜRK 2018).", ["muller ozturk 2018"]),
        ("Tea (van der Berg 2017).", ["van der berg 2017"]),
        ("Smith (2020) and Jones et al. (2019a) drink tea.", ["smith 2020", "jones 2019a"]),
        ("Tea (Smith 2020) (Jones et al. 2019a) (Doe & Roe 2016).", ["smith 2020", "jones 2019a", "doe 2016"]),
        # One word and a year that fits no entry is anything.
        ("Tea (Sweden 2020) (Smith 2020) (Jones et al. 2019a).", ["smith 2020", "jones 2019a"]),
        ("Tea (April 2020), in Sweden (2019).", []),
        ("Tea (Doe & Roe 2016).", []),
    ],
)
def test_marks_by_author_and_year(article, text, found):
    assert labels(article, f"# Tea\n\n{text}{AUTHORS}") == found


def test_places_hold_the_marks(article):
    text = f"# Tea\n\nTea [1] and cups² and (see\nref. 3) pots<sup>4</sup>.{LIST}"
    lines = text.split("\n")
    shown = [
        lines[one.place.line - 1][one.place.column - 1 : one.place.end_column - 1] for one in article(text).markers
    ]
    assert shown == ["[1]", "²", "ref. 3", "<sup>4</sup>"]


@pytest.mark.parametrize(
    "back",
    [
        '<a href="#fnref1">↩&nbsp;<sup>1</sup></a> <sup><a href="#fnref1-2">2</a></sup>',
        '<a href="#user-content-fnref-1">↩</a> <a href="#user-content-fnref-1-2">↩<sup>2</sup></a>',
        '<a href="#cite_ref-1">1</a> <sup><a href="#cite_ref-2">2</a></sup>',
        '<a href="#fr-note-1">2</a>',
    ],
)
def test_ways_back_from_a_note_are_no_marks(article, back):
    notes = f'<div class="footnotes"><ol><li id="fn1"><p>Chen L. Tea. 2019. {back}</p></li></ol></div>'
    assert labels(article, f'<p>Tea<sup><a href="#fn1">1</a></sup>.</p>{notes}', "html") == ["1"]
