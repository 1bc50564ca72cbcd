"""CloudFormation's Ref, Fn::Sub and Fn::GetAtt, resolved by creating what they point to first."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from local.untyped import Data

Resource = Mapping[str, Any]
Create = Callable[[str, Mapping[str, Any]], "Created"]
PLACEHOLDER = re.compile(r"\$\{([^}!]+)\}")


class TemplateError(ValueError):
    """The template says something that this world cannot build; the text names it."""


@dataclass(frozen=True, slots=True)
class Created:
    """A resource that exists: what Ref gives for it, and what Fn::GetAtt gives by name."""

    ref: str
    attributes: Mapping[str, str] = field(default_factory=dict)


class Resolver:
    """Turns a template's values into plain ones; *create* makes what they point to."""

    def __init__(self, resources: Mapping[str, Resource], values: Mapping[str, str], create: Create) -> None:
        self._resources = resources
        self._values = dict(values)
        self._create = create
        self._created: dict[str, Created] = {}
        self._open: list[str] = []

    def resource(self, name: str) -> Created:
        """The resource *name*, created if need be; TemplateError when that can't be."""
        if name in self._created:
            return self._created[name]
        if name in self._open:
            raise TemplateError(f"{' -> '.join([*self._open, name])}: resources wait for each other")
        if name not in self._resources:
            raise TemplateError(f"the template has no resource or parameter {name}")
        self._open.append(name)
        definition = self._resources[name]
        properties = self.plain(definition.get("Properties", {}))
        self._created[name] = self._create(name, {**definition, "Properties": properties})
        self._open.pop()
        return self._created[name]

    def plain(self, value: Data) -> Data:
        """*value* without intrinsics; lists and dicts are copied."""
        if isinstance(value, list):
            return [self.plain(item) for item in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            ((key, inside),) = value.items()
            if key == "Ref" or key.startswith("Fn::"):
                return self._intrinsic(key, inside)
        return {key: self.plain(item) for key, item in value.items()}

    def _intrinsic(self, key: str, inside: Data) -> str:
        if key == "Ref":
            return self._ref(inside)
        if key == "Fn::Sub" and isinstance(inside, str):
            return PLACEHOLDER.sub(lambda found: self._named(found[1]), inside)
        if key == "Fn::GetAtt" and isinstance(inside, list):
            return self._attribute(*inside)
        raise TemplateError(f"{key} of {inside!r} is not understood here")

    def _named(self, name: str) -> str:
        resource, _, attribute = name.partition(".")
        return self._attribute(resource, attribute) if attribute else self._ref(name)

    def _ref(self, name: str) -> str:
        if name in self._values:
            return self._values[name]
        return self.resource(name).ref

    def _attribute(self, name: str, attribute: str) -> str:
        attributes = self.resource(name).attributes
        if attribute not in attributes:
            raise TemplateError(f"{name} has no attribute {attribute}")
        return attributes[attribute]
