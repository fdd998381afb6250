"""Shapes of request bodies, read from the request types of a vendor's Python SDK.

A shape is one of
    "string" | "integer" | "number" | "boolean" | "null" | "any"
    {"const": [value, ...]}                      one of these literal values
    {"ref": NAME}                                an entry of "objects"
    {"list": SHAPE}   {"map": SHAPE}             an array; an object with any keys
    {"nullable": SHAPE}                          the shape, or null
    {"tagged": {"by": FIELD, "of": {TAG: NAME}, "default": NAME?}}
    {"any_of": [SHAPE, ...]}
and an object is {"fields": {NAME: SHAPE}, "required": [NAME, ...], "open": bool}.
"""

from __future__ import annotations

import ast
import collections.abc
import inspect
import json
import os
import textwrap
import types
import typing

import typing_extensions as te

PRIMITIVES = {str: "string", int: "integer", float: "number", bool: "boolean", object: "any", type(None): "null"}
LISTS = (list, collections.abc.Iterable, collections.abc.Sequence)
MAPS = (dict, collections.abc.Mapping)


class Extractor:
    def __init__(self) -> None:
        self.objects: dict[str, dict] = {}
        self.owners: dict[str, type] = {}

    def shape(self, hint: object) -> object:
        origin, arguments = te.get_origin(hint), te.get_args(hint)
        if hint in PRIMITIVES:
            return PRIMITIVES[hint]
        if hint is typing.Any:
            return "any"
        if origin in (te.Required, te.NotRequired, te.Annotated, typing.Annotated):
            return self.shape(arguments[0])
        if origin in (te.Literal, typing.Literal):
            return {"const": list(arguments)}
        if origin in (typing.Union, types.UnionType):
            return self.union(list(arguments))
        if origin in LISTS:
            return {"list": self.shape(arguments[0])}
        if origin in MAPS:
            return {"map": self.shape(arguments[1])}
        if te.is_typeddict(hint):
            return {"ref": self.object(hint)}
        raise TypeError(f"no rule for {hint!r}")

    def union(self, members: list) -> object:
        nullable = type(None) in members
        # File-like inputs and response classes are conveniences of Python callers: on the wire they are the string
        # or the parameter type that stands beside them.
        wire = [m for m in members if m is not type(None) and not python_only(m)]
        if any(te.is_typeddict(m) and is_open(m) for m in wire):
            # An open object says all that the plain mapping beside it says, and names what must be there.
            wire = [m for m in wire if te.get_origin(m) not in MAPS]
        if str in wire and all(m is str or te.get_origin(m) in (te.Literal, typing.Literal) for m in wire):
            shape: object = "string"
        else:
            shape = self.tagged(wire) or self.any_of(wire)
        return {"nullable": shape} if nullable else shape

    def any_of(self, members: list) -> object:
        shapes = [self.shape(m) for m in members]
        return shapes[0] if len(shapes) == 1 else {"any_of": shapes}

    def tagged(self, members: list) -> object | None:
        if len(members) < 2 or not all(te.is_typeddict(m) for m in members):
            return None
        for field in ("type", "role"):
            of: dict[str, str] = {}
            default = None
            for member in members:
                hints = te.get_type_hints(member, include_extras=True)
                tags, optional = literal_values(hints.get(field))
                if not tags or any(tag in of for tag in tags):
                    break
                name = self.object(member)
                of.update({tag: name for tag in tags})
                if optional:
                    default = name
            else:
                tagged = {"by": field, "of": of}
                return {"tagged": tagged | ({"default": default} if default else {})}
        return None

    def object(self, cls: type, keep: set[str] | None = None, name: str | None = None) -> str:
        name = name or self.name_of(cls)
        if name in self.objects:
            return name
        entry = self.objects[name] = {}
        hints = te.get_type_hints(cls, include_extras=True)
        fields = {key: hint for key, hint in sorted(hints.items()) if keep is None or key in keep}
        entry["fields"] = {key: self.shape(hint) for key, hint in fields.items()}
        required = [key for key, hint in fields.items() if te.get_origin(hint) is te.Required]
        if required:
            entry["required"] = required
        if is_open(cls):
            entry["open"] = True
        return name

    def name_of(self, cls: type) -> str:
        short = cls.__name__.removesuffix("Param")
        if self.owners.setdefault(short, cls) is cls:
            return short
        module = cls.__module__.rsplit(".", 1)[-1].removesuffix("_params").removesuffix("_param")
        return f"{module}.{short}"

    def root(self, name: str, bases: list[type], method: object) -> None:
        merged = te.TypedDict(name, merged_fields(bases), total=False)
        self.object(merged, body_keys(method), name)


def merged_fields(bases: list[type]) -> dict[str, object]:
    fields: dict[str, object] = {}
    for base in bases:
        for key, hint in te.get_type_hints(base, include_extras=True).items():
            fields[key] = hint
    if "stream" in fields:
        fields["stream"] = bool
    return fields


def is_open(cls: type) -> bool:
    # The SDK marks schemas that take any further key in one of two ways, depending on the generator's age.
    config = getattr(cls, "__pydantic_config__", None) or {}
    return config.get("extra") == "allow" or cls.__name__ == "InputSchemaTyped"


def python_only(member: object) -> bool:
    origin = te.get_origin(member)
    if origin in (te.Annotated, typing.Annotated):
        return python_only(te.get_args(member)[0])
    if origin in (typing.Union, types.UnionType):
        return all(python_only(m) for m in te.get_args(member))
    if origin is not None:
        return origin in (typing.IO, os.PathLike)
    return inspect.isclass(member) and not te.is_typeddict(member) and member not in PRIMITIVES


def literal_values(hint: object) -> tuple[list[str], bool]:
    optional = te.get_origin(hint) not in (te.Required,)
    while te.get_origin(hint) in (te.Required, te.NotRequired):
        hint = te.get_args(hint)[0]
    if te.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(a for a in te.get_args(hint) if a is not type(None))
    return (list(te.get_args(hint)), optional) if te.get_origin(hint) in (te.Literal, typing.Literal) else ([], optional)


def body_keys(method: object) -> set[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(inspect.unwrap(method))))
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            for keyword in call.keywords:
                value = keyword.value
                if keyword.arg == "body" and isinstance(value, ast.Call):
                    value = value.args[0]
                if keyword.arg == "body" and isinstance(value, ast.Dict):
                    return {key.value for key in value.keys}
    raise LookupError(f"no body in {method!r}")


def write(path: str, source: str, objects: dict[str, dict]) -> None:
    with open(path, "w", encoding="utf-8") as out:
        out.write('{"source":' + json.dumps(source) + ',"objects":{\n')
        lines = [
            json.dumps(name) + ":" + json.dumps(entry, separators=(",", ":"))
            for name, entry in sorted(objects.items())
        ]
        out.write(",\n".join(lines) + "\n}}\n")
