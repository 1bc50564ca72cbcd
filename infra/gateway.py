"""What API Gateway does by itself: limits, logs, its own refusals, and a domain if there is one."""

import json
from typing import Any

from infra.functions import RETENTION
from infra.parameters import name_of

Resource = dict[str, Any]

# Requests per second, and how many at once after a pause (API Gateway's own limits: 10,000 and 5,000).
RATE, BURST = 1_000, 2_000
PUBLIC_RATE, PUBLIC_BURST = 50, 100  # for what anybody may fill in
PUBLIC = ("/api/leads", "/f/{form}")  # with POST

# One line per request, without addresses of people, queries or tokens: paths as the route names them.
ACCESS_LOG = {
    "request": "$context.requestId",
    "at": "$context.requestTime",
    "method": "$context.httpMethod",
    "route": "$context.resourcePath",
    "status": "$context.status",
    "bytes": "$context.responseLength",
    "ms": "$context.responseLatency",
    "integration_ms": "$context.integrationLatency",
    "error": "$context.error.responseType",
    "trace": "$context.xrayTraceId",
}
# What API Gateway answers itself, by its name for the case: status, our code, one sentence for people.
REFUSALS = {
    # It says 403 for an unknown address, and asks for a token that nobody needs.
    "MISSING_AUTHENTICATION_TOKEN": (404, "NOT_FOUND", "There is nothing here."),
    "REQUEST_TOO_LARGE": (413, "TOO_LARGE", "The body is too long."),
    "UNSUPPORTED_MEDIA_TYPE": (
        415,
        "UNSUPPORTED_MEDIA_TYPE",
        "This address does not take a body of that type.",
    ),
    "THROTTLED": (429, "TOO_MANY_REQUESTS", "There are too many requests right now. Please try again soon."),
    "INTEGRATION_TIMEOUT": (504, "TIMEOUT", "That took too long. Please try again."),
    "INTEGRATION_FAILURE": (
        502,
        "BAD_GATEWAY",
        "Something went wrong on our side. Please try again.",
    ),
    "DEFAULT_4XX": (None, "INVALID_REQUEST", "The request could not be read."),
    "DEFAULT_5XX": (None, "INTERNAL", "Something went wrong on our side. Please try again."),
}
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


def gateway() -> dict[str, Resource]:
    """What is merged into the API, and the resources around it, under their logical ids."""
    return {
        "RestAPI": {"DependsOn": "ApiAccount", "Properties": _api()},
        **_account(),
        "ApiLogs": {
            "Type": "AWS::Logs::LogGroup",
            "Properties": {
                "LogGroupName": {"Fn::Sub": "/aws/apigateway/autodm-hub-${Stage}"},
                "RetentionInDays": RETENTION,
            },
        },
        **_domain(),
    }


def conditions() -> dict[str, Resource]:
    """When a part of the stack exists."""
    named = {"Fn::Not": [{"Fn::Equals": [{"Ref": name_of("DOMAIN_NAME")}, ""]}]}
    return {"HasDomain": named}


def _api() -> Resource:
    return {
        "Name": {"Fn::Sub": "autodm-hub-${Stage}"},
        "OpenApiVersion": "2.0",  # without it, SAM adds a second stage, "Stage", with no limit and no log
        "TracingEnabled": True,
        "MethodSettings": [_throttled("/*", "*", RATE, BURST), *map(_public, PUBLIC)],
        "AccessLogSetting": {
            "DestinationArn": {"Fn::GetAtt": ["ApiLogs", "Arn"]},
            "Format": json.dumps(ACCESS_LOG, separators=(",", ":")),
        },
        "GatewayResponses": {name: _refusal(*refusal) for name, refusal in REFUSALS.items()},
    }


def _public(path: str) -> Resource:
    return _throttled(path, "POST", PUBLIC_RATE, PUBLIC_BURST)


def _throttled(path: str, method: str, rate: int, burst: int) -> Resource:
    return {
        "ResourcePath": path if path == "/*" else "/" + path.replace("/", "~1"),  # as AWS wants it: /~1a~1b
        "HttpMethod": method,
        "ThrottlingRateLimit": rate,
        "ThrottlingBurstLimit": burst,
        "MetricsEnabled": True,
        "DataTraceEnabled": False,  # would log bodies
    }


def _refusal(status: int | None, code: str, message: str) -> Resource:
    body = {"success": False, "message": message, "error": {"code": code, "fields": {}}}
    headers = {name: f"'{value}'" for name, value in HEADERS.items()}
    found: Resource = {
        "ResponseTemplates": {"application/json": json.dumps(body)},
        "ResponseParameters": {"Headers": {"X-Request-Id": "context.requestId", **headers}},
    }
    return found if status is None else {"StatusCode": status, **found}


def _account() -> dict[str, Resource]:
    """API Gateway may write logs: a setting of the whole region, which others may need after us."""
    arn = "arn:${AWS::Partition}:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "apigateway.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    role = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "ManagedPolicyArns": [{"Fn::Sub": arn}],
    }
    stays = {"DeletionPolicy": "Retain", "UpdateReplacePolicy": "Retain"}
    return {
        "ApiAccountRole": {"Type": "AWS::IAM::Role", **stays, "Properties": role},
        "ApiAccount": {
            "Type": "AWS::ApiGateway::Account",
            **stays,
            "Properties": {"CloudWatchRoleArn": {"Fn::GetAtt": ["ApiAccountRole", "Arn"]}},
        },
    }


def _domain() -> dict[str, Resource]:
    name = {
        "DomainName": {"Ref": name_of("DOMAIN_NAME")},
        "RegionalCertificateArn": {"Ref": name_of("CERTIFICATE_ARN")},
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
        "SecurityPolicy": "TLS_1_2",
    }
    mapping = {
        "DomainName": {"Ref": "Domain"},
        "RestApiId": {"Ref": "RestAPI"},
        "Stage": {"Ref": "RestAPI.Stage"},
    }
    return {
        "Domain": {
            "Type": "AWS::ApiGateway::DomainName",
            "Condition": "HasDomain",
            "Properties": name,
        },
        "DomainMapping": {
            "Type": "AWS::ApiGateway::BasePathMapping",
            "Condition": "HasDomain",
            "Properties": mapping,
        },
    }
