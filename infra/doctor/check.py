"""`make doctor`: looks at an account and its settings, changes nothing, and says what is wrong."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from chalicelib.parameters import Parameters
from chalicelib.settings import SettingError, Settings
from infra import account as kept_in
from infra.deploy import Cloud, own_session
from infra.doctor import account, clerk, instagram, webhook
from infra.doctor import stack as stacked
from infra.doctor.case import ADDRESSES, Case, deployed
from infra.doctor.finding import Findings, Level, guarded, note, ok, refusal, warn, wrong
from infra.doctor.http import Ask, ask
from infra.package import Package, folder_of

if TYPE_CHECKING:
    from botocore.client import BaseClient

CONNECT, READ, TRIES = 5, 10, 2  # seconds, seconds, and how often AWS is asked


def doctor(stage: str) -> Findings:
    """All there is to say of *stage* in the account of whoever runs this; raises NotPackaged for no stage."""
    package = Package(folder_of(stage))
    today = datetime.now(UTC).date()

    def look() -> Findings:
        cloud, region = own_cloud()
        yield from examine(stage, cloud, region=region, package=package, today=today, ask=ask)

    yield from guarded("AWS", look)  # a profile that does not exist, for one


def own_cloud() -> tuple[Cloud, str]:
    """The account as for the AWS CLI, asked with little patience, and the region; empty when none is set."""
    from botocore.config import Config

    session = own_session()
    config = Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": TRIES})

    def client(service: str) -> "BaseClient":
        return session.client(service, config=config)

    return Cloud(client=client), session.region_name or ""


def examine(stage: str, cloud: Cloud, *, region: str, package: Package, today: date, ask: Ask) -> Findings:
    """Everything, from the account to a signed request; what cannot be looked at yet is said kindly."""
    from botocore.exceptions import BotoCoreError, ClientError

    if not region:
        yield wrong(
            "AWS", "no region is set: set AWS_REGION or AWS_DEFAULT_REGION, or a region in your AWS profile."
        )
        return
    try:
        arn = str(cloud.client("sts").get_caller_identity()["Arn"]).split(":")
        kept, stack = kept_in.read(cloud.client("ssm"), stage), deployed(cloud, stage)
    except (BotoCoreError, ClientError) as error:
        yield wrong(
            "AWS",
            f"cannot be looked at: {refusal(error)}. First `aws sts get-caller-identity` has to work.",
        )
        return
    case = Case(
        stage=stage,
        cloud=cloud,
        ask=ask,
        today=today,
        package=package,
        partition=arn[1],
        account=arn[4],
        region=region,
        kept=kept,
        stack=stack,
    )
    yield ok("AWS", f"account {case.account}, region {region}.")
    for part in (_account, _stack, _settings, _address):
        yield from part(case)


def _account(case: Case) -> Findings:
    yield from account.parameters(case)
    yield from guarded("access logs", lambda: account.access_logs(case))
    yield from guarded("concurrency", lambda: account.room(case))
    if "DOMAIN_NAME" in case.kept and "DOMAIN_NAME" not in case.malformed:
        yield from guarded("domain", lambda: account.domain(case))
    yield from guarded("package", lambda: account.package(case))


def _stack(case: Case) -> Findings:
    yield from guarded("stack", lambda: stacked.stack(case))
    if case.stack and case.stack.running:
        yield from guarded("tables", lambda: stacked.tables(case))
        yield from guarded("queues", lambda: stacked.queues(case))
        yield from guarded("key", lambda: stacked.key(case))
        yield from guarded("alarms", lambda: stacked.alarms(case))


def _settings(case: Case) -> Findings:
    settings = case.settings
    if settings is None:
        yield note("Instagram, Clerk", "looked at when the parameters are well-formed.")
        return
    yield from guarded("Graph API", lambda: instagram.version(case, settings))
    yield from _opened(case, case.newest, "Instagram", lambda opened: _secrets(case, settings, opened))
    if settings.clerk_issuer:
        yield from guarded("Clerk", lambda: clerk.keys(case, settings))
        yield from clerk.pages(case, settings)
        yield from clerk.parties(case, settings)


def _secrets(case: Case, settings: Settings, opened: Settings) -> Findings:
    yield from account.pasted(opened)
    if settings.instagram_app_id and opened.instagram_app_secret:
        yield from instagram.app(case, settings, opened.instagram_app_secret)


def _address(case: Case) -> Findings:
    if not case.malformed.keys().isdisjoint(ADDRESSES):
        yield note("address", "looked at when PUBLIC_URL and DOMAIN_NAME are well-formed.")
        return
    if not case.address:
        yield note("address", "what Meta's dashboard has to be told is known after the first deployment.")
        return
    if case.stack and case.stack.running:
        found = list(guarded("address", lambda: webhook.health(case)))
        yield from found
        if all(one.level is not Level.WRONG for one in found):
            secrets = case.stack.secrets
            yield from _opened(case, secrets, "webhook", lambda opened: webhook.webhook(case, opened))
    yield from instagram.typed(case)


def _opened(case: Case, names: Sequence[str], about: str, check: Callable[[Settings], Findings]) -> Findings:
    """What *check* finds *about* something with the secrets of those *names*, if they may be seen."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        values = Parameters(case.cloud.client("ssm")).read(names)
    except (BotoCoreError, ClientError) as error:
        yield warn("secrets", f"they cannot be opened, and what needs them is not checked: {refusal(error)}.")
    except SettingError as error:
        yield wrong("secrets", f"{error} If the stack names it: `make deploy STAGE={case.stage}`.")
    else:
        yield from guarded(about, lambda: check(Settings(stage=case.stage).opened(values)))
