"""Writes anthropic-VERSION.json: what POST /v1/messages and /v1/messages/count_tokens accept.

Run by hand in an environment that has the pinned `anthropic` package:

    python schema/extract.py schema/anthropic-2.13.0.json

The source are the SDK's published request types. Which of a method's parameters travel in the body (and not in a
header) is read from the method itself, so that `betas` or `workspace_id` do not end up as body fields.

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
import sys
import textwrap
import types
import typing

import anthropic
import typing_extensions as te
from anthropic.resources.beta.messages.messages import Messages as BetaMessages
from anthropic.resources.messages.messages import Messages
from anthropic.types import message_count_tokens_params, message_create_params
from anthropic.types.beta import message_count_tokens_params as beta_count_tokens_params
from anthropic.types.beta import message_create_params as beta_create_params

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
                if keyword.arg == "body" and isinstance(keyword.value, ast.Dict):
                    return {key.value for key in keyword.value.keys}
    raise LookupError(f"no body in {method!r}")


def main() -> None:
    extractor = Extractor()
    both = ("MessageCreateParamsNonStreaming", "MessageCreateParamsStreaming")
    create = [getattr(message_create_params, name) for name in both]
    beta_create = [getattr(beta_create_params, name) for name in both]
    extractor.root("messages", create, Messages.create)
    extractor.root("count_tokens", [message_count_tokens_params.MessageCountTokensParams], Messages.count_tokens)
    extractor.root("beta.messages", beta_create, BetaMessages.create)
    extractor.root("beta.count_tokens", [beta_count_tokens_params.MessageCountTokensParams], BetaMessages.count_tokens)
    document = {"source": f"anthropic-python {anthropic.__version__}", "objects": extractor.objects}
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        out.write('{"source":' + json.dumps(document["source"]) + ',"objects":{\n')
        lines = [
            json.dumps(name) + ":" + json.dumps(entry, separators=(",", ":"))
            for name, entry in sorted(extractor.objects.items())
        ]
        out.write(",\n".join(lines) + "\n}}\n")


if __name__ == "__main__":
    main()
