"""What the log may say."""

import json
import logging

import pytest
import structlog

from strongroom import logs
from strongroom.storage.engine import StoreCorrupted


@pytest.fixture(autouse=True)
def _as_before():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def raised(error):
    try:
        raise error
    except type(error) as caught:
        return caught


def test_a_line_of_json_has_its_fields(capsys):
    logs.configure_logs("info", as_json=True)
    structlog.get_logger("x").info("hello", table="Music")
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["level"], line["table"]) == ("hello", "info", "Music")
    assert line["timestamp"].endswith("Z")


def test_a_line_for_people_has_them_too(capsys):
    logs.configure_logs("info", as_json=False)
    structlog.get_logger("x").info("hello", table="Music")
    line = capsys.readouterr().err
    assert "hello" in line
    assert "table=Music" in line
    assert "\x1b" not in line


def test_what_is_below_the_level_is_not_said(capsys):
    logs.configure_logs("warning", as_json=True)
    log = structlog.get_logger("x")
    log.info("no")
    log.warning("yes")
    assert json.loads(capsys.readouterr().err)["event"] == "yes"


def test_libraries_log_in_the_same_form(capsys):
    logs.configure_logs("info", as_json=True)
    logging.getLogger("asyncio").warning("slow %s", "callback")
    assert json.loads(capsys.readouterr().err)["event"] == "slow callback"


def test_an_exception_of_a_library_is_told_without_its_message(capsys):
    logs.configure_logs("info", as_json=True)
    logging.getLogger("asyncio").error("callback failed", exc_info=raised(ValueError("an item's value")))
    text = capsys.readouterr().err
    line = json.loads(text)
    assert (line["event"], line["error"]) == ("callback failed", "ValueError")
    assert "test_logs.py" in line["traceback"]
    assert "an item's value" not in text


def test_a_failure_is_told_by_type_and_place():
    said = logs.failure(raised(KeyError("an item's value")))
    assert said["error"] == "KeyError"
    assert "test_logs.py" in said["traceback"]
    assert "an item's value" not in str(said)


def test_what_the_engine_and_the_system_say_is_told():
    assert "/data/x.db" in logs.failure(raised(StoreCorrupted("x", "/data/x.db", "page 3")))["detail"]
    assert "No space left" in logs.failure(raised(OSError(28, "No space left on device")))["detail"]


def test_the_cause_is_named():
    error = RuntimeError("x")
    error.__cause__ = KeyError("an item's value")
    said = logs.failure(error)
    assert said["cause"] == "KeyError"
    assert "an item's value" not in str(said)
