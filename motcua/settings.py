"""All settings in one table: read once from the environment, documented in ``docs/configuration.md`` (a test checks).

Bad values are refused at the start with the setting's name and what it expects; nothing is guessed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class SettingError(Exception):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"{name}={value!r}: expected {expected}")
        self.name = name


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: how its text becomes a value, and its text when unset."""

    name: str
    default: str
    expects: str
    read: Callable[[str], Any]


def _number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        value = int(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def _choice(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(text)
        return text

    return read


def _file(text: str) -> str:
    if text and not Path(text).is_file():
        raise ValueError(text)
    return text


def _address(text: str) -> str:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError(text)
    return text.rstrip("/")


def _privacy(text: str) -> str:
    if text:
        from runtime.services.privacy import PrivacyError, notices

        try:
            notices(Path(text))
        except PrivacyError as error:
            raise ValueError(str(error)) from error
    return text


def _folder(text: str) -> str:
    if text and not Path(text).is_dir():
        raise ValueError(text)
    return text


def _hosts(text: str) -> frozenset[str]:
    found = [one.strip().lower() for one in text.split(",") if one.strip()]
    if any("/" in one or "@" in one or " " in one for one in found):
        raise ValueError(text)
    return frozenset(found)


SETTINGS: tuple[Setting, ...] = (
    Setting("MOTCUA_DATA", "var", "a folder that may be written to", lambda text: Path(text).resolve()),
    Setting("MOTCUA_DATABASE_URL", "", "a postgresql:// address, or nothing for the embedded server", str),
    Setting("MOTCUA_FILES", "", "a folder for attachments, or nothing for MOTCUA_DATA/files", str),
    Setting("MOTCUA_HOST", "127.0.0.1", "an address to listen on", str),
    Setting("MOTCUA_PORT", "8000", "a port from 1 to 65535", _number(1, 65535)),
    Setting("MOTCUA_WEB_PROCESSES", "1", "a number of web processes from 1 to 64", _number(1, 64)),
    Setting("MOTCUA_WEB_THREADS", "8", "a number of threads per web process from 1 to 128", _number(1, 128)),
    Setting("MOTCUA_SECRET_KEY", "", "a long random text, or nothing to keep one in MOTCUA_DATA", str),
    Setting("MOTCUA_LANGUAGE", "vi", "vi or en", _choice("vi", "en")),
    Setting("MOTCUA_ZONE", "Asia/Ho_Chi_Minh", "an IANA time zone name", str),
    Setting("MOTCUA_MAX_UPLOAD_MB", "20", "megabytes from 1 to 500", _number(1, 500)),
    Setting("MOTCUA_SECURE_COOKIES", "no", "yes (behind HTTPS) or no", _choice("yes", "no")),
    Setting("MOTCUA_PROXIES", "0", "how many trusted proxies stand before the server, 0 to 5", _number(0, 5)),
    Setting("MOTCUA_CONNECTORS", "", "a JSON file that exists, or nothing", _file),
    Setting("MOTCUA_SECRETS", "", "a folder that exists, or nothing", _folder),
    Setting("MOTCUA_WEBHOOK_HOSTS", "", "host names, each with its port if it has one, separated by commas", _hosts),
    Setting("MOTCUA_METRICS_TOKEN", "", "a random text that opens /metrics, or nothing to have none", str),
    Setting("MOTCUA_LOG_FORMAT", "text", "text or json", _choice("text", "json")),
    Setting("MOTCUA_CHECK_CACHE", "", "a folder, off, or nothing for the user's cache folder", str),
    Setting("MOTCUA_ADDRESS", "", "an http(s):// address, or nothing for no links in notices", _address),
    Setting("MOTCUA_NOTICES", "", "a folder that exists, or nothing", _folder),
    Setting("MOTCUA_PRIVACY", "", "a JSON file of notices on personal data, or nothing for the shipped one", _privacy),
    Setting("MOTCUA_LATE_ENTRY_HOURS", "72", "hours from 0 to 720", _number(0, 720)),
    Setting("MOTCUA_RATE_LIMITS", "on", "on or off (tests, load measurements)", _choice("on", "off")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The values of one process; see :data:`SETTINGS` for each."""

    data: Path
    database_url: str
    files: Path
    host: str
    port: int
    web_processes: int
    web_threads: int
    secret_key: str
    language: str
    zone: str
    max_upload_mb: int
    secure_cookies: bool
    proxies: int
    connectors: str
    secrets: str
    webhook_hosts: frozenset[str]
    metrics_token: str
    log_format: str
    rate_limits: bool
    address: str
    notices: str
    privacy: str
    late_entry_hours: int
    check_cache: str


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from environment variables. Raises SettingError for the first value that cannot be used."""
    values = {setting.name: _read(setting, environment) for setting in SETTINGS}
    data: Path = values["MOTCUA_DATA"]
    return Settings(
        data=data,
        database_url=values["MOTCUA_DATABASE_URL"],
        files=Path(values["MOTCUA_FILES"]).resolve() if values["MOTCUA_FILES"] else data / "files",
        host=values["MOTCUA_HOST"],
        port=values["MOTCUA_PORT"],
        web_processes=values["MOTCUA_WEB_PROCESSES"],
        web_threads=values["MOTCUA_WEB_THREADS"],
        secret_key=values["MOTCUA_SECRET_KEY"],
        language=values["MOTCUA_LANGUAGE"],
        zone=values["MOTCUA_ZONE"],
        max_upload_mb=values["MOTCUA_MAX_UPLOAD_MB"],
        secure_cookies=values["MOTCUA_SECURE_COOKIES"] == "yes",
        proxies=values["MOTCUA_PROXIES"],
        connectors=values["MOTCUA_CONNECTORS"],
        secrets=values["MOTCUA_SECRETS"],
        webhook_hosts=values["MOTCUA_WEBHOOK_HOSTS"],
        metrics_token=values["MOTCUA_METRICS_TOKEN"],
        log_format=values["MOTCUA_LOG_FORMAT"],
        rate_limits=values["MOTCUA_RATE_LIMITS"] == "on",
        check_cache=values["MOTCUA_CHECK_CACHE"],
        address=values["MOTCUA_ADDRESS"],
        notices=values["MOTCUA_NOTICES"],
        privacy=values["MOTCUA_PRIVACY"],
        late_entry_hours=values["MOTCUA_LATE_ENTRY_HOURS"],
    )


def _read(setting: Setting, environment: Mapping[str, str]) -> Any:
    text = environment.get(setting.name) or setting.default
    try:
        return setting.read(text)
    except (ValueError, OSError) as error:
        raise SettingError(setting.name, text, setting.expects) from error
