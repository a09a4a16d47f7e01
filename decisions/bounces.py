"""What a mail server says of a mail that came back: a delivery status notification (RFC 3464)."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from delegation.texts import one_line

# A server returns the whole mail with its attachments, or only its head.
_RETURNED = ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers", "message/global")
_STATUS = ("message/delivery-status", "message/global-delivery-status")


class NotANotification(Exception):
    """The mail is no delivery status notification about a mail that we could have sent. Text in Swedish."""


@dataclass(frozen=True)
class Notification:
    """What happened to which mail."""

    message_id: str  # with its angle brackets, as in the mail that was sent
    has_failed: bool  # else only delayed, passed on or delivered
    because: str  # the server's own words, on one line


def read(content: bytes) -> Notification:
    """The notification in a mail. Raises NotANotification."""
    parts = list(message_from_bytes(content).walk())
    status = next((part for part in parts if part.get_content_type() in _STATUS), None)
    if status is None:
        raise NotANotification("Brevet är ingen leveransrapport (message/delivery-status).")
    message_id = next(filter(None, map(_message_id, parts)), "")
    if not message_id:
        raise NotANotification("Leveransrapporten säger inte vilket brev den gäller (Message-ID saknas).")
    # The first block is about the report, each of the others about one recipient; ours have one.
    about = next((block for block in _blocks(status) if block.get("Action")), None)
    if about is None:
        raise NotANotification("Leveransrapporten säger inte hur det gick (Action saknas).")
    return Notification(message_id, one_line(about["Action"]).lower() == "failed", _because(about))


def _blocks(status: Message) -> list[Message]:
    payload = status.get_payload()
    return [block for block in payload if isinstance(block, Message)] if isinstance(payload, list) else []


def _message_id(part: Message) -> str:
    """The Message-ID of the returned mail, when this part is it."""
    if part.get_content_type() not in _RETURNED:
        return ""
    payload = part.get_payload()
    if isinstance(payload, list):
        returned = payload[0] if payload else None
    else:
        decoded = part.get_payload(decode=True)
        returned = message_from_bytes(decoded) if isinstance(decoded, bytes) else None
    return one_line(str(returned.get("Message-ID", ""))) if isinstance(returned, Message) else ""


def _because(block: Message) -> str:
    """smtp; 550 5.1.1 No such user → 550 5.1.1 No such user; without it the status code alone."""
    said = one_line(str(block.get("Diagnostic-Code", "")))
    status = one_line(str(block.get("Status", "")))
    words = said.partition(";")[2].strip() or said
    return words or f"status {status or 'okänd'}"
