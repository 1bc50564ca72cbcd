"""What `make doctor` learns from Instagram, and from the stage's own address."""

import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from moto import mock_aws

from chalicelib.graph.transport import Answer
from infra.doctor.finding import Level
from infra.doctor.http import Question, Unanswered
from simulator.box import Box
from simulator.clock import Clock
from simulator.exchange import read_request
from simulator.switches import Switches
from tests.api.product import SECRETS, VERIFY_TOKEN, Product, running
from tests.infra.patient import (
    HOST,
    ISSUER,
    PLAIN,
    SECRET,
    STAGE,
    Door,
    Patient,
    answer,
    healthy,
)

GRAPH, API = "https://graph.instagram.com", "https://api.instagram.com"


@pytest.fixture
def patient(tmp_path: Path) -> Patient:
    return healthy(tmp_path / STAGE)


@pytest.fixture(scope="module")
def product() -> Iterator[Product]:
    with mock_aws(), running(Product()) as product:
        yield product


class Simulated:
    """Instagram's hosts, played by the simulator, whose app has that *secret*."""

    def __init__(self, secret: str) -> None:
        switches = Switches(app_id=PLAIN["INSTAGRAM_APP_ID"], app_secret=secret)
        self._box = Box(switches, clock=Clock(), chance=random.Random(7))  # noqa: S311 - a simulation

    def __call__(self, question: Question) -> Answer:
        path = "/" + question.url.split("/", 3)[3]
        reply = self._box.answer(
            read_request(question.method, path, headers=question.headers, raw=question.body or b"")
        )
        headers = {name.lower(): value for name, value in reply.headers.items()}
        return Answer(status=reply.status, headers=headers, body=reply.body)


def down(_question: Question) -> Answer:
    raise Unanswered("ConnectTimeout")


def test_an_app_that_the_simulated_instagram_knows_is_well(patient: Patient) -> None:
    patient.sites |= dict.fromkeys((GRAPH, API), Simulated(SECRET))

    assert patient.told(Level.WARN) + patient.told(Level.WRONG) == []


def test_a_secret_of_another_app_is_noticed_without_a_login(patient: Patient) -> None:
    patient.sites |= dict.fromkeys((GRAPH, API), Simulated("f" * 32))

    [text] = patient.told(Level.WRONG)
    assert text.startswith("it does not know this INSTAGRAM_APP_ID with this")


@pytest.mark.parametrize(
    "said",
    [
        answer(400, b"<html>Invalid platform app</html>"),
        answer(400, {"error_type": "OAuthException", "error_message": "Error validating client secret."}),
        answer(400, {"error": {"message": "Erro", "code": 101}}),
        answer(400, {"error": {"message": "Erro", "code": 191}}),
    ],
    ids=["a page", "by text", "by number", "by another number"],
)
def test_every_way_of_not_knowing_an_app_is_understood(patient: Patient, said: Answer) -> None:
    patient.sites[API] = lambda _question: said

    assert len(patient.told(Level.WRONG, "Instagram")) == 1


@pytest.mark.parametrize("said", [answer(500, b""), answer(200, {}), answer(400, b"<html>")])
def test_an_answer_that_proves_nothing_is_said_to_prove_nothing(patient: Patient, said: Answer) -> None:
    patient.sites[API] = lambda _question: said

    assert len(patient.told(Level.WARN, "Instagram")) == 1


def test_the_offered_code_is_nobodys(patient: Patient) -> None:
    patient.findings()

    [offer] = [question for question in patient.asked if question.url.startswith(API)]
    fields = parse_qs((offer.body or b"").decode())
    assert fields["code"] == ["the-doctor-has-no-code"]
    assert fields["redirect_uri"] == [f"{HOST}/api/auth/instagram/callback"]


def test_an_app_id_that_is_no_number_is_not_even_asked_about(patient: Patient) -> None:
    patient.keeps(INSTAGRAM_APP_ID="my app")

    assert [text.split()[0] for text in patient.told(Level.WRONG)] == ["INSTAGRAM_APP_ID"]
    assert [question for question in patient.asked if question.url.startswith(API)] == []


def test_a_secret_of_another_form_is_asked_about(patient: Patient) -> None:
    patient.hides(INSTAGRAM_APP_SECRET=SECRET[:-1])

    assert any("32 hex digits" in text for text in patient.told(Level.WARN, "Instagram"))


