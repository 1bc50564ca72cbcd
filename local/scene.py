"""Whose phone it is, and which account it talks to."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs

from local.simulated import Json, Simulated

PERSON = re.compile(r"[a-z0-9._]{1,30}")
SOMEBODY = "mia"

Given = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """*person*'s conversation with *account*."""

    account: Json
    person: str

    @property
    def name(self) -> str:
        """The account's user name."""
        return str(self.account["username"])

    @property
    def who(self) -> dict[str, str]:
        """Both, as controls name them."""
        return {"account": self.name, "username": self.person}


def first_of(text: str) -> dict[str, str]:
    """The first value of each field of a query or form."""
    return {name: values[0] for name, values in parse_qs(text, keep_blank_values=True).items()}


def scene(simulator: Simulated, given: Given) -> Scene:
    """The scene that *given* names, the first account and somebody where it names none."""
    accounts = simulator.get("accounts")
    account = next((one for one in accounts if one["username"] == given.get("account")), accounts[0])
    return Scene(account, SOMEBODY if misnamed(given) else _name(given) or SOMEBODY)


def misnamed(given: Given) -> bool:
    """Whether nobody can have the person's name."""
    name = _name(given)
    return name != "" and PERSON.fullmatch(name) is None


def _name(given: Given) -> str:
    return given.get("person", "").strip().removeprefix("@").lower()
