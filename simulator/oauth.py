"""The token endpoints: code to short token, short to long, long to longer."""

from typing import Any

from simulator import wire
from simulator.errors import OAUTH, Refusal, Row, Why, error_body
from simulator.exchange import Reply, Request
from simulator.graph import graph_headers, refused, serve
from simulator.tokens import Code, Token
from simulator.world import World

Json = dict[str, Any]


class NoToken(Exception):
    """The code could not be exchanged; *code* is what the Graph envelope would say."""

    def __init__(self, message: str, code: int = 191) -> None:
        super().__init__(message)
        self.code = code


class OAuth:
    """Gives out tokens, with the world's lock held."""

    def __init__(self, world: World) -> None:
        self._world = world

    def exchange_code(self, request: Request) -> Reply:
        """`POST /oauth/access_token`: its own answer shapes and its own error envelope."""
        try:
            code = self._check_code(request)
        except NoToken as problem:
            return Reply(status=400, body=wire.compact(self._problem(problem)))
        self._world.tokens.spend_code(code)
        now = self._world.clock.now()
        token = self._world.tokens.issue(code.account, now=now, long=False, scopes=code.scopes)
        return Reply(body=wire.compact(self._granted(token)))

    def _check_code(self, request: Request) -> Code:
        switches = self._world.switches
        if request.text("client_id") != switches.app_id:
            raise NoToken("Invalid platform app")
        if request.text("client_secret") != switches.app_secret:
            raise NoToken("Error validating client secret.", code=1)
        if request.text("grant_type") != "authorization_code":
            raise NoToken("Invalid grant_type: must be authorization_code", code=100)
        code = self._world.tokens.peek_code(request.text("code"), self._world.clock.now())
        if code is None:
            raise NoToken("Matching code was not found or was already used", code=100)
        if request.text("redirect_uri") != code.redirect_uri:
            raise NoToken(
                "Error validating verification code. The redirect_uri must equal that of the dialog"
            )
        return code

    def _problem(self, problem: NoToken) -> Json:
        if self._world.switches.oauth_errors == "graph":
            row = Row(message=str(problem), type=OAUTH, code=problem.code)
            return error_body(row, self._world.ids.trace())
        return {"error_type": OAUTH, "code": 400, "error_message": str(problem)}

    def _granted(self, token: Token) -> Json:
        switches = self._world.switches
        account = self._world.accounts.get(token.account)
        user_id = account.app_scoped_id if account else token.account
        scopes = sorted(token.scopes)
        if switches.token_answer == "wrapped":  # noqa: S105 - a shape, no secret
            inner = {
                "access_token": token.value,
                "user_id": user_id,
                "permissions": ",".join(scopes),
            }
            return {"data": [inner]}
        answer: Json = {
            "access_token": token.value,
            "user_id": int(user_id) if switches.numeric_ids else user_id,
        }
        if switches.permissions_as != "none":
            answer["permissions"] = scopes if switches.permissions_as == "list" else ",".join(scopes)
        return answer

    def exchange_short(self, request: Request) -> Reply:
        """`GET /access_token`: a long token for a short one."""
        try:
            return self._long(self._exchanged(request))
        except Refusal as refusal:
            return refused(refusal, self._world)

    def _exchanged(self, request: Request) -> Token:
        if request.text("grant_type") != "ig_exchange_token":
            raise Refusal(Why.BAD_PARAMETER, name="grant_type")
        now = self._world.clock.now()
        token = self._world.tokens.check(request.token(), now)
        serve(self._world, token, request.method)
        if request.text("client_secret") != self._world.switches.app_secret:
            raise Refusal(Why.WRONG_SECRET)
        return self._world.tokens.exchange(token, now)

    def refresh(self, request: Request) -> Reply:
        """`GET /refresh_access_token`: another 60 days."""
        try:
            return self._long(self._refreshed(request))
        except Refusal as refusal:
            return refused(refusal, self._world)

    def _refreshed(self, request: Request) -> Token:
        if request.text("grant_type") != "ig_refresh_token":
            raise Refusal(Why.BAD_PARAMETER, name="grant_type")
        now = self._world.clock.now()
        token = self._world.tokens.check(request.token(), now)
        serve(self._world, token, request.method)
        return self._world.tokens.refresh(token, now=now, rename=self._world.switches.refresh_renames)

    def _long(self, token: Token) -> Reply:
        answer = {
            "access_token": token.value,
            "token_type": "bearer",
            "expires_in": int(token.expires - token.issued),
        }
        headers = graph_headers(self._world, version="", account=None)
        return Reply(body=wire.compact(answer), headers=headers)
