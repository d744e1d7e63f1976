"""The command line as an operator meets it: a real process, exit statuses, sentences in Vietnamese."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

import app as application

ROOT = Path(__file__).resolve().parent.parent
CONTRACT = {
    "init", "demo", "serve", "worker", "import-roster", "import-course", "import-case", "import-evidence",
    "recompute", "expire", "standing", "coverage", "create-account", "create-token",
}  # fmt: skip


def environment(folder, **settings):
    """A clean environment whose databases and files lie in ``folder``."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "DATABASE_URL": f"sqlite:///{folder}/lms.db",
        "JOBS_URL": f"sqlite:///{folder}/jobs.db",
        "FILES_URL": f"{folder}/files",
        **settings,
    }


KEYS = {
    "SECRET_KEY": "a-secret-key-for-tests-that-is-long-enough",
    "DATA_KEY": "dGVzdC1kYXRhLWtleS10aGF0LWlzLTMyLWJ5dGVzISE=",
}


def lms(*arguments, env):
    """Run a command to its end."""
    command = [sys.executable, "-c", "from app import main; main()", *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300)  # noqa: S603


@pytest.fixture(scope="module")
def initialised(tmp_path_factory):
    """A folder with a database as `lms init` leaves it, and its environment."""
    env = environment(tmp_path_factory.mktemp("instance"), **KEYS)
    done = lms("init", env=env)
    assert done.returncode == 0, done.stderr
    return env


def test_every_command_of_the_contract_is_there_and_explains_itself():
    assert set(application.cli.commands) >= CONTRACT
    assert all(command.help for command in application.cli.commands.values())


def test_initialising_twice_changes_nothing(initialised):
    before = Path(initialised["DATABASE_URL"].removeprefix("sqlite:///")).stat().st_size

    assert lms("init", env=initialised).returncode == 0

    assert Path(initialised["DATABASE_URL"].removeprefix("sqlite:///")).stat().st_size == before


def test_coverage_of_an_empty_province_is_empty_not_an_error(initialised):
    done = lms("coverage", "--unit", "19", "--json", env=initialised)

    assert done.returncode == 0
    assert json.loads(done.stdout) == []


