"""Ref, Fn::Sub and Fn::GetAtt."""

from collections.abc import Mapping
from typing import Any

import pytest

from local.intrinsics import Created, Resolver, TemplateError


class Cloud:
    """Remembers in which order resources came to be, with which properties."""

    def __init__(self, **resources: dict[str, Any]) -> None:
        self.made: list[tuple[str, Any]] = []
        wanted = {name: {"Type": "Thing", "Properties": p} for name, p in resources.items()}
        self.resolver = Resolver(wanted, {"Stage": "test", "AWS::Region": "us-east-1"}, self.create)

    def create(self, name: str, resource: Mapping[str, Any]) -> Created:
        self.made.append((name, resource["Properties"]))
        return Created(f"ref-{name}", {"Arn": f"arn:{name}"})


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        ("text", "text"),
        (3, 3),
        ({"Ref": "Stage"}, "test"),
        ({"Ref": "Box"}, "ref-Box"),
        ({"Fn::GetAtt": ["Box", "Arn"]}, "arn:Box"),
        ({"Fn::Sub": "hub-${Stage}-x"}, "hub-test-x"),
        ({"Fn::Sub": "${Box}/${Box.Arn}/${AWS::Region}"}, "ref-Box/arn:Box/us-east-1"),
        ({"a": [{"Ref": "Stage"}, {"b": {"Ref": "Box"}}]}, {"a": ["test", {"b": "ref-Box"}]}),
    ],
    ids=["text", "number", "parameter", "resource", "attribute", "sub", "sub of many", "nested"],
)
def test_a_value_becomes_plain(value: object, plain: object) -> None:
    cloud = Cloud(Box={})

    assert cloud.resolver.plain(value) == plain


def test_what_a_resource_points_to_is_created_before_it_and_once() -> None:
    arn = {"Fn::GetAtt": ["Dead", "Arn"]}
    cloud = Cloud(Queue={"to": arn}, Other={"to": arn}, Dead={"name": "d"})

    for name in ("Queue", "Other", "Dead"):
        cloud.resolver.resource(name)

    assert cloud.made == [
        ("Dead", {"name": "d"}),
        ("Queue", {"to": "arn:Dead"}),
        ("Other", {"to": "arn:Dead"}),
    ]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ({"Ref": "Nobody"}, "no resource or parameter Nobody"),
        ({"Fn::GetAtt": ["Box", "Colour"]}, "Box has no attribute Colour"),
        ({"Fn::Join": ["", []]}, "Fn::Join of"),
        ({"Ref": "One"}, "One -> Two -> One: resources wait for each other"),
    ],
    ids=["unknown", "unknown attribute", "unknown intrinsic", "circle"],
)
def test_what_cannot_be_resolved_is_named(value: object, sentence: str) -> None:
    cloud = Cloud(Box={}, One={"x": {"Ref": "Two"}}, Two={"x": {"Ref": "One"}})

    with pytest.raises(TemplateError, match=sentence):
        cloud.resolver.plain(value)
