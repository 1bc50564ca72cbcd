"""The packaged template as a whole: valid, within limits, and its settings the ones that the code reads."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from chalicelib.settings import Settings
from infra.package import Package
from infra.parameters import BY_LAMBDA, DEPLOYED, LOCAL_ONLY, STACK
from tests.infra.packaging import Template, linted

# CloudFormation's quotas ("Understand CloudFormation quotas"); a stack is created by way of S3.
BYTES, RESOURCES, PARAMETERS, VALUE = 1_000_000, 500, 200, 4_096
SECRET = {f.metadata["env"] for f in fields(Settings) if f.metadata["secret"]}
READ = {f.metadata["env"] for f in fields(Settings)}


@pytest.fixture(scope="session")
def complaints(packages: dict[str, Package]) -> list[dict[str, Any]]:
    """What cfn-lint says of all stages' templates."""
    return linted(*(made.template for made in packages.values()))


@pytest.mark.parametrize("stage", DEPLOYED)
def test_cloudformations_linter_has_nothing_to_say(
    packages: dict[str, Package], complaints: list[dict[str, Any]], stage: str
) -> None:
    here = str(packages[stage].template)

    assert [(c["Rule"]["Id"], c["Message"]) for c in complaints if c["Filename"] == here] == []


def test_the_linter_would_speak_up(templates: dict[str, Template], tmp_path: Path) -> None:
    timer = templates["dev"].resources["Sweep"]["Properties"]
    wrong = {"Type": "AWS::Serverless::Function", "Properties": {**timer, "Memory": 512}}
    (tmp_path / "wrong.json").write_text(
        json.dumps({**templates["dev"].whole, "Resources": {"Sweep": wrong}})
    )

    said = [complaint["Message"] for complaint in linted(tmp_path / "wrong.json")]
    assert any("'Memory' was unexpected" in text for text in said)


def test_what_aws_makes_of_it_has_no_serverless_resource_left(deployed: Template) -> None:
    kinds = {resource["Type"] for resource in deployed.resources.values()}

    assert not any(kind.startswith("AWS::Serverless::") for kind in kinds)
    assert {"AWS::Lambda::Function", "AWS::ApiGateway::Stage", "AWS::Lambda::EventSourceMapping"} <= kinds


def test_it_is_far_below_cloudformations_limits(deployed: Template, packaged: Template) -> None:
    assert len(json.dumps(packaged.whole, separators=(",", ":"))) < BYTES / 2
    assert len(deployed.resources) < RESOURCES / 2
    assert len(packaged.whole["Parameters"]) < PARAMETERS / 2


def test_no_default_is_longer_than_a_parameter_may_be(packaged: Template) -> None:
    assert max(len(p.get("Default", "")) for p in packaged.whole["Parameters"].values()) < VALUE


def test_a_package_can_be_deployed_as_its_own_stage_alone(templates: dict[str, Template]) -> None:
    stages = {stage: t.whole["Parameters"]["Stage"] for stage, t in templates.items()}

    assert stages == {s: {"Type": "String", "Default": s, "AllowedValues": [s]} for s in DEPLOYED}


def test_functions_get_exactly_the_settings_that_the_code_reads(packaged: Template) -> None:
    common = set(packaged.whole["Globals"]["Function"]["Environment"]["Variables"])

    # Lambda itself says where a function runs; a clock file is for the local world.
    assert common == READ - SECRET - BY_LAMBDA - LOCAL_ONLY


def test_a_function_gets_nothing_but_what_all_get(packaged: Template) -> None:
    common = packaged.whole["Globals"]["Function"]["Environment"]["Variables"]
    [stage] = packaged.whole["Parameters"]["Stage"]["AllowedValues"]

    for function in packaged.of("AWS::Serverless::Function").values():
        own = function["Environment"]["Variables"]
        assert own == {"STAGE": stage}
        assert set(own) <= set(common)


def test_a_deployed_function_knows_its_stage_and_every_setting(deployed: Template) -> None:
    for function in deployed.of("AWS::Lambda::Function").values():
        variables = function["Environment"]["Variables"]

        assert variables["STAGE"] == "prod"
        assert variables["SECRETS"] == {"Ref": "Secrets"}
        assert len(variables) == len(READ - SECRET - BY_LAMBDA - LOCAL_ONLY)


def test_no_secret_can_be_given_to_the_stack(packaged: Template) -> None:
    given = {name.upper() for name in packaged.whole["Parameters"]}

    assert given.isdisjoint({env.replace("_", "") for env in SECRET})


def test_every_parameter_is_used_somewhere(packaged: Template) -> None:
    text = json.dumps({key: value for key, value in packaged.whole.items() if key != "Parameters"})

    unused = [
        name
        for name in packaged.whole["Parameters"]
        if f'"Ref": "{name}"' not in text and f"${{{name}}}" not in text
    ]
    assert unused == []


def test_every_parameter_says_what_it_is_for(packaged: Template) -> None:
    described = {
        name: p.get("Description") for name, p in packaged.whole["Parameters"].items() if name != "Stage"
    }

    assert all(described.values())
    assert {"AlarmEmail", "DomainName", "CertificateArn"} == {env.title().replace("_", "") for env in STACK}
    assert {"AlarmEmail", "DomainName", "CertificateArn"} <= set(described)


def test_a_domain_is_made_only_where_one_is_named(deployed: Template) -> None:
    named = {id: r.get("Condition") for id, r in deployed.resources.items() if id.startswith("Domain")}

    assert named == {"Domain": "HasDomain", "DomainMapping": "HasDomain"}
    assert deployed.whole["Conditions"]["HasDomain"] == {
        "Fn::Not": [{"Fn::Equals": [{"Ref": "DomainName"}, ""]}]
    }


def test_what_holds_data_outlives_the_stack(deployed: Template) -> None:
    holding = {
        id: (r.get("DeletionPolicy"), r.get("UpdateReplacePolicy"))
        for id, r in deployed.resources.items()
        if r["Type"] in {"AWS::DynamoDB::Table", "AWS::KMS::Key"}
    }

    assert set(holding.values()) == {("Retain", "Retain")}
    assert len(holding) == 16


def test_tables_keep_what_the_emulator_forgets(deployed: Template) -> None:
    for table in deployed.of("AWS::DynamoDB::Table").values():
        assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
        assert table["SSESpecification"] == {"SSEEnabled": True}
        assert table["DeletionProtectionEnabled"] is True

    expiring = {id for id, t in deployed.of("AWS::DynamoDB::Table").items() if "TimeToLiveSpecification" in t}
    assert expiring == {"OnceTable", "LoginsTable", "ActivitiesTable"}
