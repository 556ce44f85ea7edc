"""A connector that sends e-mail by SMTP: one notice, one message, with a Message-ID that is the same each time.

Sending twice is harmless (mail programs fold messages with one Message-ID). A receiver's 5xx answer to an address is a
refusal; everything else is worth another try. A notice to somebody without an e-mail address is done without sending.
"""

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from runtime.connectors.protocol import Answer, Delivery, Refusal, Request, TransientError

ENCRYPTIONS = ("starttls", "tls", "none")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailConnector:
    """``sender`` is an address, ``name`` who the message comes from; without ``user`` nobody signs in."""

    host: str
    port: int
    sender: str
    name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    encryption: str = "starttls"
    timeout: float = 20.0
    delivery: Delivery = Delivery.IDEMPOTENT

    def __post_init__(self) -> None:
        if self.encryption not in ENCRYPTIONS:
            raise ValueError(f"encryption is one of {', '.join(ENCRYPTIONS)}")
        if self.sender.count("@") != 1:
            raise ValueError(f"{self.sender}: an e-mail address is expected as sender")
        if self.user and self.encryption == "none":
            raise ValueError("a password is never sent without encryption")

    def send(self, request: Request) -> Answer | Refusal:
        """Send the message of a notice (``to``, ``subject``, ``text`` of the payload)."""
        to = request.payload.get("to") or {}
        address = str(to.get("email") or "")
        if not address:
            return Answer({}, {"skipped": "no e-mail address"})
        try:
            message = self._message(request, address)
        except (ValueError, IndexError) as error:
            return Refusal("notice.address", f"{address}: {error}")
        try:
            with self._connection() as connection:
                connection.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code, told = next(iter(error.recipients.values()))
            return self._refused(code, told)
        except smtplib.SMTPResponseException as error:
            if isinstance(error, smtplib.SMTPAuthenticationError):
                raise TransientError(f"{self.host}: the mail server does not accept user and password") from error
            return self._refused(error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            raise TransientError(f"{self.host}:{self.port}: {error}") from error
        return Answer({}, {"message_id": str(message["Message-ID"])})

    def ask(self, request: Request) -> Answer | Refusal | None:  # noqa: ARG002 - the protocol's signature
        """Nobody can ask a mail server what became of a message."""
        return None

    def _connection(self) -> smtplib.SMTP:
        if self.encryption == "tls":
            context = ssl.create_default_context()
            connection: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            if self.encryption == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection

    def _message(self, request: Request, address: str) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = Address(self.name or self.sender, addr_spec=self.sender)
        message["To"] = Address(addr_spec=address)
        message["Subject"] = " ".join(str(request.payload.get("subject", "")).split())
        domain = self.sender.partition("@")[2]
        message["Message-ID"] = f"<{request.idempotency_key.replace(':', '.')}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        language = (request.payload.get("to") or {}).get("language")
        if language:
            message["Content-Language"] = str(language)
        message.set_content(str(request.payload.get("text", "")))
        return message

    def _refused(self, code: int, told: Any) -> Refusal:
        text = told.decode("utf-8", "replace") if isinstance(told, bytes) else str(told)
        if 500 <= code < 600:
            return Refusal("notice.refused", f"{code} {text}")
        raise TransientError(f"{self.host}: {code} {text}")


def mail_connector(told: Mapping[str, Any]) -> MailConnector:
    """The connector of a binding. Raises KeyError, TypeError, ValueError."""
    encryption = str(told.get("encryption", "starttls"))
    if not isinstance(told.get("password", ""), str):
        raise TypeError("in a file the password is a text; only a binding in the database names a secret")
    usual = {"starttls": 587, "tls": 465}.get(encryption, 25)
    return MailConnector(
        host=str(told["host"]),
        port=int(told.get("port", usual)),
        sender=str(told["sender"]),
        name=str(told.get("name", "")),
        user=str(told.get("user", "")),
        password=str(told.get("password", "")),
        encryption=encryption,
        timeout=float(told.get("timeout", 20)),
    )
