"""The phone of whoever receives messages: what they see and do, and what Instagram does to it."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from urllib.parse import urlencode

from local import mischief
from local.acts import WRONG_NAME, act
from local.pages import page
from local.relay import keep_out_others
from local.scene import Given, Scene, first_of, misnamed, scene
from local.sign_in import who
from local.simulated import Simulated, Unwilling
from local.waiting import Waiting
from local.web import Answer, Request

PATH = "/dev/phone"
LOOK = 1  # seconds between two looks at the conversation
NOTHING: Given = {}
BOXES = ("text", "comment", "link")


class Phone:
    """The page, and what its buttons do; *waiting* lists the leads of an account whose links are unopened."""

    def __init__(
        self,
        simulator: Simulated | None,
        *,
        origin: str,
        base: str,
        waiting: Callable[[str], Sequence[Waiting]],
    ) -> None:
        self._simulator = simulator
        self._origin = origin
        self._base = base
        self._waiting = waiting

    def show(self, request: Request) -> Answer:
        """The page."""
        if self._simulator is None:
            return page("no_phone.html", base=self._base, caller=who(request), here=PATH)
        asked = first_of(request.query)
        problem = WRONG_NAME if misnamed(asked) else ""
        return self._page(request, self._simulator, scene(self._simulator, asked), problem=problem)

    def act(self, request: Request) -> Answer:
        """Does what a button says, and shows what came of it."""
        keep_out_others(request, self._origin)
        if self._simulator is None:
            return self.show(request)
        given = first_of(request.body.decode("utf-8", "replace"))
        now = scene(self._simulator, given)
        try:
            now = act(self._simulator, now, given)
        except Unwilling as no:
            return self._page(request, self._simulator, now, problem=str(no), typed=given)
        query = urlencode({"account": now.name, "person": now.person})
        return Answer(status=HTTPStatus.SEE_OTHER, headers=[("Location", f"{self._base}{PATH}?{query}")])

    def _page(
        self,
        request: Request,
        simulator: Simulated,
        scene: Scene,
        *,
        problem: str = "",
        typed: Given = NOTHING,
    ) -> Answer:
        thread = simulator.get("thread", **scene.who)
        return page(
            "phone.html",
            base=self._base,
            caller=who(request),
            here=PATH,
            http_status=HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
            poll=LOOK,
            accounts=[one["username"] for one in simulator.get("accounts")],
            people=[one["username"] for one in simulator.get("people", account=scene.name)],
            problem=problem,
            scene=scene,
            table=mischief.TABLE,
            thread=thread,
            typed={name: typed.get(name, "") for name in BOXES},
            unread=sum(one["ours"] and not one["seen"] and not one["deleted"] for one in thread["messages"]),
            waiting=self._waiting(scene.account["id"]),
            wrong=mischief.now(simulator, scene.account, thread["person"]),
        )
