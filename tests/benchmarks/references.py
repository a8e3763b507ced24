"""Published works on setting and reading that the invented articles cite; all of them exist."""

from __future__ import annotations

from benchmarks.model import Reference

REFERENCES = (
    Reference(
        "knuth1981",
        "Knuth DE, Plass MF",
        "Breaking paragraphs into lines",
        "Software: Practice and Experience",
        "1981",
        "article-journal",
    ),
    Reference("knuth1984", "Knuth DE", "The TeXbook", "Addison-Wesley", "1984", "book"),
    Reference("liang1983", "Liang FM", "Word hy-phen-a-tion by com-put-er", "Stanford University", "1983", "report"),
    Reference("bringhurst1992", "Bringhurst R", "The elements of typographic style", "Hartley & Marks", "1992", "book"),
    Reference("tschichold1991", "Tschichold J", "The form of the book", "Hartley & Marks", "1991", "book"),
    Reference(
        "tufte1983", "Tufte ER", "The visual display of quantitative information", "Graphics Press", "1983", "book"
    ),
    Reference("gill1931", "Gill E", "An essay on typography", "Sheed & Ward", "1931", "book"),
    Reference("morison1936", "Morison S", "First principles of typography", "Macmillan", "1936", "book"),
    Reference("w3cpage", "World Wide Web Consortium", "CSS paged media module level 3", "", "2023", "webpage"),
    Reference("w3cbreak", "World Wide Web Consortium", "CSS fragmentation module level 3", "", "2018", "webpage"),
    Reference(
        "w3cmulticol", "World Wide Web Consortium", "CSS multi-column layout module level 1", "", "2024", "webpage"
    ),
    Reference(
        "iso32000", "International Organization for Standardization", "ISO 32000-2: PDF 2.0", "", "2020", "report"
    ),
)
