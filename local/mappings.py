"""What an app listens to besides HTTP, read from its own registry."""

from dataclasses import dataclass

from chalice.app import DynamoDBEventConfig, ScheduledEventConfig, SQSEventConfig

from local.queue_source import Rules
from local.schedule import Plan, parse
from local.untyped import App, Registered

INSTANCES = 2  # of a queue's function that asks for no number


@dataclass(frozen=True, slots=True)
class QueueMapping:
    """The function *name* takes batches from *queue*."""

    name: str
    queue: str
    rules: Rules


@dataclass(frozen=True, slots=True)
class StreamMapping:
    """The function *name* takes the changes of *table*; *window* in seconds."""

    name: str
    table: str
    batch: int
    window: float


@dataclass(frozen=True, slots=True)
class ScheduleMapping:
    """The function *name* is called by a timer."""

    name: str
    plan: Plan


Mapping = QueueMapping | StreamMapping | ScheduleMapping


def mappings(app: App) -> list[Mapping]:
    """Everything that *app* listens to; ValueError names what is not understood."""
    return [_mapping(config) for config in app.event_sources]


def _mapping(config: Registered) -> Mapping:
    if isinstance(config, SQSEventConfig):
        return QueueMapping(config.name, _queue(config), _rules(config))
    if isinstance(config, DynamoDBEventConfig):
        window = config.maximum_batching_window_in_seconds
        return StreamMapping(config.name, _table(config), config.batch_size, window)
    if isinstance(config, ScheduledEventConfig):
        return ScheduleMapping(config.name, parse(_expression(config)))
    raise ValueError(f"{config.name} listens to a source that the local world does not have")


def _queue(config: Registered) -> str:
    return str(config.queue or config.queue_arn.rsplit(":", 1)[-1])


def _rules(config: Registered) -> Rules:
    return Rules(
        batch=config.batch_size,
        window=config.maximum_batching_window_in_seconds,
        instances=config.maximum_concurrency or INSTANCES,
    )


def _table(config: Registered) -> str:
    """The table in ``arn:...:table/<name>/stream/<label>``, ``.../<name>`` or a bare name."""
    path = str(config.stream_arn).partition("/stream/")[0]
    return path.rsplit("/", 1)[-1]


def _expression(config: Registered) -> str:
    expression = config.schedule_expression
    return expression if isinstance(expression, str) else str(expression.to_string())