@pytest.mark.parametrize(
    ("arguments", "status", "word"),
    [
        (["coverage", "--unit", "99"], 1, "99"),
        (["standing", "--officer", "019123456789"], 1, ""),
        (["standing"], 2, "--officer"),
        (["import-roster", "khong-co.csv", "--province", "19"], 2, "khong-co.csv"),
        (["import-roster", "--template", "khong-co/mau.xlsx"], 2, "khong-co"),
        (["create-token", "khong-co@vidu.vn"], 1, "khong-co@vidu.vn"),
        (["import-case", "README.md"], 1, ""),
        (["coverage", "--unit", "19", "--by", "khong-biet"], 2, "khong-biet"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_a_refusal_says_what_and_exits_as_promised(initialised, arguments, status, word):
    done = lms(*arguments, env=initialised)

    assert done.returncode == status
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_the_database_may_be_named_before_the_command_as_well(initialised):
    url = initialised["DATABASE_URL"]
    elsewhere = {**initialised, "DATABASE_URL": "mysql://may/csdl"}

    before = lms("--database", url, "coverage", "--unit", "19", "--json", env=elsewhere)
    after = lms("coverage", "--unit", "19", "--json", "--database", url, env=elsewhere)

    assert (before.returncode, before.stdout) == (after.returncode, after.stdout) == (0, "[]\n"), (
        before.stderr
    )


def test_a_database_that_was_never_initialised_is_told_so(tmp_path):
    done = lms("coverage", "--unit", "19", env=environment(tmp_path, **KEYS))

    assert done.returncode == 1
    assert "lms init" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_course_without_a_named_institution_belongs_to_the_ministry(tmp_path):
    env = environment(tmp_path, **KEYS)
    assert lms("init", env=env).returncode == 0
    folder = ROOT / "content" / "courses" / "KH04"

    dry, first, again = (lms("import-course", folder, *more, env=env) for more in (["--dry-run"], [], []))

    assert [done.returncode for done in (dry, first, again)] == [0, 0, 0], first.stderr
    assert dry.stdout.startswith(first.stdout.strip())  # the dry run took nothing in
    assert again.stdout != first.stdout


def test_the_launcher_imports_nothing_from_where_the_operator_stands(tmp_path):
    (tmp_path / "courses.py").write_text("raise SystemExit(99)", encoding="utf-8")
    launcher = (ROOT / "scripts" / "install-product").read_text(encoding="utf-8")
    line = next(line for line in launcher.splitlines() if line.startswith("exec "))
    flags = line.split('/python"')[1].split(" -c")[0].split()
    command = [sys.executable, *flags, "-c", "import courses; print(courses.__file__)"]
    env = {**environment(tmp_path), "PYTHONPATH": str(ROOT)}

    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60)  # noqa: S603

    assert done.stdout.strip() == str(ROOT / "courses" / "__init__.py"), done.stderr


def test_an_account_is_made_with_a_link_that_is_printed_once(initialised):
    wanted = ("create-account", "an@vidu.vn", "--name", "Lê An", "--role", "department", "--scope", "19")
    first = lms(*wanted, env=initialised)
    again = lms(*wanted, env=initialised)

    assert first.stdout.startswith("http://127.0.0.1:8000/set-password/")
    assert again.returncode == 1
    assert "an@vidu.vn" in again.stderr


def test_a_token_is_printed_once_and_can_be_revoked(initialised):
    lms("create-account", "tich@vidu.vn", "--name", "Hệ thống tỉnh", "--role", "ministry", env=initialised)

    made = lms("create-token", "tich@vidu.vn", "--scope", "write", "--purpose", "Báo cáo", env=initialised)
    number = made.stderr.split()[0]
    revoked = lms("revoke-token", number, env=initialised)
    listed = lms("list-tokens", "tich@vidu.vn", env=initialised)

    assert (made.returncode, len(made.stdout.strip())) == (0, 43)
    assert (revoked.returncode, revoked.stdout) == (0, listed.stdout)
    assert listed.stdout.split()[:3] == [number, "tich@vidu.vn", "write"]
    assert listed.stdout.endswith("Báo cáo\n")
    assert lms("revoke-token", "987654", env=initialised).returncode == 1
    assert lms("create-token", "system@localhost", env=initialised).returncode == 1
    assert lms("create-token", "ai@vidu.vn", env=initialised).returncode == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEFAULT_LOCALE", "fr"),
        ("FORM_OF_ADDRESS", "ban"),
        ("TIMEZONE", "Asia/Thai_Nguyen"),
        ("FILES_URL", "s3://kho"),
        ("DATABASE_URL", "mysql://may/csdl"),
        ("DATA_KEY", "ngắn"),
        ("SECRET_KEY", "ngắn"),
    ],
)
def test_a_setting_that_cannot_be_meant_stops_the_start_by_name(tmp_path, name, value):
    done = lms("init", env=environment(tmp_path, **{**KEYS, name: value}))

    assert done.returncode == 1
    assert name in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_the_product_does_not_start_without_keys(tmp_path, command):
    env = environment(tmp_path)
    assert lms("init", env=env).returncode == 0

    done = lms(command, env=env)

    assert done.returncode == 1
    assert "SECRET_KEY" in done.stderr


def test_the_web_server_answers_and_stops_cleanly_on_ctrl_c(initialised):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from app import main; main()",
        "serve",
        "--port",
        str(port),
        "--workers",
        "1",
    ]
    server = subprocess.Popen(command, cwd=ROOT, env=initialised, stderr=subprocess.PIPE, text=True)  # noqa: S603
    for line in server.stderr:  # gunicorn says when it listens
        if "Listening at" in line:
            break
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=30) as answer:
        assert json.load(answer) == {"status": "ok"}

    server.send_signal(signal.SIGINT)

    assert server.wait(timeout=30) == 0
    server.stderr.close()
