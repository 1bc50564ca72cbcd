"""Deploying: what is uploaded, and what the stack is given."""

import hashlib

import pytest
from botocore.exceptions import ClientError

from infra.deploy import NotDeployed, deploy
from infra.package import Package
from local.provision import client
from tests.infra.cloud import NO_CHANGE, SECRETS, SETTINGS, Account, told

OWNER = "123456789012"
BUCKET = f"autodm-hub-dev-packages-{OWNER}-us-east-1"
ADDRESS = "https://a1.execute-api.example/dev"


def test_a_first_deployment_creates_the_stack_and_then_tells_it_its_own_address(
    account: Account, made: Package
) -> None:
    said = told(account, made)

    kinds = [change["ChangeSetType"] for change in account.formation.changes]
    assert kinds == ["CREATE", "UPDATE"]
    assert "PublicUrl" not in account.formation.given(0)
    assert account.formation.given(1)["PublicUrl"] == ADDRESS
    assert said == [
        "autodm-hub-dev in account 123456789012",
        "create: 3 changes",
        "CREATE_COMPLETE",
        "update: 3 changes",
        "UPDATE_COMPLETE",
        f"EndpointURL: {ADDRESS}/",
        "RestAPIId: a1",
    ]


def test_a_later_deployment_changes_the_stack_once(account: Account, made: Package) -> None:
    told(account, made)
    account.formation.changes.clear()

    told(account, made)

    [change] = account.formation.changes
    assert change["ChangeSetType"] == "UPDATE"
    assert account.formation.given()["PublicUrl"] == ADDRESS


def test_an_address_that_people_chose_is_kept_also_when_api_gateways_own_is_known(
    account: Account, made: Package
) -> None:
    account.keep({"PUBLIC_URL": "https://autodm.example"})

    told(account, made)
    told(account, made)

    assert [change["ChangeSetType"] for change in account.formation.changes] == ["CREATE", "UPDATE"]
    assert {account.formation.given(n)["PublicUrl"] for n in (0, 1)} == {"https://autodm.example"}


def test_with_a_domain_people_reach_us_there_from_the_first_deployment_on(
    account: Account, made: Package
) -> None:
    account.keep({"DOMAIN_NAME": "dm.example", "CERTIFICATE_ARN": "arn:aws:acm:us-east-1:1:certificate/2"})

    told(account, made)

    [_] = account.formation.changes
    assert account.formation.given()["PublicUrl"] == "https://dm.example"
    assert account.formation.given()["DomainName"] == "dm.example"


def test_a_stack_that_was_only_ever_reviewed_is_created(account: Account, made: Package) -> None:
    account.formation.status = "REVIEW_IN_PROGRESS"

    told(account, made)

    assert account.formation.changes[0]["ChangeSetType"] == "CREATE"


def test_the_template_names_the_code_by_what_is_in_it(account: Account, made: Package) -> None:
    told(account, made)

    key = f"{hashlib.sha256(b'the code').hexdigest()}.zip"
    assert account.stored()[BUCKET][key] == b"the code"
    code = {id: r["Properties"].get("CodeUri") for id, r in account.template()["Resources"].items()}
    assert code == {"Sweep": f"s3://{BUCKET}/{key}", "Tally": f"s3://{BUCKET}/{key}", "Dms": None}


def test_the_same_package_is_stored_once_and_another_beside_it(account: Account, made: Package) -> None:
    told(account, made)
    told(account, made)
    assert len(account.stored()[BUCKET]) == 2

    made.zip.write_bytes(b"newer code")
    told(account, made)

    assert len(account.stored()[BUCKET]) == 4  # to go back to


def test_the_bucket_is_shut_to_the_public(account: Account, made: Package) -> None:
    told(account, made)

    shut = client("s3").get_public_access_block(Bucket=BUCKET)["PublicAccessBlockConfiguration"]
    assert list(shut.values()) == [True] * 4
    assert len(shut) == 4


