"""One product per module, over an AWS in memory."""

from collections.abc import Iterator

import pytest
from moto import mock_aws

from tests.api.automating import clear
from tests.api.product import SECRETS, VERIFY_TOKEN, Product, running
from tests.api.stand_ins import ANA, BEN

CANARIES = (*SECRETS, VERIFY_TOKEN, ANA.token, BEN.token, "IG-token", "Canary", "eyJ")


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    """Whatever a module's tests did: no secret, token, name of a person or text was logged."""
    with mock_aws(), running(Product()) as product:
        yield product
    said = product.said.getvalue()
    assert [canary for canary in CANARIES if canary in said] == []


@pytest.fixture
def afresh(product: Product) -> None:
    """Each test begins without automations and preferences, whatever the ones before left."""
    clear(product)
