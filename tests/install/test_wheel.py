"""The wheel carries layouts, styles and the starter magazine, and builds an issue away from the checkout."""

from __future__ import annotations

import os
import site
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pypdfium2
import pytest

from sample_issue import sample_project
from waiting import LONG

ROOT = Path(__file__).resolve().parents[2]


def _run(*command: str | Path, cwd: Path) -> str:
    """The standard output of a command that must succeed."""
    environment = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONG,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``hemaprint`` in an environment of its own, which borrows this one's libraries but not its hemaprint."""
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder, with_pip=False)
    packages = next(folder.glob("lib/python*/site-packages"))
    # a plain path, without the editable install's own .pth: only addsitedir() reads those
    (packages / "borrowed.pth").write_text("\n".join(site.getsitepackages()), "utf-8")
    python = folder / "bin" / "python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", wheel, cwd=folder)
    return folder / "bin" / "hemaprint"


@pytest.mark.slow
def test_layouts_styles_and_starters_travel(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for folder in ("layouts", "styles"):
        here = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.[hc]*") if path.is_file()}
        assert here
        assert {f"hemaprint/{name}" for name in here} <= set(names)
    assert "hemaprint/scaffold/magazine/hemaprint.toml" in names
    assert "hemaprint/scaffold/starters/interview.md" in names
    static = ROOT / "src" / "hemaprint" / "preview" / "static"
    assert {f"hemaprint/preview/static/{path.name}" for path in static.iterdir()} <= set(names)
    assert "hemaprint/py.typed" in names


@pytest.mark.slow
def test_an_issue_builds_away_from_the_checkout(program: Path, tmp_path: Path) -> None:
    _run(program, "init", "field-notes", cwd=tmp_path)
    where = _run(program.parent / "python", "-c", "import hemaprint; print(hemaprint.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(program.parents[1])
    magazine = tmp_path / "field-notes"
    pdf = magazine / _run(program, "build", cwd=magazine).splitlines()[-1]
    assert pdf.read_bytes().startswith(b"%PDF-")


@pytest.mark.slow
def test_a_theme_in_a_package_of_its_own_sets_the_sample(program: Path, tmp_path: Path) -> None:
    """``theme new --package`` writes what pip builds and installs; the sample names it, and nothing else changes."""
    python = program.parent / "python"
    _run(program, "theme", "new", "harbour", "--from", "hematology-frontier", "--package", cwd=tmp_path)
    folder = tmp_path / "hemaprint-theme-harbour"
    tokens = folder / "src" / "hemaprint_theme_harbour" / "styles" / "tokens.css"
    tokens.write_text(f"{tokens.read_text('utf-8')}\n:root {{\n  --accent: #1E5B46;\n}}\n", "utf-8")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, folder, cwd=tmp_path)
    (built,) = tmp_path.glob("*.whl")
    _run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", built, cwd=tmp_path)
    assert "harbour  (of hemaprint-theme-harbour)" in _run(program, "theme", "list", cwd=tmp_path)

    sample = sample_project(tmp_path / "sample").root
    config = sample / "hemaprint.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace('name = "hematology-frontier"', 'name = "harbour"'), "utf-8")
    pdf = sample / _run(program, "build", "--quiet", cwd=sample).splitlines()[-1]
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) >= 32
        colors = {color for at in (2, 3, 4, 5) for color in colors_of(document[at])}
    assert (30, 91, 70) in colors, "the accent of the package"


def colors_of(page: pypdfium2.PdfPage) -> set[tuple[int, int, int]]:
    """The colours of a page."""
    picture = page.render(scale=2).to_pil().convert("RGB")
    return {color for _, color in picture.getcolors(maxcolors=picture.width * picture.height) or ()}
