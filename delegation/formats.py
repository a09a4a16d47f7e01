"""Reading our YAML and JSON formats: exact values, line numbers, and every fault at once, in Swedish.

Numbers are int or Decimal, only true and false are booleans, and dates are text that says it was a date.
"""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000  # some 4 000 points; two megabytes could hold a million values, half a minute to read
SCHEMAS = Path(__file__).parent / "schemas"

KeyPath = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a file: where, what was found, what is allowed."""

    file: str
    path: KeyPath
    found: str
    allowed: str
    line: int | None = None

    def __str__(self) -> str:
        line = f", rad {self.line}" if self.line else ""
        where = f", {dotted(self.path)}" if self.path else ""
        return f"{self.file}{line}{where}: {self.found}. {self.allowed}."


class FormatError(Exception):
    """The input is not in its format. `faults` has all that is wrong; the text has one line for each."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line or 0))
        super().__init__("\n".join(str(fault) for fault in self.faults))


def dotted(path: KeyPath) -> str:
    """points, 0, title → points[0].title"""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


class DateText(str):
    """Text that YAML would read as a date, kept as it was written: 2020-08-31."""


@dataclass(frozen=True)
class Source:
    """A parsed file: its data, and on which line each path begins."""

    name: str
    data: Any
    lines: dict[KeyPath, int] = field(default_factory=dict)

    def fault(self, path: KeyPath, found: str, allowed: str) -> Fault:
        known = path
        while known and known not in self.lines:
            known = known[:-1]
        return Fault(self.name, path, found, allowed, self.lines.get(known))


# --- reading files -------------------------------------------------------------------------------------


def read_text(path: Path, name: str | None = None) -> str:
    """The file as text. Raises FormatError when it is missing, too large or not UTF-8."""
    label = name or str(path)
    try:
        return read_bytes(path, label, MAX_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"filen är inte UTF-8 (fel vid byte {error.start})"
        raise FormatError([Fault(label, (), message, "Spara den som UTF-8")]) from error


def read_bytes(path: Path, label: str, most: int) -> bytes:
    """The file as it is. Raises FormatError when it is missing or has more than `most` bytes."""
    try:
        if path.stat().st_size > most:
            found = f"filen är större än {most // (1024 * 1024)} MB"
            raise FormatError([Fault(label, (), found, "Dela upp den")])
        return path.read_bytes()
    except OSError as error:
        message = "filen finns inte" if isinstance(error, FileNotFoundError) else "filen går inte att läsa"
        raise FormatError([Fault(label, (), message, "Kontrollera sökvägen")]) from error


def read_yaml(path: Path) -> Source:
    return parse_yaml(read_text(path), str(path))


def parse_json(text: str, name: str) -> Source:
    """JSON with exact decimals. Duplicate keys, NaN and Infinity are faults."""

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in items:
            if key in result:
                raise FormatError([Fault(name, (key,), "nyckeln står två gånger", "Ta bort den ena")])
            result[key] = value
        return result

    def constant(word: str) -> Any:
        raise FormatError([Fault(name, (), f"{word} är inget tal", "Skriv ett tal med siffror")])

    def number(word: str) -> Any:
        try:
            return Decimal(word)
        except ArithmeticError:
            fault = Fault(name, (), f"talet {word[:40]} är för stort", "Skriv ett mindre tal")
            raise FormatError([fault]) from None

    try:
        data = json.loads(text, parse_float=number, parse_constant=constant, object_pairs_hook=pairs)
    except json.JSONDecodeError as error:
        fault = Fault(name, (), f"inte JSON (tecken {error.colno})", "Rätta texten där", error.lineno)
        raise FormatError([fault]) from error
    except (RecursionError, ValueError) as error:
        raise FormatError([Fault(name, (), "för djup eller för stor JSON", "Förenkla den")]) from error
    source = Source(name, data)
    if faults := [source.fault(path, found, "Ta bort det") for path, found in _halves(data)]:
        raise FormatError(faults)
    return source


def _halves(data: Any) -> Iterator[tuple[KeyPath, str]]:
    """Where a text holds half a character (a lone surrogate), which JSON can spell and nobody can write."""
    waiting: list[tuple[KeyPath, Any]] = [((), data)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), part) for key, part in value.items()]
            waiting += [(path, key) for key in value]
        elif isinstance(value, list):
            waiting += [((*path, index), part) for index, part in enumerate(value)]
        elif isinstance(value, str) and (half := _HALF.search(value)):
            shown = tuple(_HALF.sub("?", part) if isinstance(part, str) else part for part in path)
            yield shown, f"texten har ett halvt tecken, U+{ord(half[0]):04X}"


