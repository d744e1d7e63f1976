"""Settings from the environment (CONTRACTS 6), typed, and refused at the start when they contradict."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from lms.errors import SettingsRefused

LOCALES = ("vi", "en")
FORMS_OF_ADDRESS = ("anh_chi", "dong_chi")
ROOT = Path(__file__).resolve().parent.parent

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
        mail_url=_url(environ, "MAIL_URL", "instance/mail", ("", "file", "smtp", "smtps")),
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


def _small_number(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name) or "0"
    if value not in tuple("0123456789"):
        raise SettingsRefused(f"{name}: không hiểu '{value}', chỉ nhận một số từ 0 đến 9.")
    return int(value)


def _timezone(name: str) -> ZoneInfo:
    if name not in available_timezones():
        raise SettingsRefused(f"TIMEZONE: không có múi giờ '{name}'.")
    return ZoneInfo(name)
