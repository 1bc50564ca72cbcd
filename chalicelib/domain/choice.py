"""What can be tapped under a message."""

from dataclasses import dataclass

TAG = "autodm:"  # before the automation's id in what Instagram calls a payload


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A quick reply or a button. It opens *url*, or starts the automation *then*, or is only an answer."""

    title: str
    url: str | None = None
    then: str | None = None
    quick: bool = False

    @property
    def payload(self) -> str:
        """What comes back when it is tapped."""
        return f"{TAG}{self.then or ''}"


def started_by(payload: str | None) -> str | None:
    """The automation that a tap with this *payload* starts; None for an answer, or a payload of others."""
    if payload is None or not payload.startswith(TAG):
        return None
    return payload.removeprefix(TAG) or None
