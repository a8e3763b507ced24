"""Make the pictures of the issue: ``python content/2025-01/art/make.py [--dpi N] [--out DIR] [names...]``.

Plates and figures that are up to date are skipped: a stamp beside them holds a digest of these scripts and the resolution.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from figures import FIGURES
from plates import OUTPUTS, PLATES

HERE = Path(__file__).resolve().parent
FIGURE_SCRIPTS = ("figures.py",)
NOT_DRAWING = ("make.py",)
STAMP = ".art.json"
PROCESSES = 2


def main() -> None:
    options = _options()
    options.out.mkdir(parents=True, exist_ok=True)
    stamps = _read_stamps(options.out)
    wanted = {name: _digest(name, options.dpi) for name in options.names}
    stale = [name for name, digest in wanted.items() if stamps.get(name) != digest or not _is_there(options.out, name)]
    began = time.perf_counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        for name in pool.map(_make, stale, [options.dpi] * len(stale), [options.out] * len(stale)):
            print(name, file=sys.stderr)
            stamps[name] = wanted[name]
            (options.out / STAMP).write_text(json.dumps(stamps, indent=1, sort_keys=True) + "\n", "utf-8")
    print(
        f"{len(stale)} made, {len(wanted) - len(stale)} up to date, {time.perf_counter() - began:.1f} s",
        file=sys.stderr,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Make the pictures of the issue.")
    parser.add_argument("names", nargs="*", help="which plates and figures; all unless given")
    parser.add_argument("--dpi", type=float, default=300, help="resolution of the plates (default 300)")
    parser.add_argument("--out", type=Path, default=HERE.parent / "images", help="folder to write to")
    options = parser.parse_args()
    # the spreads first: they take longest, and two processes then end together
    options.names = options.names or sorted([*PLATES, *FIGURES], key=lambda name: name not in ("feature", "curve"))
    unknown = [name for name in options.names if name not in PLATES and name not in FIGURES]
    if unknown:
        parser.error(f"no such picture: {', '.join(unknown)}; there are {', '.join([*PLATES, *FIGURES])}")
    return options


def _make(name: str, dpi: float, out: Path) -> str:
    if name in PLATES:
        PLATES[name](dpi, out)
    else:
        (out / f"{name}.svg").write_text(FIGURES[name](), "utf-8")
    return name


def _is_there(out: Path, name: str) -> bool:
    files = OUTPUTS.get(name, (f"{name}.png",)) if name in PLATES else (f"{name}.svg",)
    return all((out / file).is_file() for file in files)


def _digest(name: str, dpi: float) -> str:
    """What a picture depends on: the scripts that draw it and, for a plate, the resolution."""
    kind = "plates" if name in PLATES else "figures"
    others = sorted(path.name for path in HERE.glob("*.py") if path.name not in (*FIGURE_SCRIPTS, *NOT_DRAWING))
    scripts = FIGURE_SCRIPTS if kind == "figures" else others
    source = b"".join((HERE / script).read_bytes() for script in scripts)
    return hashlib.sha256(source + (str(dpi).encode() if kind == "plates" else b"")).hexdigest()[:16]


def _read_stamps(out: Path) -> dict[str, str]:
    try:
        return dict(json.loads((out / STAMP).read_text("utf-8")))
    except (OSError, ValueError):
        return {}


if __name__ == "__main__":
    main()
