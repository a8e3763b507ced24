"""JSON Schemas of what editors write, for completion and checks in their editors."""

from __future__ import annotations

from typing import Any

from hemaprint.content.models import Config, FrontMatter, IssueManifest, Model

DIALECT = "https://json-schema.org/draft/2020-12/schema"

TITLES: dict[str, tuple[type[Model], str]] = {
    "article": (FrontMatter, "Front matter of a hemaprint article"),
    "issue": (IssueManifest, "issue.yaml of hemaprint"),
    "hemaprint": (Config, "hemaprint.toml"),
}


def schemas() -> dict[str, dict[str, Any]]:
    """Schemas by name: ``article`` (front matter), ``issue`` (issue.yaml) and ``hemaprint`` (hemaprint.toml)."""
    found: dict[str, dict[str, Any]] = {}
    for name, (model, title) in TITLES.items():
        schema = model.model_json_schema()
        if model is not Config:
            schema = _as_yaml(schema)
        found[name] = {"$schema": DIALECT, **schema, "title": title}
    return found


def _as_yaml(schema: Any) -> Any:
    """The schema as an editor's YAML 1.2 sees values: ``volume: 12`` is a number there, ``lead: yes`` is text."""
    if isinstance(schema, list):
        return [_as_yaml(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    changed = {key: _as_yaml(value) for key, value in schema.items()}
    if changed.get("type") == "string" and not {"enum", "const", "format"} & changed.keys():
        changed["type"] = ["string", "number"]
    if changed.get("type") == "boolean":
        changed |= {"type": ["boolean", "string"], "enum": [True, False, "yes", "no"]}
    return changed
