"""What CloudWatch reads of a function's output: its metrics, as the lines on stdout give them."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from types import SimpleNamespace
from typing import Any

from chalicelib.telemetry import Metric, middleware

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """The documents of one invocation."""

    documents: Sequence[Document]

    def values(self, metric: Metric, **part: str) -> list[float]:
        """Every value of *metric*, as a whole or of its *part*: a dimension besides service and stage."""
        return [value for d in self.documents if _carries(d, part) for value in d.get(metric.value, [])]

    def names(self) -> set[str]:
        """What was measured."""
        return {m["Name"] for d in self.documents for m in d["_aws"]["CloudWatchMetrics"][0]["Metrics"]}


def measured(work: Callable[[], object], **context: str) -> Told:
    """What *work* makes a function with this *context* tell."""
    _invoke(lambda: None)  # what other tests have left
    return Told(list(documents(_invoke(work, **context))))


def documents(output: str) -> Iterator[Document]:
    """The lines of *output* that are metrics."""
    for line in output.splitlines():
        if line.startswith('{"_aws"'):
            yield json.loads(line)


def _invoke(work: Callable[[], object], **context: str) -> str:
    with redirect_stdout(StringIO()) as out:
        middleware(SimpleNamespace(context=SimpleNamespace(**context)), lambda _: work())
    return out.getvalue()


def _carries(document: Document, part: dict[str, str]) -> bool:
    [about] = document["_aws"]["CloudWatchMetrics"]
    keys = {"service", "stage", *part}
    named = all(document.get(name) == value for name, value in part.items())
    return named and any(set(dimensions) == keys for dimensions in about["Dimensions"])
