"""Every shape of webhook is taken and worked off at once, alone."""

import pytest

from tests.api.product import Product
from tests.api.stand_ins import ANA
from tests.world.shapes import FORMS, SHAPES, written


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_taken_and_worked_off(product: Product, name: str) -> None:
    told, sent = len(product.said.getvalue()), len(product.instagram.inbox)

    answer = product.hook(written(SHAPES[name], ANA.id, "compact"))
    product.work("events")
    product.work("instagram")

    said = product.said.getvalue()[told:]
    assert (answer.status, answer.json["success"]) == (200, True)
    assert ("event.failed" in said, "record.failed" in said) == (False, False)
    assert product.instagram.inbox[sent:] == []


@pytest.mark.parametrize("form", FORMS)
def test_a_shape_means_the_same_however_it_is_written(product: Product, form: str) -> None:
    kept = [product.hook(written(payload, ANA.id, form)).data["events"] for payload in SHAPES.values()]

    plain = [product.hook(written(payload, ANA.id, "compact")).data["events"] for payload in SHAPES.values()]
    assert kept == plain
