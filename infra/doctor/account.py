"""The doctor on the AWS account: its limits, its parameters, and the package that would go into it."""

import json
from dataclasses import fields
from zipfile import BadZipFile, ZipFile

from chalicelib.settings import Settings
from infra import account
from infra.account import path_of
from infra.doctor.case import Case
from infra.doctor.finding import Findings, note, ok, warn, wrong
from infra.fit import unfit

TRUST = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
    '"Principal":{"Service":"apigateway.amazonaws.com"},"Action":"sts:AssumeRole"}]}'
)
PUSH = "iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs"
LOG_ROLE = "apigateway-logs"
ROOM = 100  # functions at once; our own queues can ask for 27 besides the API


def parameters(case: Case) -> Findings:
    """Present, of the right type, and well-formed."""
    about = "parameters"
    if not case.kept:
        yield note(about, f"there is nothing at {path_of(case.stage)} yet; docs/deploy.md has the commands.")
    wrongs = account.problems(case.stage, case.kept, case.region)
    yield from (wrong(about, text) for text in wrongs)
    if not wrongs:
        yield ok(about, f"{len(case.kept)} at {path_of(case.stage)}, each of the right type and well-formed.")


def access_logs(case: Case) -> Findings:
    """API Gateway refuses a stage with access logs where it has no role for them; the stack sets one."""
    about = "access logs"
    role = case.cloud.client("apigateway").get_account().get("cloudwatchRoleArn", "").rpartition("/")[2]
    deployed = case.stack is not None and case.stack.running
    if role and deployed:
        yield ok(about, f"API Gateway writes them as {role}.")
    elif role:
        yield note(about, f"API Gateway has the role {role} in {case.region}; the stack will set its own.")
    elif not deployed:
        yield ok(about, "the deployment will give API Gateway a role to write them with.")
    else:
        yield wrong(
            about,
            f"somebody took API Gateway's role in {case.region} away. Give it one again:",
            *_roled(case),
        )


def _roled(case: Case) -> list[str]:
    arn = f"arn:{case.partition}:iam::{case.account}:role/{LOG_ROLE}"
    return [
        f"aws iam create-role --role-name {LOG_ROLE} --assume-role-policy-document '{TRUST}'",
        f"aws iam attach-role-policy --role-name {LOG_ROLE} --policy-arn arn:{case.partition}:{PUSH}",
        f"aws apigateway update-account --region {case.region} "
        f"--patch-operations op=replace,path=/cloudwatchRoleArn,value={arn}",
    ]


def room(case: Case) -> Findings:
    """New accounts run very few functions at once."""
    limit = case.cloud.client("lambda").get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    if limit >= ROOM:
        yield ok("concurrency", f"this account runs {limit} functions at once in {case.region}.")
        return
    yield warn(
        "concurrency",
        f"this account runs only {limit} functions at once in {case.region}: ask AWS for more "
        '(Service Quotas, AWS Lambda, "Concurrent executions").',
    )


def domain(case: Case) -> Findings:
    """Where the name of a domain of one's own has to lead."""
    about, name = "domain", case.kept["DOMAIN_NAME"].value
    if case.stack and case.stack.domain == name:
        found = case.cloud.client("apigateway").get_domain_name(domainName=name)
        yield note(about, f"the DNS name {name} has to lead to {found['regionalDomainName']}.")


def pasted(opened: Settings) -> Findings:
    """What was pasted with a line end is another secret."""
    for one in fields(opened):
        value = getattr(opened, one.name)
        if one.metadata["secret"] and value != value.strip():
            yield wrong("secrets", f"{one.metadata['env']} begins or ends with a space or a line end.")


def package(case: Case) -> Findings:
    """The code was compiled by the Python that will run it, and that is the one that runs now."""
    about, made = "package", case.package
    if not made.template.exists():
        yield note(about, f"there is none yet: `make package STAGE={case.stage}`.")
        return
    runtime, compiled = _runtime(case), _compiled(case)
    if runtime is None or compiled != {runtime}:
        yield wrong(
            about,
            f"its code and its template are not for the same Python: `make package STAGE={case.stage}`.",
        )
        return
    why = unfit(case.stage, made)
    yield warn(about, why) if why else ok(about, f"made for {runtime}, of what is checked out.")
    if case.stack and case.stack.running:
        yield from _same(case, runtime)


def _same(case: Case, runtime: str) -> Findings:
    name = f"autodm-hub-{case.stage}-api"
    running = case.cloud.client("lambda").get_function_configuration(FunctionName=name)["Runtime"]
    if running == runtime:
        yield ok("runtime", f"the stack runs {running}, too.")
    else:
        yield warn("runtime", f"the stack runs {running}; the next deployment makes it {runtime}.")


def _runtime(case: Case) -> str | None:
    """The one Python of all functions of the template."""
    try:
        resources = json.loads(case.package.template.read_text("utf-8"))["Resources"].values()
        found = {r["Properties"]["Runtime"] for r in resources if r["Type"] == "AWS::Serverless::Function"}
    except (ValueError, KeyError, TypeError, AttributeError):  # cut off, or written by somebody else
        return None
    return str(found.pop()) if len(found) == 1 else None


def _compiled(case: Case) -> set[str]:
    """The Pythons that the zip has compiled code for, as Lambda calls them."""
    try:
        with ZipFile(case.package.zip) as made:
            names = [name for name in made.namelist() if name.endswith(".pyc")]
    except (OSError, BadZipFile):
        return set()
    tags = {name.rpartition(".cpython-")[2].removesuffix(".pyc") for name in names}
    return {f"python{tag[0]}.{tag[1:]}" for tag in tags}