def test_a_bucket_that_somebody_else_had_first_gets_nothing(account: Account, made: Package) -> None:
    class Foreign:
        """S3, where the name is taken by another account."""

        def __init__(self) -> None:
            self.meta = client("s3").meta

        def head_bucket(self, **asked: str) -> None:
            assert asked == {"Bucket": BUCKET, "ExpectedBucketOwner": OWNER}
            raise ClientError({"Error": {"Code": "403", "Message": "Forbidden"}}, "HeadBucket")

    def there(service: str) -> object:
        return Foreign() if service == "s3" else client(service)

    with pytest.raises(NotDeployed, match=f"The bucket {BUCKET} is not yours"):
        list(deploy("dev", made, account.cloud(there)))


def test_elsewhere_the_bucket_lies_where_the_stack_does(account: Account, made: Package) -> None:
    import boto3

    def there(service: str) -> object:
        return boto3.client(service, region_name="eu-central-1")

    for env, value in SETTINGS.items():
        kind = "SecureString" if env in SECRETS else "String"
        there("ssm").put_parameter(Name=f"/autodm-hub/dev/{env}", Value=value, Type=kind)  # type: ignore[attr-defined] # botocore's

    list(deploy("dev", made, account.cloud(there)))

    bucket = BUCKET.replace("us-east-1", "eu-central-1")  # Lambda takes code from its own region alone
    assert client("s3").get_bucket_location(Bucket=bucket)["LocationConstraint"] == "eu-central-1"


def test_no_secret_leaves_parameter_store(account: Account, made: Package) -> None:
    said = told(account, made)

    given = [account.formation.given(n) for n in range(2)]
    uploaded = b"".join(content for found in account.stored().values() for content in found.values())
    assert "hush" not in f"{said} {given} {uploaded!r}"
    assert given[1]["Secrets"] == (
        "/autodm-hub/dev/INSTAGRAM_APP_SECRET:1,/autodm-hub/dev/INSTAGRAM_WEBHOOK_VERIFY_TOKEN:1"
    )


def test_a_new_secret_counts_from_the_next_deployment_on(account: Account, made: Package) -> None:
    told(account, made)
    account.keep({"INSTAGRAM_APP_SECRET": "another"}, sealed=SECRETS)

    told(account, made)

    assert "/autodm-hub/dev/INSTAGRAM_APP_SECRET:2" in account.formation.given()["Secrets"]


def test_roles_with_names_may_be_made_and_everything_is_marked_as_ours(
    account: Account, made: Package
) -> None:
    told(account, made)

    change = account.formation.changes[0]
    assert {"CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"} == set(change["Capabilities"])
    assert {tag["Key"]: tag["Value"] for tag in change["Tags"]} == {
        "application": "autodm-hub",
        "stack": "autodm-hub-dev",
    }


def test_no_two_changes_have_the_same_name_and_each_that_is_made_is_carried_out(
    account: Account, made: Package
) -> None:
    told(account, made)

    names = [change["ChangeSetName"] for change in account.formation.changes]
    assert len(set(names)) == 2
    assert account.formation.executed == names


def test_it_waits_between_looks_and_not_without_need(account: Account, made: Package) -> None:
    told(account, made)

    # Twice for each change to be made; once for the stack to be created, twice for it to be updated.
    assert account.waited == [2.0] * (2 + 1 + 2 + 2)


@pytest.mark.parametrize("reason", [NO_CHANGE, "No updates are to be performed."], ids=["change", "update"])
def test_where_nothing_changed_nothing_is_carried_out(account: Account, made: Package, reason: str) -> None:
    told(account, made)
    account.formation.executed.clear()
    account.formation.refusal = reason

    said = told(account, made)

    assert "nothing to change" in said
    assert account.formation.deleted == [account.formation.changes[-1]["ChangeSetName"]]
    assert account.formation.executed == []


def test_with_settings_that_are_wrong_nothing_is_uploaded(account: Account, made: Package) -> None:
    client("ssm").delete_parameter(Name="/autodm-hub/dev/CLERK_ISSUER")
    account.keep({"SEND_RAET": "10"})

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    assert len(str(caught.value).splitlines()) == 2
    assert account.stored() == {}
    assert account.formation.changes == []
