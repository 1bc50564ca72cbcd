"""What can be done on the phone page, each by one button."""

from collections.abc import Callable, Mapping

from local import mischief
from local.scene import Given, Scene, misnamed
from local.simulated import Json, Simulated, Unwilling

WRONG_NAME = "A user name has letters, digits, dots and underscores, 30 at most."
UNKNOWN = "The phone cannot do that."


def act(simulator: Simulated, scene: Scene, given: Given) -> Scene:
    """Does what *given* asks for; the scene afterwards. Raises Unwilling."""
    found = ACTS.get(given.get("act", ""))
    if found is None:
        raise Unwilling(UNKNOWN)
    if misnamed(given):
        raise Unwilling(WRONG_NAME)
    return found(simulator, scene, given) or scene


def _say(simulator: Simulated, scene: Scene, given: Given) -> None:
    simulator.post("say", **scene.who, text=_typed(given, "text"))


def _see(simulator: Simulated, scene: Scene, _given: Given) -> None:
    simulator.post("see", **scene.who)


def _comment(simulator: Simulated, scene: Scene, given: Given) -> None:
    simulator.post("comment", **scene.who, text=_typed(given, "comment"))


def _open(simulator: Simulated, scene: Scene, given: Given) -> Scene:
    done = simulator.post("open-link", username=scene.person, link=_typed(given, "link"))
    accounts = simulator.get("accounts")
    return Scene(next(one for one in accounts if one["id"] == done["account"]), scene.person)


def _tap(simulator: Simulated, scene: Scene, given: Given) -> None:
    mid, _, number = given.get("offer", "").rpartition(" ")
    messages = simulator.get("thread", **scene.who)["messages"]
    offers: list[Json] = next((one["offers"] for one in messages if one["mid"] == mid), [])
    if not number.isdecimal() or int(number) >= len(offers):
        raise Unwilling("This button is not there any more.")
    offer = offers[int(number)]
    simulator.post("tap", **scene.who, **{name: offer[name] for name in ("kind", "title", "payload")})


def _fault(simulator: Simulated, scene: Scene, given: Given) -> None:
    name = given.get("fault", "")
    if name not in mischief.BY_NAME:
        raise Unwilling(UNKNOWN)
    times = mischief.ALWAYS if given.get("times") == "always" else 1
    mischief.make(simulator, name, account=scene.name, person=scene.person, times=times)


def _clear(simulator: Simulated, scene: Scene, _given: Given) -> None:
    mischief.clear(simulator, scene.name)


def _typed(given: Given, name: str) -> str:
    text = given.get(name, "").strip()
    if not text:
        raise Unwilling("Type something first.")
    return text


ACTS: Mapping[str, Callable[[Simulated, Scene, Given], Scene | None]] = {
    "say": _say,
    "see": _see,
    "comment": _comment,
    "open": _open,
    "tap": _tap,
    "fault": _fault,
    "clear": _clear,
}
