import re
from pathlib import Path

from hemaprint import codes

CODE = re.compile(r'"(HP\d{3})"')


def test_every_code_in_the_source_is_explained() -> None:
    package = Path(codes.__file__).parent
    used = {
        code for path in package.rglob("*.py") if path.name != "codes.py" for code in CODE.findall(path.read_text())
    }
    assert used <= codes.CODES.keys()


def test_the_list_is_sorted_and_says_one_sentence_each() -> None:
    assert list(codes.CODES) == sorted(codes.CODES)
    assert all(text.endswith(".") for text in codes.CODES.values())
