"""Which records of a batch failed, as Lambda reads a function's answer."""

from collections.abc import Collection


def failed(answer: object, ids: Collection[str]) -> set[str]:
    """The failed ones of *ids*: none for an empty answer, all for one that makes no sense."""
    everything = set(ids)
    if not answer:
        return set()
    if not isinstance(answer, dict):
        return everything
    try:
        named = {entry["itemIdentifier"] for entry in answer.get("batchItemFailures") or ()}
    except (TypeError, KeyError):
        return everything
    return named if named <= everything else everything
