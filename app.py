"""The switchboard: every route, queue, stream and timer of the product. Lambda starts here."""

from typing import Any

from chalice.app import Chalice, CloudWatchEvent, DynamoDBEvent, Rate, SQSEvent

from chalicelib import telemetry
from chalicelib.domain.tally import BATCH
from chalicelib.settings import settings
from chalicelib.web import (
    admin,
    automations,
    connection,
    dead,
    dm,
    envelope,
    leads,
    openapi,
    pages,
    people,
    reference,
    webhook,
)
from chalicelib.wiring import parts
from chalicelib.workers import accounts, events, instagram, tally, whatsapp

app = Chalice(app_name="autodm-hub", configure_logs=False)
app.register_middleware(telemetry.middleware, "all")
app.register_middleware(envelope.wrap, "http")
for routes in (leads, people, dm, automations, webhook, connection, admin, dead, openapi, reference):
    app.register_blueprint(routes.blueprint)
for blueprint in pages.BLUEPRINTS:
    app.register_blueprint(blueprint)

telemetry.start(settings().stage)
name = settings().name


@app.on_sqs_message(queue=name("instagram"), batch_size=10, name="send_instagram", maximum_concurrency=10)
def send_instagram(event: SQSEvent) -> Any:  # noqa: ANN401 - Chalice's types
    """Sends messages by Instagram."""
    p = parts()
    return instagram.handle(
        event.to_dict(), send_dm=p.send_dm, sqs=p.client("sqs"), url=p.settings.instagram_queue
    )


@app.on_sqs_message(queue=name("events"), batch_size=10, name="apply_events", maximum_concurrency=10)
def apply_events(event: SQSEvent) -> Any:  # noqa: ANN401 - Chalice's types
    """Applies what Instagram told us."""
    p = parts()
    return events.handle(
        event.to_dict(),
        apply_event=p.apply_event,
        settle_dm=p.settle_dm,
        read=p.read_webhook,
        news=p.news,
        clock=p.now,
    )


@app.on_sqs_message(queue=name("whatsapp"), batch_size=10, name="note_whatsapp", maximum_concurrency=2)
def note_whatsapp(event: SQSEvent) -> Any:  # noqa: ANN401 - Chalice's types
    """Notes wishes for WhatsApp, which is coming soon."""
    return whatsapp.handle(event.to_dict(), note_whatsapp=parts().note_whatsapp)


@app.on_sqs_message(queue=name("accounts"), batch_size=5, name="tend_accounts", maximum_concurrency=5)
def tend_accounts(event: SQSEvent) -> Any:  # noqa: ANN401 - Chalice's types
    """Looks after connected accounts: tokens, subscriptions, and what waits for them."""
    return accounts.handle(event.to_dict(), tend_account=parts().tend_account)


@app.on_dynamodb_record(
    stream_arn=name("dms"),
    batch_size=BATCH,
    name="tally_changes",
    maximum_batching_window_in_seconds=1,
)
def tally_changes(event: DynamoDBEvent) -> None:
    """Counts messages by state."""
    tally.handle(event.to_dict(), tally=parts().tally)


@app.schedule(Rate(1, unit=Rate.MINUTES), name="sweep")
def sweep(event: CloudWatchEvent) -> None:  # noqa: ARG001 - a timer says nothing but now
    """Looks after messages that lie too long."""
    parts().sweep()


@app.schedule(Rate(5, unit=Rate.MINUTES), name="call_accounts")
def call_accounts(event: CloudWatchEvent) -> None:  # noqa: ARG001 - as above
    """Asks for a visit to each account that is due."""
    telemetry.log.info("accounts.called", extra={"accounts": parts().call_accounts()})
