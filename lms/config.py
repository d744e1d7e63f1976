"""Settings from the environment (CONTRACTS 6), typed, and refused at the start when they contradict."""

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from lms.errors import SettingsRefused

LOCALES = ("vi", "en")
FORMS_OF_ADDRESS = ("anh_chi", "dong_chi")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EMAIL = "email"
"""The channel everybody has; the others are named by CHANNELS_URL."""
ADDRESS_PLACE = "{address}"
ROOT = Path(__file__).resolve().parent.parent

_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+")
_CHANNEL_NAME = re.compile(r"[a-z][a-z0-9-]{1,19}")
_TWO_NUMBERS = re.compile(r"(\d{1,3}),(\d{1,3})", re.ASCII)

# Keys of the demo world only. A database that was not made by `lms demo` never accepts them,
# and they are refused when somebody sets them by hand.
DEMO_SECRET_KEY = "demo-secret-key-for-the-demo-world-only"  # noqa: S105
DEMO_DATA_KEY = base64.urlsafe_b64encode(b"demo-data-key-for-the-demo-world").decode()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations.

    ``secret_key`` and ``data_key`` are empty when the environment gives none;
    whoever needs one then refuses (see ``lms.secrets`` and ``lms serve``).
    """

    database_url: str
    secret_key: str
    data_key: str
    jobs_url: str
    limits_url: str
    files_url: str
    mail_url: str
    mail_from: str
    channels: tuple[tuple[str, str], ...]
    digest_weekday: int
    escalation_days: tuple[int, int]
    public_url: str
    trusted_proxies: int
    default_locale: str
    form_of_address: str
    timezone: ZoneInfo


def load_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings of CONTRACTS 6 from ``environ``.

    Raises:
        SettingsRefused: a value is unknown, malformed, or a demo key set by hand.
    """
    settings = Settings(
        database_url=_database_url(environ.get("DATABASE_URL") or "sqlite:///instance/lms.db"),
        secret_key=environ.get("SECRET_KEY", ""),
        data_key=environ.get("DATA_KEY", ""),
        jobs_url=_url(environ, "JOBS_URL", "sqlite:///instance/jobs.db", ("sqlite", "redis", "rediss")),
        limits_url=_url(environ, "LIMITS_URL", "memory://", ("memory", "redis", "rediss")),
        files_url=_url(environ, "FILES_URL", "instance/files", ("", "file")),
        mail_url=_mail_url(environ),
        mail_from=_mail_from(environ),
        channels=_channels(environ.get("CHANNELS_URL", "")),
        digest_weekday=WEEKDAYS.index(_one_of(environ, "DIGEST_WEEKDAY", WEEKDAYS)),
        escalation_days=_escalation_days(environ.get("ESCALATION_DAYS") or "14,30"),
        public_url=_url(environ, "PUBLIC_URL", "http://127.0.0.1:8000", ("http", "https")),
        trusted_proxies=_small_number(environ, "TRUSTED_PROXIES"),
        default_locale=_one_of(environ, "DEFAULT_LOCALE", LOCALES),
        form_of_address=_one_of(environ, "FORM_OF_ADDRESS", FORMS_OF_ADDRESS),
        timezone=_timezone(environ.get("TIMEZONE") or "Asia/Ho_Chi_Minh"),
    )
    _refuse_weak_keys(settings)
    return settings


def decode_data_key(text: str) -> bytes:
    """Return the 32 bytes written as URL-safe base64 in DATA_KEY.

    Raises:
        SettingsRefused: it is no base64, or not 32 bytes long.
    """
    try:
        key = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError) as error:
        raise SettingsRefused(_DATA_KEY_HELP) from error
    if len(key) != 32:  # noqa: PLR2004 - AES-256
        raise SettingsRefused(_DATA_KEY_HELP)
    return key


_DATA_KEY_HELP = (
    "DATA_KEY: phải là 32 byte viết theo base64 (tạo bằng: "
    'python3 -c "import secrets,base64;print(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())").'
)


