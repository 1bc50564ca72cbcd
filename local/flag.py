"""Whether somebody asked for the end."""


class Stop:
    """A plain flag, because a signal handler may not take locks."""

    def __init__(self) -> None:
        self.asked = False

    def ask(self, *_signal: object) -> None:
        """Remembers the wish; fits as a signal handler."""
        self.asked = True
