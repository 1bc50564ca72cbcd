"""The part of the CloudFormation template that Chalice does not write.

It is the one list of every table, queue and key: the local world is made from it too.
"""

from typing import Any

from infra.queues import RECEIVES, queue_id, queues
from infra.tables import tables

Resource = dict[str, Any]


def template() -> Resource:
    """Parameters, resources and the environment that every function gets."""
    return {
        "Parameters": {"Stage": {"Type": "String", "AllowedValues": ["local", "dev", "live", "prod"]}},
        "Resources": {**tables(), **queues(), **_keys()},
        "Globals": {"Function": {"Environment": {"Variables": _environment()}}},
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


def _environment() -> Resource:
    urls = {f"{kind.upper()}_QUEUE_URL": {"Ref": queue_id(kind)} for kind in RECEIVES}
    return {"STAGE": {"Ref": "Stage"}, "TOKEN_KEY_ID": {"Ref": "TokenKey"}, **urls}
