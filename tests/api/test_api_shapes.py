"""Every shape of webhook is taken and worked off at once, alone."""

import pytest

from chalicelib.graph.news import read
from tests.api.product import Product
from tests.api.stand_ins import ANA
from tests.world.shapes import FORMS, SHAPES, written

PLAIN = "compact"
UNWRITABLE = {"in plain UTF-8": {"lone surrogates"}}  # UTF-8 has no bytes for half a character


@pytest.mark.parametrize("name", SHAPES)
def test_a_shape_is_taken_and_worked_off(product: Product, name: str) -> None:
    told, sent = len(product.said.getvalue()), len(product.instagram.inbox)
    raw = written(SHAPES[name], ANA.id, PLAIN)

    answer = product.hook(raw)
    product.work("events")
    product.work("instagram")

    said = product.said.getvalue()[told:]
    assert (answer.status, answer.data) == (200, {"events": len(read(raw))})
    assert said.count('"event.applied"') == len(read(raw))
    assert ("event.failed" in said, "record.failed" in said) == (False, False)
    assert product.instagram.inbox[sent:] == []


@pytest.mark.parametrize("form", [form for form in FORMS if form != PLAIN])
def test_a_shape_means_the_same_however_it_is_written(form: str) -> None:
    writable = {name: payload for name, payload in SHAPES.items() if name not in UNWRITABLE.get(form, ())}

    meant = {name: read(written(payload, ANA.id, form)) for name, payload in writable.items()}

    assert meant == {name: read(written(payload, ANA.id, PLAIN)) for name, payload in writable.items()}
