"""The settings of a stage: parameters of the stack, and what every function finds in its environment.

People keep them in Parameter Store, under /autodm-hub/<stage>/<NAME>. Deploying gives the plain ones to the
stack. Secret ones never pass through a template: a function reads them itself, in the versions that the
deployment names, so that a new secret counts from a deployment on, and rolling back brings back the old one.
"""

from collections.abc import Mapping
from dataclasses import Field, fields
from typing import Any

from chalicelib.settings import STAGES, Settings
from infra.queues import RECEIVES, queue_id

Resource = dict[str, Any]
DEPLOYED = STAGES[1:]
BY_TEMPLATE = {"STAGE", "TOKEN_KEY_ID", *(f"{kind.upper()}_QUEUE_URL" for kind in RECEIVES)}
BY_DEPLOYMENT = {"SECRETS"}
BY_LAMBDA = {"AWS_REGION"}
LOCAL_ONLY = {"CLOCK_FILE"}
# What is no setting of the product, and only shapes the stack.
STACK = {
    "ALARM_EMAIL": "where alarms are sent; unset: to nobody, until somebody subscribes to the topics",
    "DOMAIN_NAME": "a domain of your own for the API; unset: API Gateway's address",
    "CERTIFICATE_ARN": "the certificate for that domain, from Certificate Manager in the same region",
}


def plain() -> Mapping[str, "Field[str]"]:
    """The settings that a deployment passes to the stack, by variable."""
    taken = BY_TEMPLATE | BY_LAMBDA | LOCAL_ONLY
    return {env: f for env, f in _known().items() if env not in taken and not f.metadata["secret"]}


def secret() -> list[str]:
    """The variables of the settings that no template may carry."""
    return [env for env, f in _known().items() if f.metadata["secret"]]


def parameters() -> dict[str, Resource]:
    """The stack's parameters."""
    stage = {"Type": "String", "AllowedValues": list(STAGES)}
    settings = {
        name_of(env): {"Type": "String", "Default": f.default, "Description": f.metadata["description"]}
        for env, f in plain().items()
    }
    stack = {
        name_of(env): {"Type": "String", "Default": "", "Description": text} for env, text in STACK.items()
    }
    return {"Stage": stage, **settings, **stack}


def environment() -> Resource:
    """The variables of every function."""
    urls = {f"{kind.upper()}_QUEUE_URL": {"Ref": queue_id(kind)} for kind in RECEIVES}
    settings = {env: {"Ref": name_of(env)} for env in plain()}
    return {"STAGE": {"Ref": "Stage"}, "TOKEN_KEY_ID": {"Ref": "TokenKey"}, **urls, **settings}


def name_of(env: str) -> str:
    """The parameter that carries a variable: INSTAGRAM_APP_ID is InstagramAppId."""
    return env.title().replace("_", "")


def _known() -> Mapping[str, "Field[str]"]:
    return {f.metadata["env"]: f for f in fields(Settings)}