# --- YAML ----------------------------------------------------------------------------------------------


class _Loader(yaml.SafeLoader):
    """Composes nodes only. Aliases, deep nesting and very many nodes are refused: they cost far too much."""

    depth = 0
    nodes = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="alias", problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        self.depth, self.nodes = self.depth + 1, self.nodes + 1
        if self.depth > MAX_DEPTH or self.nodes > MAX_NODES:
            problem = "depth" if self.depth > MAX_DEPTH else "nodes"
            raise yaml.MarkedYAMLError(problem=problem, problem_mark=self.peek_event().start_mark)  # type: ignore[no-untyped-call]
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


_PROBLEMS = {
    "alias": ("filen hänvisar till ett annat ställe med *", "Skriv ut värdet i stället"),
    "nodes": (f"filen har mer än {MAX_NODES} värden", "Ta bort det som inte hör dit"),
    "depth": (f"mer än {MAX_DEPTH} nivåer i varandra", "Förenkla strukturen"),
}


def parse_yaml(text: str, name: str) -> Source:
    """One YAML document as plain values with lines. Raises FormatError with every fault found."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        unreadable = ("går inte att läsa som YAML", "Kontrollera indrag, kolon och citattecken där")
        found, allowed = _PROBLEMS.get(error.problem or "", unreadable)
        raise FormatError([Fault(name, (), found, allowed, mark.line + 1 if mark else None)]) from error
    except yaml.YAMLError as error:
        fault = Fault(name, (), "filen har tecken som inte hör hemma i YAML", "Ta bort styrtecken")
        raise FormatError([fault]) from error
    if node is None:
        raise FormatError([Fault(name, (), "filen är tom", "Den ska ha ett innehåll")])
    reading = _Reading(name)
    data = reading.value(node, ())
    if reading.faults:
        raise FormatError(reading.faults)
    return Source(name, data, reading.lines)


_TAG = "tag:yaml.org,2002:"
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]+")
# Control characters and lone surrogates, which YAML can spell: no database, PDF or workbook takes them all.
_HALF = re.compile(r"[\ud800-\udfff]")
ILLEGIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


class _Reading:
    """One walk over the nodes of a document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[KeyPath, int] = {}
        self.faults: list[Fault] = []

    def value(self, node: yaml.Node, path: KeyPath) -> Any:
        self.lines[path] = node.start_mark.line + 1
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return self.scalar(node, path)

    def mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else "?"
            here = (*path, key)
            value = self.value(value_node, here)
            self.lines[here] = key_node.start_mark.line + 1
            self.legible(here, key)
            if not isinstance(key_node, yaml.ScalarNode):
                self.fault(here, "en nyckel som inte är text", "Skriv en enkel text före kolonet")
            if key in result:
                self.fault(here, "nyckeln står två gånger", "Ta bort den ena")
            result[key] = value
        return result

    def scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Any:
        text, tag = str(node.value), node.tag.removeprefix(_TAG)
        self.legible(path, text)
        if tag == "str" or (tag == "bool" and text not in ("true", "false")) or tag in ("merge", "value"):
            return text
        if tag == "bool":
            return text == "true"
        if tag == "null":
            return None
        if tag == "int" and _INTEGER.fullmatch(text) and len(text) < 40:
            return int(text)
        if tag == "float" and _DECIMAL.fullmatch(text) and len(text) < 40:
            return Decimal(text)
        if tag == "timestamp" and is_date(text):
            return DateText(text)
        self.fault(path, f"”{text[:40]}” kan läsas på flera sätt", "Sätt citattecken om det är text")
        return text

    def legible(self, path: KeyPath, text: str) -> None:
        if odd := ILLEGIBLE.search(text):
            self.fault(path, f"texten har styrtecknet U+{ord(odd[0]):04X}", "Ta bort det")

    def fault(self, path: KeyPath, found: str, allowed: str) -> None:
        self.faults.append(Fault(self.name, path, found, allowed, self.lines.get(path)))


