import re
from pathlib import Path

import hemaprint
from hemaprint.errors import meanings

CODE = re.compile(r'"(HP\d{3})"')


def test_every_code_in_the_source_is_explained() -> None:
    package = Path(hemaprint.__file__).parent
    used = {code for path in package.rglob("*.py") for code in CODE.findall(path.read_text())}
    assert used <= meanings().keys()


def test_the_list_is_sorted_and_says_one_sentence_each() -> None:
    assert list(meanings()) == sorted(meanings())
    assert all(text.endswith(".") for text in meanings().values())
