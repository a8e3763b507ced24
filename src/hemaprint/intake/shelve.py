"""Put imported articles, their pictures and reports into an issue: all files or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hemaprint.content.load import REPORT_SUFFIX
from hemaprint.errors import UsageError
from hemaprint.intake.intake import Intake
from hemaprint.intake.report import report_json
from hemaprint.project.project import MANIFEST_NAME
from hemaprint.project.text import slug_of
from hemaprint.scaffold.order import add_to_order, order_line, stands_in_order
from hemaprint.system.files import write_files


@dataclass(frozen=True, slots=True)
class Shelved:
    """What was written; ``lines`` are for the editor to add to the order by hand."""

    paths: tuple[Path, ...]
    manifest: Path
    lines: tuple[str, ...]


def slugs_for(paths: Sequence[Path], issue: Path, name: str, force: bool) -> tuple[str, ...]:
    """The names of the articles that these files become: ``name``, or each file's own.

    Raises UsageError where there is none, where two files would have the same, and for an article that exists, unless
    ``force`` is set.
    """
    if name and len(paths) > 1:
        raise UsageError("--slug names one article, and there are more files", "import them one by one")
    slugs = [slug_of(name or path.stem) for path in paths]
    for path, slug in zip(paths, slugs, strict=True):
        if not slug or (name and slug != name):
            raise UsageError(
                f'"{name or path.stem}" cannot name an article', "--slug NAME: small letters, digits, hyphens"
            )
        if slugs.count(slug) > 1:
            raise UsageError(f'two files would become the article "{slug}"', "import one of them with --slug NAME")
        article = issue / "articles" / f"{slug}.md"
        if article.exists() and not force:
            raise UsageError(f"{article} exists", "choose another name with --slug NAME, or overwrite it with --force")
    return tuple(slugs)


def shelve(intakes: Sequence[Intake], issue: Path, root: Path) -> Shelved:
    """Write everything below ``issue``, a folder of the project at ``root``; pictures never leave its ``images/``."""
    manifest = issue / MANIFEST_NAME
    order = manifest.read_text("utf-8")
    files: dict[Path, bytes] = {}
    by_hand: list[str] = []
    articles: list[Path] = []
    for intake in intakes:
        articles.append(issue / "articles" / f"{intake.slug}.md")
        files[articles[-1]] = intake.text.encode()
        files[issue / "articles" / f"{intake.slug}{REPORT_SUFFIX}"] = report_json(intake).encode()
        files |= {issue / place: data for place, data in intake.pictures.items()}
        if not stands_in_order(order, intake.slug):
            with_entry = add_to_order(order, intake.slug)
            by_hand += [] if with_entry else [order_line(intake.slug)]
            order = with_entry or order
    if order != manifest.read_text("utf-8"):
        files[manifest] = order.encode()
    write_files(files, root)
    return Shelved(tuple(path for path in files if path != manifest), manifest, tuple(by_hand))
