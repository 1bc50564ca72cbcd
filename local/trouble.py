"""What ends the world early."""


class Trouble(Exception):
    """Something that a person can act on; the text is all they get to see."""


class Failed(Trouble):
    """A part of the world went wrong; what it logged is worth keeping."""


class Interrupted(Exception):
    """Somebody asked for the end while something was still being waited for."""
