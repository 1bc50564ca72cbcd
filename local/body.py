"""Reads a request's body off the wire, never more than API Gateway takes."""

from collections.abc import Iterator
from http import HTTPStatus
from io import BufferedIOBase

from local.web import Refused

LIMIT = 10 * 1024 * 1024  # bytes; API Gateway's quota for a payload
DRAIN = 64 * 1024 * 1024  # bytes read and dropped, so that the sender gets to see the refusal
PIECE = 64 * 1024


def read(stream: BufferedIOBase, *, length: str | None, coding: str | None) -> bytes:
    """The whole body by its Content-Length or Transfer-Encoding header; raises Refused."""
    if coding is not None:
        if coding.strip().lower() != "chunked" or length is not None:
            raise _bad("The Transfer-Encoding must be chunked, without a Content-Length.")
        return _joined(_chunks(stream))
    if length is None:
        return b""
    if not (length.isascii() and length.isdigit()):
        raise _bad("The Content-Length must be a whole number.")
    size = int(length)
    if size > LIMIT:
        _drop(stream, min(size, DRAIN))
        raise _too_large()
    return _exactly(stream, size)


def _joined(pieces: Iterator[bytes]) -> bytes:
    kept, size = [], 0
    for piece in pieces:
        size += len(piece)
        if size > DRAIN:
            raise _too_large()
        if size <= LIMIT:
            kept.append(piece)
    if size > LIMIT:
        raise _too_large()
    return b"".join(kept)


def _chunks(stream: BufferedIOBase) -> Iterator[bytes]:
    while size := _chunk_size(stream.readline(PIECE)):
        yield _exactly(stream, size)
        stream.readline(PIECE)
    while stream.readline(PIECE) not in {b"\r\n", b"\n", b""}:
        pass  # trailers


def _chunk_size(line: bytes) -> int:
    digits = line.split(b";")[0].strip()
    try:
        size = int(digits, 16)
    except ValueError:
        raise _bad("The chunks of the body are malformed.") from None
    if size < 0 or size > DRAIN:
        raise _too_large()
    return size


def _exactly(stream: BufferedIOBase, size: int) -> bytes:
    body = stream.read(size)
    if len(body) < size:
        raise _bad("The body is shorter than its Content-Length.")
    return body


def _drop(stream: BufferedIOBase, size: int) -> None:
    while size > 0:
        piece = stream.read(min(size, PIECE))
        if not piece:
            return
        size -= len(piece)


def _bad(message: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, "INVALID_REQUEST", message)


def _too_large() -> Refused:
    message = "The body is over 10 MB."
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "PAYLOAD_TOO_LARGE", message)
