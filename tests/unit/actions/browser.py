"""A person's browser on its way to Instagram and back."""

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from chalicelib.actions.login import End, Return
from chalicelib.domain.caller import Caller, Role
from tests.fakes.world import ANA, World

BEA = "user_bea"
BEAS = "17841400000000002"  # an account at Instagram that nobody has connected yet
NEXT = "/settings"


def person(id: str, session: str = "session") -> Caller:
    return Caller(id=id, role=Role.CREATOR, session=session)


class Browser:
    """Somebody who has just pressed Connect."""

    def __init__(self, world: World, creator: str = ANA, *, account: str = BEAS) -> None:
        self.world = world
        self.account = account
        if account not in world.login.members:
            world.login.join(account, "bea.shop", scoped_id="9002")
        self.start = world.begin_login(person(creator), next=NEXT)
        self.state = parse_qs(urlsplit(self.start.address).query)["state"][0]
        self.back = Return(
            state=self.state,
            code=world.login.code(account),
            denied=False,
            browser=self.start.browser,
            caller=person(creator),
        )

    def returns(self, **changes: object) -> End:
        """Comes back from Instagram, and with *changes* not quite as it should."""
        return self.world.end_login(replace(self.back, **changes))  # type: ignore[arg-type] # names fields
