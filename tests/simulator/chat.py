"""An account and a person who has written to it."""

from simulator.player import Heard, Json, Player

DAY = 86_400
TEXT = {"text": "hello"}


class Scene:
    """The account ana and the person bob, who has written to her."""

    def __init__(self, **switches: object) -> None:
        self.ig = Player(**switches)
        self.ana = self.ig.sim("accounts", {"username": "ana"})
        self.token = self.ana["access_token"]
        self.bob = self.say()["igsid"]

    def say(self, text: str = "hi") -> Json:
        return self.act("say", text=text)

    def act(self, name: str, **fields: object) -> Json:
        return self.ig.sim(name, {"account": "ana", "username": "bob", **fields})

    def send(self, message: object = TEXT, **more: object) -> Heard:
        return self.ig.send(self.token, {"id": self.bob}, message, **more)

    def inbox(self) -> list[str]:
        return [message["text"] for message in self.ig.rows("inbox?username=bob")]
