"""The reference pages beside this file, made from the JSON Schemas and the examples in fixtures/.

Run as `.venv/bin/python -m docs.formats.generate` after a change of a schema; a test fails until it is done.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from delegation import formats
from docs.formats import walk
from docs.formats.walk import Schema

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LONGEST = 70  # characters of an example in a table
LARGEST = 800  # of an example that stands by itself
COLUMNS = ("nyckel", "typ", "krav", "betydelse", "exempel")
KINDS = {
    "string": "text",
    "number": "tal",
    "boolean": "`true`/`false`",
    "null": "tomt värde",
    "object": "nycklar",
    "array": "lista",
}


@dataclass(frozen=True)
class Page:
    """One format: its schema, the files that its examples come from, and how these write a value."""

    name: str
    schema: str
    fixtures: tuple[str, ...]
    root_title: str
    language: str = "yaml"


ORDERS = ("orders/run-2021.yaml", "orders/sn-2026.yaml", "orders/mn-2026.yaml")
PAGES = (
    Page("delegation-order-1", "delegation/schemas", ORDERS, "Filen"),
    Page("authority-question-1", "delegation/schemas", ("fraga.json",), "Frågan", "json"),
    Page("verdict-1", "delegation/schemas", (), "Svaret", "json"),
    Page("case-1", "decisions/schemas", ("thamsklyngen.case.yaml",), "Filen"),
)


def main() -> None:
    for page in PAGES:
        (HERE / f"{page.name}.md").write_text(text(page), "utf-8")


def text(page: Page) -> str:
    """The whole page, as it should stand in its file."""
    schema: Schema = json.loads((ROOT / page.schema / f"{page.name}.json").read_text("utf-8"))
    reference = Reference(schema, examples(page, schema), page.language)
    link = f"../../{page.schema}/{page.name}.json"
    made = (
        f"Sidan är gjord av [schemat]({link}) (JSON Schema, Draft 2020-12) med `docs/formats/generate.py`. "
        "Ändra schemat, inte sidan."
    )
    blocks = [f"# {schema['title']}", schema["description"], made, *reference.sections(page.root_title)]
    return "\n\n".join(blocks) + "\n"


def examples(page: Page, schema: Schema) -> dict[str, list[Any]]:
    """What the fixtures hold at each place of the schema, in the order of the files."""
    found: dict[str, list[Any]] = {}
    for name in page.fixtures:
        for place, _, value in walk.met(read(name), schema, "", schema):
            found.setdefault(place, []).append(value)
    return found


def read(name: str) -> Any:
    path = ROOT / "fixtures" / name
    if path.suffix == ".json":
        return formats.parse_json(path.read_text("utf-8"), name).data
    return formats.read_yaml(path).data


@dataclass(frozen=True)
class Reference:
    """The sections of one page: one for the root, and one for each named part that has something to show."""

    root: Schema
    examples: dict[str, list[Any]]
    language: str

    def sections(self, root_title: str) -> Iterator[str]:
        yield f"## {root_title}"
        yield self.table(self.root, "")
        for name, schema in self.root["$defs"].items():
            if is_section(schema):
                yield from self.section(name, schema)

    def section(self, name: str, schema: Schema) -> Iterator[str]:
        yield f"## {schema['title']}"
        if "description" in schema:
            yield schema["description"]
        if "object" in (kinds := walk.kinds(schema)) and len(kinds) > 1:
            yield f"Typ: {self.type(schema)}. Som nycklar:"
        if "properties" in schema:
            yield self.table(schema, name)
        if whole := self.whole(name):
            yield whole
        for place, inner in walk.forms(schema, name):
            yield f"### {inner['title']}"
            if "description" in inner:
                yield inner["description"]
            yield self.table(inner, place) if "properties" in inner else f"Typ: {self.type(inner)}."

    def table(self, schema: Schema, place: str) -> str:
        lines = [line(COLUMNS), line(["---"] * len(COLUMNS))]
        for key, inner in schema["properties"].items():
            must = "ja" if key in schema.get("required", []) else self.optional(inner)
            example = self.example(f"{place}.{key}", inner)
            lines.append(line([f"`{key}`", self.type(inner), must, self.meaning(inner), example]))
        lists = [self.order_of(inner) for inner in schema["properties"].values() if "prefixItems" in inner]
        return "\n".join(lines) + "".join(f"\n\n{text}" for text in lists)

    def order_of(self, schema: Schema) -> str:
        """A list whose rows are settled beforehand, one by one."""
        lines = [line(("", "kontroll", "godkänd när svaret är ja")), line(["---"] * 3)]
        for number, row in enumerate(schema["prefixItems"], 1):
            code = row["properties"]["code"]
            lines.append(line((number, f"`{code['const']}`", code["description"])))
        return "\n".join([schema["description"], "", *lines])

    def target(self, schema: Schema) -> Schema:
        return walk.resolved(schema, "", self.root)[0]

    def optional(self, schema: Schema) -> str:
        default = schema.get("default", self.target(schema).get("default"))
        return "nej" if default is None else f"nej; annars {self.code(default)}"

    def meaning(self, schema: Schema) -> str:
        return str(schema.get("description") or self.target(schema).get("description", ""))

    def type(self, schema: Schema) -> str:
        """The type in words, with a link when it has a section of its own."""
        if "$ref" in schema and is_section(self.target(schema)):
            title = self.target(schema)["title"]
            return f"[{title}](#{title.lower().replace(' ', '-')})"
        schema = self.target(schema)
        if "const" in schema:
            return self.code(schema["const"])
        if "enum" in schema:
            return either([KINDS["null"] if value is None else self.code(value) for value in schema["enum"]])
        if "anyOf" in schema:
            return either([self.type(inner) for inner in schema["anyOf"]])
        return either([self.kind(kind, schema) for kind in walk.kinds(schema)])

    def kind(self, kind: str, schema: Schema) -> str:
        match kind:
            case "string" if schema.get("format") == "date":
                return "dag"
            case "string" if "maxLength" in schema:
                word = schema["title"].lower() if "title" in schema and schema["type"] == "string" else "text"
                return f"{word} (högst {grouped(schema['maxLength'])} tecken)"
            case "array":
                row = schema["prefixItems"][0] if "prefixItems" in schema else schema["items"]
                return f"lista: {self.type(row)}"
            case "object" if isinstance(schema.get("additionalProperties"), dict):
                return f"namn: {self.type(schema['additionalProperties'])}"
        return KINDS[kind]

    def example(self, place: str, schema: Schema) -> str:
        """The first that is short enough to read and says something that leaving the key out would not."""
        default = schema.get("default", self.target(schema).get("default"))
        for value in [*schema.get("examples", []), *self.examples.get(place, [])]:
            shown = f"`{value}`" if schema.get("format") == "date" else self.code(value)
            if value != default and value is not None and len(shown) <= LONGEST:
                return shown
        return ""

    def whole(self, name: str) -> str:
        """An example of the part as it stands in a file: the fullest that is not too long."""
        parts = [value for value in self.examples.get(name, []) if isinstance(value, dict)]
        written = [as_json(part, 2) if self.language == "json" else as_yaml(part, None) for part in parts]
        short = [text for text in written if len(text) <= LARGEST]
        return f"Exempel:\n\n```{self.language}\n{max(short, key=len)}\n```" if short else ""

    def code(self, value: Any) -> str:
        return f"`{as_json(value) if self.language == 'json' else as_yaml(value)}`"


def grouped(number: int) -> str:
    return f"{number:,}".replace(",", " ")


def is_section(schema: Schema) -> bool:
    return "properties" in schema or "oneOf" in schema


def either(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"


def line(cells: Any) -> str:
    return "| " + " | ".join(str(cell).replace("|", r"\|").replace("\n", " ") for cell in cells) + " |"


def as_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, indent=indent)


class _Dumper(yaml.SafeDumper):
    """Writes what our reader reads: exact decimals, and days without quotes."""

    def decimal(self, value: Decimal) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:float", f"{value:f}")

    def day(self, value: formats.DateText) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:timestamp", str(value))


_Dumper.add_representer(Decimal, _Dumper.decimal)
_Dumper.add_representer(formats.DateText, _Dumper.day)


def as_yaml(value: Any, flow: bool | None = True) -> str:
    """On one line; with `flow` None, over several with only the innermost parts on one line."""
    style: dict[str, Any] = {"default_flow_style": flow, "width": 10**6 if flow else 100}
    written = yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, **style)
    return str(written).removesuffix("...\n").strip()


if __name__ == "__main__":
    main()
