from base64 import b64encode
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from content.magazine import DRAWING, Magazine
from hemaprint.content.images import Picture, inspect_image, resolve_inside
from hemaprint.errors import Location, Problem

HELD = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E%3Cscript/%3E%3C/svg%3E"
HERE = Location(Path("pan.md"), 7, 3)


def picture_data(form: str, size: tuple[int, int] = (3, 2)) -> bytes:
    target = BytesIO()
    Image.new("RGB", size).save(target, form)
    return target.getvalue()


def inspect(magazine: Magazine, name: str) -> tuple[Picture | None, tuple[Problem, ...]]:
    return inspect_image(name, base=magazine.issue, root=magazine.root, location=HERE)


def problem_of(magazine: Magazine, name: str) -> Problem:
    picture, (problem,) = inspect(magazine, name)
    assert picture is None
    return problem


def test_a_raster_image_has_its_size_in_px(magazine: Magazine) -> None:
    picture, problems = inspect(magazine, "art/cover.png")
    assert problems == ()
    assert picture == Picture(magazine.issue / "art/cover.png", 30, 20, vector=False)


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.webp", "a.gif", "a.tif"])
def test_every_format_that_the_hint_names_is_opened(magazine: Magazine, name: str) -> None:
    magazine.picture(name)
    picture, problems = inspect(magazine, name)
    assert problems == ()
    assert picture is not None
    assert (picture.width, picture.height) == (30, 20)


def test_what_is_no_image_is_called_so(magazine: Magazine) -> None:
    magazine.write("a.png", "hello")
    assert "not an image" in problem_of(magazine, "a.png").message


@pytest.mark.parametrize(("mode", "name"), [("I;16", "a.png"), ("CMYK", "a.tif"), ("F", "a.tif"), ("LAB", "a.tif")])
def test_samples_that_the_engine_would_lose_are_refused(mode: str, name: str, magazine: Magazine) -> None:
    Image.new(mode, (30, 20)).save(magazine.write(name, b""))
    assert problem_of(magazine, name).code == "HP042"


@pytest.mark.parametrize(("mode", "name"), [("CMYK", "a.jpg"), ("1", "a.png"), ("LA", "a.png"), ("P", "a.gif")])
def test_other_samples_are_not(mode: str, name: str, magazine: Magazine) -> None:
    Image.new(mode, (30, 20)).save(magazine.write(name, b""))
    assert inspect(magazine, name)[1] == ()


