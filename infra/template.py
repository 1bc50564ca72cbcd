"""The part of the CloudFormation template that Chalice does not write.

It is the one list of every table, queue and key: the local world is made from it too. Resources without a
type are merged into those that Chalice writes.
"""

from typing import Any

from infra import alarms, gateway, parameters
from infra.dashboard import dashboard
from infra.functions import FUNCTIONS, functions, log_group_id, timeouts
from infra.queues import queues
from infra.roles import roles
from infra.tables import tables

Resource = dict[str, Any]


def template() -> Resource:
    """Parameters, conditions, resources, and the environment that every function gets."""
    return {
        "Parameters": parameters.parameters(),
        "Conditions": {**gateway.conditions(), **alarms.conditions()},
        "Resources": {
            **tables(),
            **queues(),
            **_keys(),
            **functions(),
            **roles(),
            **gateway.gateway(),
            **alarms.alarms(timeouts()),
            **dashboard(timeouts(), [log_group_id(one) for one in FUNCTIONS.values()]),
        },
        "Globals": {"Function": {"Environment": {"Variables": parameters.environment()}}},
    }


def _keys() -> dict[str, Resource]:
    root = {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}
    statement = {"Effect": "Allow", "Principal": {"AWS": root}, "Action": "kms:*", "Resource": "*"}
    policy = {
        "Version": "2012-10-17",
        "Statement": [statement],
    }  # roles get their rights from their own policies
    key = {"Description": "seals access tokens", "EnableKeyRotation": True, "KeyPolicy": policy}
    alias = {
        "AliasName": {"Fn::Sub": "alias/autodm-hub-${Stage}-tokens"},
        "TargetKeyId": {"Ref": "TokenKey"},
    }
    return {
        "TokenKey": {
            "Type": "AWS::KMS::Key",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": key,
        },
        "TokenKeyAlias": {"Type": "AWS::KMS::Alias", "Properties": alias},
    }
