import json

import pytest

from hemaprint.scaffold.files import DIALECT, schemas


@pytest.mark.parametrize("name", ["article", "issue", "hemaprint", "house"])
def test_every_schema_is_complete_json_with_its_dialect(name: str) -> None:
    schema = schemas()[name]
    assert schema["$schema"] == DIALECT
    assert schema["title"]
    assert schema["additionalProperties"] is False
    assert json.loads(json.dumps(schema)) == schema


def test_yaml_numbers_are_accepted_where_text_is_meant() -> None:
    reference = schemas()["article"]["$defs"]["Reference"]["properties"]
    assert reference["volume"]["type"] == ["string", "number"]
    assert reference["type"]["type"] == "string"
    assert "yes" in reference["et_al"]["enum"]


def test_the_keys_have_descriptions() -> None:
    assert schemas()["issue"]["properties"]["date"]["description"]