def test_a_turned_photograph_is_measured_as_seen(magazine: Magazine) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = magazine.write("art/photo.jpg", b"")
    Image.new("RGB", (30, 20)).save(path, exif=exif)
    picture, _ = inspect(magazine, "art/photo.jpg")
    assert picture is not None
    assert (picture.width, picture.height) == (20, 30)


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 200 100"', (200, 100)),
        ('width="100" height="50"', (75, 37.5)),
        ('width="1in" height="2in" viewBox="0 0 1 1"', (72, 144)),
        ('width="100pt" viewBox="0,0,200,100"', (100, 50)),
        ('width="100%" viewBox="0 0 200 100"', (200, 100)),
    ],
)
def test_a_drawing_has_its_size_in_pt(magazine: Magazine, attributes: str, size: tuple[float, float]) -> None:
    magazine.write("art/loop.svg", f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>')
    picture, problems = inspect(magazine, "art/loop.svg")
    assert problems == ()
    assert picture is not None
    assert (picture.width, picture.height, picture.vector) == (*size, True)


@pytest.mark.parametrize(
    ("svg", "code"),
    [
        ("<svg", "HP042"),
        ("not a drawing", "HP042"),
        ("<html/>", "HP042"),
        (DRAWING.replace(' viewBox="0 0 200 100"', ""), "HP042"),
        (DRAWING.replace("<path", "<script/><path"), "HP043"),
        (DRAWING.replace("<path", '<path onclick="x()"'), "HP043"),
        (DRAWING.replace("<path", '<image href="../secret.png"/><path'), "HP043"),
        (DRAWING.replace("<path", '<image href="file:///etc/passwd"/><path'), "HP043"),
        (DRAWING.replace("<path", '<path fill="url(https://x.org/a.svg#b)"'), "HP043"),
        (DRAWING.replace("<path", "<style>@import 'a.css';</style><path"), "HP043"),
        (DRAWING.replace("<path", "<style>a{fill:url(b.png)}</style><path"), "HP043"),
        (DRAWING.replace("<path", "<style>@im<!-- -->\\70 ort 'a.css';</style><path"), "HP043"),
        (DRAWING.replace("<path", "<style><![CDATA[@\\69mport 'a.css';]]></style><path"), "HP043"),
        (DRAWING.replace("<path", '<path style="fill:u\\72l(https://x.org/#a)"'), "HP043"),
        (DRAWING.replace("<path", '<path fill="url( )"'), "HP042"),
        (DRAWING.replace("<path", '<a href="java&#10;script:x()"/><path'), "HP043"),
        (DRAWING.replace("<path", '<set attributeName="href" to="javascript:x()"/><path'), "HP043"),
        (DRAWING.replace("<path", "<foreignObject/><path"), "HP043"),
        (DRAWING.replace("<path", '<p xmlns="http://www.w3.org/1999/xhtml"/><path'), "HP043"),
        (DRAWING.replace("<path", '<image xml:base="file:///" href="#a"/><path'), "HP043"),
        (DRAWING.replace("<path", f'<image href="{HELD}"/><path'), "HP043"),
        (DRAWING.replace("<path", '<image href="data:image/png,%25!PS-Adobe"/><path'), "HP042"),
        ('<!DOCTYPE svg [<!ATTLIST svg onload CDATA "x()">]>' + DRAWING, "HP043"),
        ('<?xml-stylesheet href="a.css"?>' + DRAWING, "HP043"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]>' + DRAWING, "HP043"),
        (DRAWING.replace("<path", "<g>" * 200 + "</g>" * 200 + "<path"), "HP042"),
    ],
)
def test_a_drawing_is_well_formed_and_refers_to_itself_only(magazine: Magazine, svg: str, code: str) -> None:
    magazine.write("art/loop.svg", svg)
    assert problem_of(magazine, "art/loop.svg").code == code


def test_a_drawing_may_refer_to_itself_and_hold_data(magazine: Magazine) -> None:
    png = b64encode(picture_data("PNG")).decode()
    inner = f'<style>a{{fill:url(#b)}}</style><use href="#a"/><image href="data:image/png;base64,{png}"/><a href="https://x.org"/>'
    magazine.write("art/loop.svg", DRAWING.replace("<path", inner + "<path"))
    assert inspect(magazine, "art/loop.svg")[1] == ()


def test_a_fault_in_a_drawing_is_located_in_the_drawing(magazine: Magazine) -> None:
    path = magazine.write("art/loop.svg", DRAWING.replace("<path", "\n  <script/><path"))
    assert problem_of(magazine, "art/loop.svg").location == Location(path, 2, 3)


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "HP003"), (b"text", "HP042"), (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "HP042"), (b"\xff\xd8\xff", "HP042")],
)
def test_what_is_not_an_image(magazine: Magazine, data: bytes, code: str) -> None:
    magazine.write("art/photo.png", data)
    problem = problem_of(magazine, "art/photo.png")
    assert (problem.code, problem.location) == (code, HERE)


@pytest.mark.parametrize("name", ["art/photo.png", "art/photo.jpg"])
def test_an_image_that_is_cut_off(magazine: Magazine, name: str) -> None:
    path = magazine.picture(name)
    path.write_bytes(path.read_bytes()[:-10])
    assert problem_of(magazine, name).code == "HP042"


@pytest.mark.parametrize("name", ["../../../x.png", "/etc/passwd", "", "a\0b.png", "art/../../../../x"])
def test_a_path_cannot_leave_the_project(magazine: Magazine, name: str) -> None:
    assert problem_of(magazine, name).code == "HP040"


def test_links_are_followed_before_a_path_is_judged(magazine: Magazine) -> None:
    (magazine.issue / "out").symlink_to("/etc")
    (magazine.issue / "round").symlink_to(magazine.issue / "round")
    assert resolve_inside("out/passwd", magazine.issue, magazine.root) is None
    assert problem_of(magazine, "round").code in ("HP040", "HP041", "HP001")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("art/Cover.PNG", "art/cover.png"), ("cover.png", "art/cover.png"), ("art/covr.png", "art/cover.png")],
)
def test_a_missing_file_suggests_the_nearest(magazine: Magazine, name: str, nearest: str) -> None:
    problem = problem_of(magazine, name)
    assert problem.code == "HP041"
    assert nearest in problem.hint


def test_a_folder_is_not_an_image(magazine: Magazine) -> None:
    assert problem_of(magazine, "art").code == "HP041"
    assert problem_of(magazine, "a" * 300).code in ("HP001", "HP040", "HP041")
