"""Reading a request's body: JSON, form-encoded or multipart."""

import json
from email import message_from_bytes
from urllib.parse import parse_qsl


class Unreadable(Exception):
    """The body is not what its content type says."""


def read_body(content_type: str, raw: bytes) -> object:
    """The body as plain values: None when empty. Form fields are texts; the last of a name wins."""
    if not raw.strip():
        return None
    kind = content_type.partition(";")[0].strip().lower()
    try:
        if kind == "multipart/form-data":
            return _multipart(content_type, raw)
        if kind == "application/x-www-form-urlencoded" and not raw.lstrip().startswith((b"{", b"[")):
            return dict(parse_qsl(raw.decode(), keep_blank_values=True))
        value: object = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable(type(error).__name__) from error
    return value


def _multipart(content_type: str, raw: bytes) -> dict[str, str]:
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    fields: dict[str, str] = {}
    for part in message_from_bytes(head + raw).walk():
        name = part.get_param("name", header="content-disposition")
        value = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(value, bytes):
            fields[name] = value.decode()
    return fields