@pytest.mark.parametrize(("version", "says"), [("v20.0", "ended on"), ("v21.0", "ends on")])
def test_a_version_near_its_end_is_a_warning(patient: Patient, version: str, says: str) -> None:
    patient.keeps(META_GRAPH_VERSION=version)

    assert any(says in text for text in patient.told(Level.WARN, "Graph API"))


def test_a_version_that_is_not_the_one_served_is_a_warning(patient: Patient) -> None:
    patient.sites[GRAPH] = Simulated(SECRET)
    patient.keeps(META_GRAPH_VERSION="v20.0")

    assert any("serves v21.0 instead of v20.0" in text for text in patient.told(Level.WARN, "Graph API"))


def test_a_version_that_does_not_exist_is_wrong(patient: Patient) -> None:
    patient.sites[GRAPH] = Simulated(SECRET)
    patient.keeps(META_GRAPH_VERSION="v99.0")

    assert patient.told(Level.WRONG) == [f"{GRAPH} does not know v99.0."]


def test_what_is_not_the_graph_api_is_a_warning(patient: Patient) -> None:
    patient.sites[GRAPH] = lambda _question: answer(200, b"<html>welcome to the hotel's network</html>")

    assert any("not as the Graph API does" in text for text in patient.told(Level.WARN, "Graph API"))


def test_a_stage_that_talks_to_a_simulator_is_told_so(patient: Patient) -> None:
    patient.keeps(META_GRAPH_URL="https://sim.example.com/")
    patient.sites["https://sim.example.com"] = Simulated(SECRET)

    assert any("not to Instagram" in text for text in patient.told(Level.WARN, "Graph API"))
    assert patient.told(Level.WRONG) == []


@pytest.mark.parametrize(("site", "about"), [(GRAPH, "Graph API"), (API, "Instagram"), (ISSUER, "Clerk")])
def test_a_host_that_does_not_answer_is_named_and_the_rest_is_looked_at(
    patient: Patient, site: str, about: str
) -> None:
    patient.sites[site] = down

    [finding] = [f for f in patient.findings() if f.level is Level.WRONG]
    assert (finding.about, finding.says) == (about, "no answer (ConnectTimeout).")
    assert patient.told(Level.NOTE, "webhook callback URL")


def test_an_address_that_is_down_is_not_asked_for_more(patient: Patient) -> None:
    patient.sites[HOST] = down

    assert patient.told(Level.WRONG) == ["no answer (ConnectTimeout)."]


@pytest.mark.parametrize(
    ("door", "says"),
    [
        (Door(token="another"), "the handshake"),
        (Door(secrets=("another",)), "what INSTAGRAM_APP_SECRET has signed is answered with 401"),
        (Door(secrets=(SECRET, "somebody-else")), "a wrong signature is answered with 200"),
    ],
    ids=["another token", "another secret", "anybody's signature"],
)
def test_a_door_that_does_not_know_meta_is_wrong(patient: Patient, door: Door, says: str) -> None:
    patient.sites[HOST] = door

    [text] = patient.told(Level.WRONG)
    assert text.startswith(says)


def test_a_door_that_lets_everybody_in_is_wrong(patient: Patient) -> None:
    patient.sites[HOST] = lambda _question: answer(200, b"1158201444")

    assert len(patient.told(Level.WRONG, "webhook")) == 2


def test_the_product_itself_passes_and_keeps_nothing_of_it(patient: Patient, product: Product) -> None:
    patient.hides(
        INSTAGRAM_APP_SECRET=SECRETS[0],
        INSTAGRAM_WEBHOOK_SECRET=",".join(SECRETS[1:]),
        INSTAGRAM_WEBHOOK_VERIFY_TOKEN=VERIFY_TOKEN,
    )
    patient.is_deployed()

    def real(question: Question) -> Answer:
        path = question.url.removeprefix(HOST)
        said = product.refuses(question.method, path, question.body, headers=question.headers)
        return Answer(status=said.status, body=said.raw)

    patient.sites[HOST] = real
    assert patient.told(Level.WRONG) == []
    assert len(patient.told(Level.OK, "webhook")) == 6


def test_a_rotation_counts_from_the_deployment_on(patient: Patient) -> None:
    patient.hides(INSTAGRAM_APP_SECRET="f" * 32)

    assert patient.told(Level.WRONG) == []
    patient.is_deployed()
    assert any("INSTAGRAM_APP_SECRET has signed" in text for text in patient.told(Level.WRONG))