def _refuse_weak_keys(settings: Settings) -> None:
    if settings.secret_key == DEMO_SECRET_KEY or settings.data_key == DEMO_DATA_KEY:
        raise SettingsRefused("SECRET_KEY, DATA_KEY: không được dùng khóa của thế giới trình diễn.")
    if settings.secret_key and len(settings.secret_key) < 32:  # noqa: PLR2004 - as long as the hash it feeds
        raise SettingsRefused("SECRET_KEY: quá ngắn, cần ít nhất 32 ký tự ngẫu nhiên.")
    if settings.data_key:
        decode_data_key(settings.data_key)


def _database_url(url: str) -> str:
    scheme = urlsplit(url).scheme
    if scheme in ("postgresql", "postgres"):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if scheme == "postgresql+psycopg":
        return url
    if scheme == "sqlite":
        return _rooted_sqlite(url)
    raise SettingsRefused(f"DATABASE_URL: không hiểu '{scheme}', chỉ nhận sqlite:///… hoặc postgresql://….")


def _rooted_sqlite(url: str) -> str:
    """Anchor a relative path at the working directory; Flask-SQLAlchemy would anchor it at instance/."""
    path = url.removeprefix("sqlite:///")
    if not path or path == ":memory:":
        raise SettingsRefused("DATABASE_URL: cần một tệp, ví dụ sqlite:///instance/lms.db.")
    return f"sqlite:///{Path(path).absolute()}"


def _url(environ: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    value = environ.get(name) or default
    if urlsplit(value).scheme not in schemes:
        known = ", ".join(scheme + "://" if scheme else "đường dẫn thư mục" for scheme in schemes)
        raise SettingsRefused(f"{name}: không hiểu '{value}', chỉ nhận {known}.")
    return value


def _one_of(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    value = environ.get(name) or choices[0]
    if value not in choices:
        raise SettingsRefused(f"{name}: không hiểu '{value}', chỉ nhận {', '.join(choices)}.")
    return value


def _mail_url(environ: Mapping[str, str]) -> str:
    value = _url(environ, "MAIL_URL", "instance/mail", ("", "file", "smtp", "smtps"))
    if urlsplit(value).scheme in ("smtp", "smtps") and not _has_host(value):
        raise SettingsRefused(
            "MAIL_URL: thiếu tên máy chủ hoặc cổng sai, ví dụ smtp://ten:matkhau@may.vn:587."
        )
    return value


def _has_host(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:  # a port that is no number
        return False


def _mail_from(environ: Mapping[str, str]) -> str:
    value = environ.get("MAIL_FROM", "")
    if value and not _ADDRESS.fullmatch(value):
        raise SettingsRefused(f"MAIL_FROM: '{value}' không phải là một địa chỉ thư.")
    return value


def _channels(text: str) -> tuple[tuple[str, str], ...]:
    """Read "name=address-of-Apprise" parts separated by spaces; {address} stands for the person's address."""
    found: dict[str, str] = {}
    for part in text.split():
        name, _equals, url = part.partition("=")
        if not _CHANNEL_NAME.fullmatch(name) or name == EMAIL or name in found:
            raise SettingsRefused(f"CHANNELS_URL: tên kênh '{name}' sai hoặc lặp lại.")
        if "://" not in url or url.count(ADDRESS_PLACE) != 1:
            example = "zalo=zalo://token/{address}"
            raise SettingsRefused(f"CHANNELS_URL: kênh '{name}' cần một {ADDRESS_PLACE}, ví dụ {example}.")
        found[name] = url
    return tuple(found.items())


def _escalation_days(text: str) -> tuple[int, int]:
    match = _TWO_NUMBERS.fullmatch(text)
    days = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 0 < days[0] < days[1]:
        raise SettingsRefused(f"ESCALATION_DAYS: không hiểu '{text}', cần hai số ngày tăng dần, ví dụ 14,30.")
    return days


def _small_number(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name) or "0"
    if value not in tuple("0123456789"):
        raise SettingsRefused(f"{name}: không hiểu '{value}', chỉ nhận một số từ 0 đến 9.")
    return int(value)


def _timezone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise SettingsRefused(f"TIMEZONE: không có múi giờ '{name}'.")
    return ZoneInfo(name)