def is_date(text: str) -> bool:
    """Is it a calendar day written YYYY-MM-DD?"""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# --- JSON Schema ---------------------------------------------------------------------------------------

_formats = jsonschema.FormatChecker(formats=())


@_formats.checks("date")
def _date_format(value: object) -> bool:
    return not isinstance(value, str) or is_date(value)


@cache
def _validator(path: Path) -> jsonschema.Draft202012Validator:
    schema = json.loads(path.read_text("utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=_formats)


def check(source: Source, schema: Path, may_be_empty: Container[KeyPath] = ()) -> None:
    """Hold the data against a JSON Schema (Draft 2020-12). Raises FormatError with all that does not fit.

    What stands at the paths in `may_be_empty` may lack content that the schema asks for.
    """
    faults = [
        _fault(source, error)
        for error in _validator(schema).iter_errors(source.data)
        if error.validator not in ("minItems", "minProperties")
        or tuple(error.absolute_path) not in may_be_empty
    ]
    if faults:
        raise FormatError(faults)


_TYPES = {
    "string": "text",
    "object": "en uppsättning nycklar",
    "array": "en lista",
    "boolean": "true eller false",
    "integer": "ett heltal",
    "number": "ett tal",
    "null": "tomt",
}


def shown(value: Any) -> str:
    """A value as a reader of the file would know it, cut when long."""
    match value:
        case None:
            return "tomt värde"
        case bool():
            return "true" if value else "false"
        case dict():
            return "en uppsättning nycklar"
        case list():
            return "en lista" if value else "en tom lista"
    return f"”{value}”" if len(str(value)) <= 60 else f"”{str(value)[:60]}…”"


def _fault(source: Source, error: jsonschema.ValidationError) -> Fault:
    if error.context and error.validator in ("anyOf", "oneOf"):
        deepest = max(error.context, key=lambda inner: len(inner.absolute_path))
        if len(deepest.absolute_path) > len(error.absolute_path):
            return _fault(source, deepest)
    path = tuple(error.absolute_path)
    rule: Any = error.validator_value
    value: Any = error.instance
    schema: Any = error.schema
    match error.validator:
        case "required":
            name = error.message.split("'")[1]  # one error for each key; only the message names it
            return source.fault(path, f"nyckeln {name} saknas", "Den måste finnas")
        case "additionalProperties":
            known = schema.get("properties", {})
            unknown = [str(key) for key in value if key not in known]
            found = f"okänd nyckel: {', '.join(unknown)}"
            return source.fault((*path, unknown[0]), found, f"Tillåtna är {', '.join(sorted(known))}")
        case "type":
            kinds = [rule] if isinstance(rule, str) else rule
            return source.fault(path, shown(value), "Här ska stå " + " eller ".join(_TYPES[k] for k in kinds))
        case "enum":
            return source.fault(path, shown(value), "Tillåtna är " + ", ".join(str(item) for item in rule))
        case "const":
            return source.fault(path, shown(value), f"Här ska stå {rule}")
        case "format":
            return source.fault(path, shown(value), "Skriv dagen som ÅÅÅÅ-MM-DD, till exempel 2020-08-31")
        case "maxLength":
            return source.fault(path, f"texten är {len(value)} tecken", f"Högst {rule} får plats")
        case "minLength" | "minItems" | "minProperties":
            return source.fault(path, shown(value), "Det får inte vara tomt")
        case "pattern" if rule == r"\S":
            return source.fault(path, shown(value), "Det får inte vara tomt")
    return source.fault(path, shown(value), str(schema.get("description", "Det passar inte formatet")))
