"""Deploying, when it goes wrong: what people are told, and what is left alone."""

import pytest
from botocore.exceptions import ClientError

from infra.deploy import AFTERWARDS, NotDeployed
from infra.package import ROOT, Package
from tests.infra.cloud import Account, event, told


def test_a_change_that_is_refused_is_told_with_its_reason(account: Account, made: Package) -> None:
    account.formation.refusal = "Template error: every Fn::Sub object must be a string."

    with pytest.raises(NotDeployed, match="refused the change: Template error: every"):
        told(account, made)
    assert account.formation.executed == []


def test_a_change_that_fails_is_told_with_what_failed_and_nothing_older(
    account: Account, made: Package
) -> None:
    account.formation.status, account.formation.end = "UPDATE_COMPLETE", "ROLLBACK_COMPLETE"
    account.formation.outputs = {"EndpointURL": "https://a1.example/dev/"}
    account.formation.events = [
        [event("autodm-hub-dev", "UPDATE_ROLLBACK_COMPLETE"), event("Sweep", "UPDATE_FAILED", "no memory")],
        [
            event("Tally", "UPDATE_FAILED"),
            event("autodm-hub-dev", "UPDATE_IN_PROGRESS"),
            event("Dms", "CREATE_FAILED", "long ago"),
        ],
    ]

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    assert str(caught.value).splitlines() == [
        "CloudFormation went back:",
        "Tally: no reason given",
        "Sweep: no memory",
    ]


def test_a_first_deployment_that_fails_names_the_page_on_what_it_leaves_behind(
    account: Account, made: Package
) -> None:
    account.formation.end = "ROLLBACK_COMPLETE"
    account.formation.events = [[event("Dms", "CREATE_FAILED", "is there already")]]

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    [_, cause, after] = str(caught.value).splitlines()
    assert cause == "Dms: is there already"
    assert after == AFTERWARDS
    assert "## When the first deployment fails" in (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_what_was_only_cancelled_does_not_hide_the_cause(account: Account, made: Package) -> None:
    account.formation.end = "ROLLBACK_COMPLETE"
    side = [event(id, "CREATE_FAILED", "Resource creation cancelled") for id in ("Sweep", "Tally")]
    account.formation.events = [
        [
            event("Api", "CREATE_FAILED", "later"),
            *side,
            event("Dms", "CREATE_FAILED", "is there already"),
            event("autodm-hub-dev", "CREATE_IN_PROGRESS"),
        ]
    ]

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    assert str(caught.value).splitlines()[1:-1] == ["Dms: is there already", "Api: later"]


def test_tables_that_stand_in_the_way_are_told_with_the_page_on_them(account: Account, made: Package) -> None:
    account.formation.refusal = "validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]"

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    assert str(caught.value).endswith(AFTERWARDS)


@pytest.mark.parametrize(
    ("status", "refusal"),
    [("", "Template error"), ("UPDATE_COMPLETE", "[AWS::EarlyValidation::ResourceExistenceCheck]")],
    ids=["another reason", "not the first"],
)
def test_that_page_is_named_only_where_it_helps(
    account: Account, made: Package, status: str, refusal: str
) -> None:
    account.formation.status, account.formation.refusal = status, refusal

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    assert str(caught.value).endswith(refusal)


def test_where_everything_was_called_off_all_of_it_is_told(account: Account, made: Package) -> None:
    account.formation.end = "ROLLBACK_COMPLETE"
    account.formation.events = [[event("Dms", "CREATE_FAILED", "Resource creation cancelled")]]

    with pytest.raises(NotDeployed, match="Dms: Resource creation cancelled"):
        told(account, made)


def test_whoever_cannot_look_any_more_is_told_that_it_goes_on(account: Account, made: Package) -> None:
    account.formation.lost = "The security token included in the request is expired"

    with pytest.raises(NotDeployed) as caught:
        told(account, made)
    assert "token included in the request is expired" in str(caught.value)
    assert "CloudFormation goes on" in str(caught.value)


@pytest.mark.parametrize("status", ["ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED"])
def test_a_stack_that_takes_no_update_has_to_be_deleted_first(
    account: Account, made: Package, status: str
) -> None:
    account.formation.status = status

    with pytest.raises(
        NotDeployed, match=rf"autodm-hub-dev is {status}, and takes.*tables survive.*operations\.md"
    ):
        told(account, made)
    assert account.formation.changes == []


def test_whoever_may_not_look_at_the_stack_is_told_so_by_aws(account: Account, made: Package) -> None:
    account.formation.failure = "not authorized to perform cloudformation:DescribeStacks"

    with pytest.raises(ClientError, match="not authorized"):
        told(account, made)
    assert account.formation.changes == []
