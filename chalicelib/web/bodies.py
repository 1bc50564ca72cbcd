"""What strangers may send us, and the sentence they get when they send something else."""

import re
import unicodedata
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictStr,
    ValidationError,
    model_validator,
)

from chalicelib.actions.retry_many import MOST as RETRIED
from chalicelib.domain.faults import Code, Reason
from chalicelib.domain.handle import bare
from chalicelib.domain.lead import DM, Provider
from chalicelib.domain.message import LIMIT, size
from chalicelib.domain.words import WORDS
from chalicelib.web import replies

Body = TypeVar("Body", bound=BaseModel)
LAYOUT = "\n\t"
UNSEEN = "CZ"  # Unicode's kinds of characters that show nothing
NO_CONSENT = "must be true: without consent we keep nothing"


def no_controls(text: str) -> str:
    """*text*, if it has no control characters; raises ValueError."""
    if any(unicodedata.category(c) == "Cc" for c in text):
        raise ValueError("must not contain control characters")
    return text


def _name(text: str) -> str:
    trimmed = no_controls(text).strip()
    if all(unicodedata.category(c)[0] in UNSEEN for c in trimmed):
        raise ValueError("must not be empty")
    return trimmed


def _message(text: str) -> str:
    if any(unicodedata.category(c) == "Cc" and c not in LAYOUT for c in text):
        raise ValueError("must not contain control characters other than line breaks")
    if not text.strip():
        raise ValueError("must not be empty")
    if size(text) > LIMIT:
        raise ValueError(f"has {size(text)} bytes in UTF-8; Instagram takes {LIMIT}")
    return text


def _consent(given: bool) -> bool:  # noqa: FBT001 - pydantic calls it
    if not given:
        raise ValueError(NO_CONSENT)
    return given


def _every(given: object) -> object:
    if given is not True:  # to a Literal 1 is as good
        raise ValueError("must be true")
    return given


def _username(given: object) -> object:
    return bare(given).lower() if isinstance(given, str) else given


def _phone(text: str) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(ABROAD.sub("+", text))
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise ValueError("must be a phone number with its country code, like +44 7700 900123")
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)).removeprefix("+")


Name = Annotated[StrictStr, Field(max_length=200), AfterValidator(_name)]
Message = Annotated[StrictStr, AfterValidator(_message)]
Username = Annotated[StrictStr, BeforeValidator(_username), Field(pattern=r"^[a-z0-9._]{1,30}$")]
Phone = Annotated[StrictStr, Field(max_length=40), AfterValidator(no_controls), AfterValidator(_phone)]
Consent = Annotated[StrictBool, AfterValidator(_consent)]
Slug = Annotated[StrictStr, Field(min_length=1, max_length=100), AfterValidator(no_controls)]
Every = Annotated[Literal[True], BeforeValidator(_every)]
LeadId = Annotated[StrictStr, Field(max_length=100)]  # one that names nothing is refused by itself
Way = Literal[Provider.INSTAGRAM, Provider.WHATSAPP]


class Strict(BaseModel):
    """No field too many, none of another type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class LeadBody(Strict):
    """POST /api/leads."""

    form: Slug
    name: Name
    provider: Way
    consent: Consent
    instagramUsername: Username | None = None  # noqa: N815 - the API speaks camelCase
    phone: Phone | None = None
    message: Message | None = None

    @model_validator(mode="after")
    def _reachable(self) -> "LeadBody":
        if self.provider is Provider.WHATSAPP and self.phone is None:
            raise ValueError("phone: is needed for WhatsApp")
        return self


class SendBody(Strict):
    """POST /api/dm/send."""

    leadId: StrictStr  # noqa: N815 - the API speaks camelCase
    provider: Way
    message: Message | None = None


class RetryBody(Strict):
    """POST /api/dm/retry: either some leads, or all that failed, from a cursor on."""

    leadIds: Annotated[list[LeadId], Field(min_length=1, max_length=RETRIED)] | None = None  # noqa: N815 - camelCase
    all: Every | None = None
    cursor: Annotated[StrictStr, Field(max_length=100)] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "RetryBody":
        if (self.leadIds is None) == (self.all is None):
            raise ValueError("leadIds: give either leadIds, or all")
        if self.all is None and self.cursor is not None:
            raise ValueError("cursor: goes with all")
        return self


class DisconnectBody(Strict):
    """DELETE /api/auth/instagram."""

    instagramBusinessId: StrictStr | None = None  # noqa: N815 - the API speaks camelCase


JobId = Annotated[StrictStr, Field(pattern=f"^{DM.pattern}$")]


class ReplayBody(Strict):
    """POST /api/admin/dead-letters/replay: either some messages, or those of one cause."""

    jobIds: Annotated[list[JobId], Field(min_length=1, max_length=100)] | None = None  # noqa: N815 - camelCase
    code: StrictStr | None = None
    reason: StrictStr | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 100
    dryRun: bool = False  # noqa: N815 - the API speaks camelCase

    @model_validator(mode="after")
    def _one_way(self) -> "ReplayBody":
        if (self.jobIds is None) == (self.code is None):
            raise ValueError("jobIds: give either jobIds, or code and reason")
        if self.jobIds is None and (self.code, self.reason) not in WORDS:
            raise ValueError("code: there is no such code and reason")
        return self

    @property
    def cause(self) -> tuple[Code, Reason]:
        """The cause that was named."""
        return Code(self.code or ""), Reason(self.reason or "")


def parse(model: type[Body], raw: bytes) -> Body:
    """*raw* as a *model*; a refusal that names each wrong field."""
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        fields: dict[str, str] = {}
        for problem in error.errors(include_url=False, include_input=False):
            name, why = _explain(problem)
            fields.setdefault(name, why)
        raise replies.invalid(fields) from None  # the original would carry the input into logs


ABROAD = re.compile(r"^\s*00")  # as most countries dial another one
PATTERNS = {
    "instagramUsername": "must be a user name: letters, digits, dots and underscores, 30 at most",
    "begin": "must be a time of the day like 22:00",
    "end": "must be a time of the day like 08:00",
}
MEMBER = re.compile(r"<\w+\.\w+: (\w+)>")  # how Python writes an enumeration's member
SENTENCES = {
    "too_long": "may have {max_length} items at most",
    "missing": "is needed",
    "extra_forbidden": "is not a field that we know",
    "string_type": "must be text",
    "literal_error": "must be {expected}",
    "string_too_long": "may have {max_length} characters at most",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "string_too_short": "must not be empty",
    "json_invalid": "is not valid JSON",
    "model_type": "must be a JSON object",
}


def _explain(problem: Any) -> tuple[str, str]:  # noqa: ANN401 - pydantic's own dict
    name = ".".join(str(part) for part in problem["loc"]) or "body"
    told = problem["msg"].removeprefix("Value error, ")
    facts = {**problem.get("ctx", {}), "msg": told[:1].lower() + told[1:]}
    why = SENTENCES.get(problem["type"], "{msg}").format(**facts).replace("'", "")
    why = MEMBER.sub(r"\1", why)
    if name == "body" and ": " in why:
        name, _, why = why.partition(": ")
    if problem["type"] == "string_pattern_mismatch":
        why = PATTERNS.get(name.rpartition(".")[2], "names nothing")
    if name == "consent" and problem["type"] != "missing":
        why = NO_CONSENT
    return name[:100], why
