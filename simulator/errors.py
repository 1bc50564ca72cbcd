"""Meta's refusals as one table, and the body that carries them.

Codes and statuses are documented or captured where known. Where nobody published a status, limits
and bad parameters are 400, permissions (10 and 200) are 403.
"""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

GRAPH = "IGApiException"
OAUTH = "OAuthException"
METHOD = "GraphMethodException"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One refusal. *message* may hold {words}; *code* None stands for bodies that lost theirs."""

    message: str
    status: int = 400
    code: int | None = 100
    subcode: int | None = None
    type: str = GRAPH
    transient: bool | None = None


class Why(Enum):
    """Every refusal that the rules can give."""

    NO_TOKEN = Row(code=190, message="Invalid OAuth 2.0 Access Token")
    GARBAGE_TOKEN = Row(
        code=190, type=OAUTH, message="Invalid OAuth access token - Cannot parse access token"
    )
    APP_REMOVED = Row(
        code=190,
        subcode=458,
        type=OAUTH,
        message="Error validating access token: User {user} has not authorized application {app}.",
    )
    CHECKPOINT = Row(
        code=190,
        subcode=459,
        type=OAUTH,
        message="Error validating access token: The user is checkpointed and must log in first.",
    )
    PASSWORD_CHANGED = Row(
        code=190,
        subcode=460,
        type=OAUTH,
        message="Error validating access token: The session has been invalidated because the user "
        "changed their password or Facebook has changed the session for security reasons.",
    )
    EXPIRED = Row(
        code=190,
        subcode=463,
        type=OAUTH,
        message="Error validating access token: Session has expired on {expired}. The current time is {now}.",
    )
    UNCONFIRMED_USER = Row(
        code=190,
        subcode=464,
        type=OAUTH,
        message="Error validating access token: The user is not confirmed.",
    )
    INVALID_TOKEN = Row(
        code=190,
        subcode=467,
        type=OAUTH,
        message="Error validating access token: The session is invalid because the user logged out.",
    )
    ROLE_LOST = Row(
        code=190,
        subcode=492,
        type=OAUTH,
        message="Error validating access token: The user has lost the role that the session needs.",
    )
    UNSUPPORTED = Row(message="Unsupported request - method type: {method}")
    UNKNOWN_PATH = Row(code=2500, message="Unknown path components: {path}")
    DOUBLED_VERSION = Row(status=500, code=2500, message="Unknown path components: {path}")
    NO_OBJECT = Row(
        subcode=33,
        type=METHOD,
        message="Unsupported {method} request. Object with ID '{id}' does not exist, cannot be "
        "loaded due to missing permissions, or does not support this operation.",
    )
    NO_PERMISSION = Row(
        status=403, code=10, message="(#10) Application does not have permission for this action"
    )
    BAD_BODY = Row(message="(#100) The request body cannot be parsed")
    BAD_PARAMETER = Row(message="(#100) Invalid parameter: {name}")
    NO_FIELD = Row(message="(#100) Tried accessing nonexisting field ({name})")
    EMPTY_MESSAGE = Row(message="(#100) Message cannot be empty, must provide valid attachment or text")
    TEXT_TOO_LONG = Row(message="(#100) Length of param message[text] must be at most 1000 bytes in UTF-8")
    BAD_MESSAGE = Row(subcode=2534015, message="Invalid message data: {what}")
    MESSAGE_AND_ACTION = Row(
        subcode=2018014, message="(#100) A request may hold a message or a sender_action, not both"
    )
    MEDIA_NOT_FETCHED = Row(subcode=2018008, message="(#100) Failed to fetch the file from the url")
    UNKNOWN_UPLOAD = Row(subcode=2018074, message="(#100) The attachment id is unknown to this account")
    TAG_REFUSED = Row(message="(#100) The tag {tag} is not supported; only HUMAN_AGENT is")
    HUMAN_AGENT_NOT_APPROVED = Row(
        status=403,
        code=None,
        message="To use 'Human Agent', your use of this endpoint must be reviewed and approved by Facebook.",
    )
    WINDOW_CLOSED = Row(
        status=403,
        code=10,
        subcode=2534022,
        message="This message is sent outside of allowed window.",
    )
    USER_NOT_FOUND = Row(subcode=2534014, message="The requested user cannot be found.")
    PERSON_UNAVAILABLE = Row(
        code=551,
        subcode=1545041,
        type=OAUTH,
        message="(#551) This person isn't available right now.",
    )
    ACCESS_OFF = Row(
        status=403,
        code=200,
        subcode=2534041,
        message="(#200) The account's owner has turned off message access for connected tools.",
    )
    COMMENT_REFUSED = Row(subcode=2534025, message="The comment is invalid for a private reply.")
    SEND_LIMIT = Row(
        code=613, subcode=2534040, message="(#613) Calls to this api have exceeded the rate limit."
    )
    READ_LIMIT = Row(
        code=80002,
        type=OAUTH,
        message="(#80002) There have been too many calls to this Instagram account.",
    )
    NO_CONSENT = Row(code=230, message="(#230) User consent is required to access user profile")
    NO_MATCHING_USER = Row(code=9010, message="(#9010) No matching user found")
    MESSAGE_GONE = Row(code=9000001, message="The message has been deleted or is no longer available.")
    WRONG_SECRET = Row(code=1, type=OAUTH, message="Error validating client secret.")
    TOKEN_TOO_YOUNG = Row(message="The access token must be at least 24 hours old to be refreshed")
    NOT_SHORT_LIVED = Row(
        code=452, type=OAUTH, message="Session key invalid. Only short-lived tokens are exchanged."
    )


REVOCATIONS = {
    why.value.subcode: why for why in Why if why.value.code == 190 and why.value.subcode is not None
}

# Messages come in the creator's language: whoever matches on English text finds out here.
PORTUGUESE = {
    Why.WINDOW_CLOSED: "Esta mensagem saiu depois do prazo em que era permitida.",
    Why.USER_NOT_FOUND: "O usuário pedido não foi encontrado.",
    Why.PERSON_UNAVAILABLE: "(#551) Esta pessoa não está disponível agora.",
    Why.ACCESS_OFF: "(#200) O acesso às mensagens está desligado nesta conta.",
    Why.COMMENT_REFUSED: "O comentário não aceita resposta privada.",
}


class Refusal(Exception):
    """A rule says no. *words* fill the message."""

    def __init__(self, why: Why, **words: object) -> None:
        super().__init__(why.name)
        self.why = why
        self.row: Row = replace(why.value, message=why.value.message.format(**words))

    def spoken(self, language: str) -> Row:
        """The row with its message in *language* (en or pt)."""
        if language == "pt" and self.why in PORTUGUESE:
            return replace(self.row, message=PORTUGUESE[self.why])
        return self.row


def error_body(row: Row, trace: str) -> dict[str, Any]:
    """The Graph API's error envelope."""
    error: dict[str, Any] = {"message": row.message, "type": row.type}
    if row.transient is not None:
        error["is_transient"] = row.transient
    if row.code is not None:
        error["code"] = row.code
    if row.subcode is not None:
        error["error_subcode"] = row.subcode
    return {"error": error | {"fbtrace_id": trace}}


def challenge(row: Row) -> str:
    """The value of the www-authenticate header that goes with an error."""
    kind = "invalid_token" if row.code == 190 else "invalid_request"
    plain = row.message.replace('"', "'").encode("ascii", "replace").decode()
    return f'OAuth "Facebook Platform" "{kind}" "{" ".join(plain.split())}"'
