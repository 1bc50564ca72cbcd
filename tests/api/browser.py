"""A creator's browser: its session, its cookies, and the way to Instagram's login and back."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from tests.api.product import ORIGIN, Product
from tests.api.stand_ins import Reply

HERE = "/api/auth/instagram"


@dataclass(slots=True)
class Browser:
    """*who* is signed in, "" for nobody; *kept* is the cookie of a login under way."""

    product: Product
    who: str = ""
    kept: str = field(default="", repr=False)
    session: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self.session = self.session or (self.product.token(self.who) if self.who else "")

    def get(self, target: str) -> Reply:
        answer = self.product.call("GET", target, headers=self.headers())
        if "Set-Cookie" in answer.headers:
            self.kept = answer.headers["Set-Cookie"].partition(";")[0]
        return answer

    def headers(self) -> dict[str, str]:
        session = f"__session={self.session}" if self.session else ""
        return {"Cookie": "; ".join(cookie for cookie in (session, self.kept) if cookie)}

    def begins(self, next: str = "") -> str:
        """Presses Connect; the login's state."""
        answer = self.get(f"{HERE}/connect?next={quote(next)}")
        return parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]

    def returns(self, **query: str) -> str:
        """Comes back from Instagram; the path and query of our page that it is led to."""
        answer = self.get(f"{HERE}/callback?{urlencode(query)}")
        assert answer.status == 303
        assert answer.headers["Location"].startswith(f"{ORIGIN}/")
        return answer.headers["Location"].removeprefix(ORIGIN)

    def connects(self, account: str, *, next: str = "") -> str:
        """Logs in with the Instagram account of that id; where it is led to."""
        state = self.begins(next)
        return self.returns(state=state, code=self.product.login.code(account))

    def page(self, target: str) -> str:
        """What a page of ours says."""
        answer = self.get(target)
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        return answer.raw.decode()
