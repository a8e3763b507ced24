import pytest

from content.magazine import Magazine, codes, found

ORDER = "\n  - page: cover\n  - article: borrowed-cells\n  - article: circulation\n"
AD = "advertisements:\n  - {id: house, advertiser: Us, headline: Read, size: %s, slot: {%s}}\n"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (ORDER + "  - article: circulation\n", [("HP026", "issue.yaml", 11)]),
        (ORDER + "  - page: cover\n", [("HP026", "issue.yaml", 11)]),
        (ORDER + "  - {}\n", [("HP027", "issue.yaml", 11)]),
        (ORDER + "  - {page: contents, article: x}\n", [("HP027", "issue.yaml", 11), ("HP023", "issue.yaml", 11)]),
        (ORDER + "  - continued: circulatio\n", [("HP030", "issue.yaml", 11)]),
        (ORDER + "  - continued: circulation\n", [("HP028", "issue.yaml", 11)]),
        (ORDER + "    split: 2\n", [("HP028", "issue.yaml", 11)]),
        (ORDER + "    split: 2\n  - continued: circulation\n", []),
        (ORDER + "    split: 2\n" + "  - continued: circulation\n" * 2, [("HP028", "issue.yaml", 13)]),
        (
            "\n  - continued: circulation" + ORDER.replace("  - page: cover\n", "") + "    split: 2\n",
            [("HP029", "issue.yaml", 3), ("HP028", "issue.yaml", 8)],
        ),
        (ORDER + "  - {page: contents, split: 2}\n", [("HP028", "issue.yaml", 11)]),
        (ORDER + "  - page: masthead\n", [("HP029", "issue.yaml", 11)]),
        (ORDER.replace("  - page: cover\n", "") + "  - page: cover\n", [("HP029", "issue.yaml", 10)]),
    ],
)
def test_the_order(magazine: Magazine, order: str, expected: list[tuple[str, str, int]]) -> None:
    assert found(magazine.manifest(order=order)) == expected


@pytest.mark.parametrize(("template", "expected"), [("front", []), ("feature", ["HP029"])])
def test_a_front_page_needs_no_cover_in_the_order(magazine: Magazine, template: str, expected: list[str]) -> None:
    magazine.write("../../layouts/pages/front.html", '{% extends "bundled/pages/feature.html" %}')
    text = (magazine.issue / "articles/borrowed-cells.md").read_text("utf-8")
    magazine.write("articles/borrowed-cells.md", text.replace("---\n", f"---\ntemplate: {template}\n", 1))
    assert codes(magazine.manifest(order=ORDER.replace("  - page: cover\n", ""))) == expected


def test_a_section_that_the_order_does_not_print_is_a_warning(magazine: Magazine) -> None:
    loaded = magazine.manifest("colophon:\n  text: Set in Source Serif.\n")
    assert found(loaded) == [("HP029", "issue.yaml", 11)]
    assert loaded.issue is not None


def test_an_article_cannot_take_the_name_of_a_page(magazine: Magazine) -> None:
    (magazine.issue / "articles/circulation.md").rename(magazine.issue / "articles/contents.md")
    assert codes(magazine.manifest(order=ORDER.replace("circulation", "contents"))) == ["HP026"]


def test_cover_lines_name_articles_of_the_order(magazine: Magazine) -> None:
    cover = "{art: art/cover.png, alt: x, headline: y, article: circulatio, lines: [{headline: z, article: pan}]}"
    magazine.write("issue.yaml", f"number: 1\ndate: 2025-02\ncover: {cover}\norder:{ORDER}")
    assert found(magazine.load()) == [("HP030", "issue.yaml", 3), ("HP030", "issue.yaml", 3)]


@pytest.mark.parametrize(
    ("size", "slot", "expected"),
    [
        ("full", "after: cover", []),
        ("full", "after: circulation", []),
        ("full", "filler: yes", []),
        ("half", "article: circulation, sheet: 2", []),
        ("full", "after: masthead", ["HP031"]),
        ("full", "after: circulatio", ["HP031"]),
        ("full", "after: cover, filler: yes", ["HP031"]),
        ("full", "sheet: 1", ["HP031"]),
        ("full", "article: circulation", ["HP031"]),
        ("half", "after: cover", ["HP031"]),
        ("half", "article: circulatio", ["HP030"]),
    ],
)
def test_slots(magazine: Magazine, size: str, slot: str, expected: list[str]) -> None:
    assert codes(magazine.manifest(AD % (size, slot))) == expected


def test_two_advertisements_cannot_have_one_slot_or_one_name(magazine: Magazine) -> None:
    entry = "  - {id: %s, advertiser: Us, headline: Read, size: full, slot: {after: cover}}\n"
    assert codes(magazine.manifest("advertisements:\n" + entry % "one" + entry % "two")) == ["HP032"]
    assert "HP026" in codes(magazine.manifest("advertisements:\n" + (entry % "one") * 2))


def test_any_number_of_advertisements_may_be_fillers(magazine: Magazine) -> None:
    entry = "  - {id: %s, advertiser: Us, headline: Read, size: full, slot: {filler: yes}}\n"
    assert codes(magazine.manifest("advertisements:\n" + entry % "one" + entry % "two")) == []


def test_an_advertisement_shows_something(magazine: Magazine) -> None:
    ad = "advertisements:\n  - {id: a, advertiser: Us, size: full, slot: {filler: yes}, art: %s}\n"
    assert codes(magazine.manifest(ad % "''")) == ["HP033"]
    assert codes(magazine.manifest(ad % "art/covers.png")) == ["HP044", "HP041"]
    (finished,) = magazine.manifest(ad % "art/cover.png").problems
    (house,) = magazine.manifest(ad % "art/cover.png, headline: Read").problems
    assert [(one.code, one.severity) for one in (finished, house)] == [("HP044", "error"), ("HP044", "warning")]


@pytest.mark.parametrize("date", ["2025", "2025-13", "2025-02-30", "February"])
def test_the_date_is_a_month_or_a_day(magazine: Magazine, date: str) -> None:
    assert found(magazine.manifest(date=date)) == [("HP017", "issue.yaml", 2)]
