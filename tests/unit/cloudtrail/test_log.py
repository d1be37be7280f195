"""The audit log on disk: groups, rotation, crashes, a disk that refuses."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import stat
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from typing import Any

import orjson
import pytest

from strongroom.encryption.root_key import RootKey
from strongroom.randomness import SystemRandomness
from strongroom.services.cloudtrail.files import audit_files, lines, lines_backwards, new_file
from strongroom.services.cloudtrail.head import HEAD_FILE, HeadBroken, HeadFile
from strongroom.services.cloudtrail.inspection import inspect
from strongroom.services.cloudtrail.log import AuditLogFull
from strongroom.services.cloudtrail.verify import Flaw
from strongroom.storage.engine import StorageError

from .kit import ROOT_KEY, all_lines, check, plain_log, read_head


def _write(directory: Path, *names: str, **options: Any) -> None:
    """Open the log, append events and close it again."""

    async def write() -> None:
        log = plain_log(directory, **options)
        log.start()
        for name in names:
            log.append({"eventName": name})
        await log.close()

    asyncio.run(write())


def _names(directory: Path) -> list[str]:
    return [orjson.loads(line)["eventName"] for line in all_lines(directory)]


def _numbered(first: int, last: int) -> list[str]:
    return [f"E{number}" for number in range(first, last + 1)]


def test_events_are_written_in_order_and_go_on_after_a_restart(tmp_path: Path) -> None:
    _write(tmp_path, *_numbered(1, 5))
    _write(tmp_path, *_numbered(6, 9))
    assert _names(tmp_path) == _numbered(1, 9)
    verdict = check(tmp_path)
    assert verdict.whole
    assert verdict.link == read_head(tmp_path)
    assert verdict.events == 9


def test_flushed_events_are_on_disk_before_the_log_is_closed(tmp_path: Path) -> None:
    async def write() -> list[str]:
        log = plain_log(tmp_path, group_seconds=30.0)
        log.start()
        log.append({"eventName": "E1"})
        await asyncio.wait_for(log.flushed(), 5)
        found = _names(tmp_path)
        await log.close()
        return found

    assert asyncio.run(write()) == ["E1"]


def test_an_event_is_on_disk_soon_without_being_asked_for(tmp_path: Path) -> None:
    async def write() -> None:
        log = plain_log(tmp_path, group_seconds=0.02)
        log.start()
        log.append({"eventName": "E1"})
        deadline = time.monotonic() + 5
        while not all_lines(tmp_path):
            assert time.monotonic() < deadline
            await asyncio.sleep(0.005)
        await log.close()

    asyncio.run(write())


def test_many_events_share_a_group(tmp_path: Path) -> None:
    _write(tmp_path, *_numbered(1, 2500), group_seconds=0.05)
    assert _names(tmp_path) == _numbered(1, 2500)
    assert check(tmp_path).whole


def test_a_full_file_is_followed_by_a_new_one_named_by_its_first_event(tmp_path: Path) -> None:
    for number in range(1, 7):
        _write(tmp_path, f"E{number}", file_bytes=200)
    files = audit_files(tmp_path)
    assert len(files) == 3
    for file in files:
        first = orjson.loads(next(lines(file)).text)
        assert first["chain"]["sequence"] == file.first
    assert check(tmp_path).whole


def test_full_files_may_be_moved_away(tmp_path: Path) -> None:
    log, archive = tmp_path / "audit", tmp_path / "archive"
    archive.mkdir()
    for number in range(1, 7):
        _write(log, f"E{number}", file_bytes=200)
    for file in audit_files(log)[:2]:
        file.path.rename(archive / file.name)
    _write(log, "E7", file_bytes=200)
    assert [finding.text for finding in inspect(log, ROOT_KEY).findings] == ["events 1 to 4 are missing"]
    verdict = inspect(log, ROOT_KEY, [archive])
    assert (verdict.whole, verdict.events) == (True, 7)
    audit_files(archive)[0].path.unlink()
    assert [finding.text for finding in inspect(log, ROOT_KEY, [archive]).findings] == [
        "events 1 to 2 are missing"
    ]


def test_only_the_owner_can_read_the_files(tmp_path: Path) -> None:
    directory = tmp_path / "audit"
    _write(directory, "E1")
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    for path in directory.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


class TestCrashes:
    def test_a_torn_last_line_is_cut_off_at_the_next_start(self, tmp_path: Path) -> None:
        _write(tmp_path, *_numbered(1, 3))
        with audit_files(tmp_path)[-1].path.open("ab") as stream:
            stream.write(b'{"eventName":"E4","cha')
        assert [each.flaw for each in check(tmp_path).findings] == [Flaw.TORN]
        _write(tmp_path, "E5")
        assert _names(tmp_path) == ["E1", "E2", "E3", "E5"]
        assert check(tmp_path).whole

    def test_a_file_that_holds_nothing_but_a_torn_line_is_healed(self, tmp_path: Path) -> None:
        _write(tmp_path, *_numbered(1, 3))
        new_file(tmp_path, 4).path.write_bytes(b'{"eventNa')
        _write(tmp_path, "E4")
        assert _names(tmp_path) == _numbered(1, 4)
        assert check(tmp_path).whole

    def test_events_behind_the_sealed_head_are_kept(self, tmp_path: Path) -> None:
        _write(tmp_path, *_numbered(1, 3))
        old_head = (tmp_path / HEAD_FILE).read_bytes()
        _write(tmp_path, *_numbered(4, 6))
        (tmp_path / HEAD_FILE).write_bytes(old_head)
        assert check(tmp_path).whole
        _write(tmp_path, "E7")
        assert _names(tmp_path) == _numbered(1, 7)
        verdict = check(tmp_path)
        assert verdict.whole
        assert verdict.link == read_head(tmp_path)

    def test_a_head_whose_writing_was_interrupted_is_not_lost(self, tmp_path: Path) -> None:
        for number in range(1, 5):
            _write(tmp_path, f"E{number}")
        before = read_head(tmp_path)
        content = bytearray((tmp_path / HEAD_FILE).read_bytes())
        older = _older_slot(tmp_path, content)
        content[older + 5 : older + 60] = bytes(55)
        (tmp_path / HEAD_FILE).write_bytes(bytes(content))
        assert read_head(tmp_path) == before
        _write(tmp_path, "E5")
        assert check(tmp_path).whole

    def test_killed_while_writing_the_log_is_whole_and_has_all_that_was_flushed(self, tmp_path: Path) -> None:
        program = textwrap.dedent(
            """
            import asyncio, sys
            from pathlib import Path
            from tests_kit import plain_log
            async def main():
                log = plain_log(Path(sys.argv[1]), file_bytes=20_000)
                log.start()
                number = 0
                while True:
                    for _ in range(7):
                        number += 1
                        log.append({"eventName": f"E{number}", "padding": "x" * 200})
                    await log.flushed()
                    print(number, flush=True)
            asyncio.run(main())
            """
        )
        kit = Path(__file__).with_name("kit.py")
        (tmp_path / "tests_kit.py").write_text(kit.read_text())
        directory = tmp_path / "audit"
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(directory)],
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{os.pathsep.join(sys.path)}"},
        )
        assert process.stdout is not None
        flushed = 0
        while flushed < 300:
            flushed = int(process.stdout.readline())
        process.send_signal(signal.SIGKILL)
        for line in process.stdout.read().split():
            flushed = int(line)
        process.wait()
        process.stdout.close()
        _write(directory, "after")
        assert check(directory).whole
        names = _names(directory)
        assert names[:flushed] == _numbered(1, flushed)
        assert names[-1] == "after"


def _older_slot(directory: Path, content: bytes) -> int:
    """The offset of the slot that can be spoiled without changing what is read."""
    newest = read_head(directory)
    for offset in (0, 128):
        spoiled = bytearray(content)
        spoiled[offset + 5 : offset + 60] = bytes(55)
        (directory / HEAD_FILE).write_bytes(bytes(spoiled))
        kept = read_head(directory) == newest
        (directory / HEAD_FILE).write_bytes(content)
        if kept:
            return offset
    raise AssertionError("both slots are needed")


class TestTampering:
    def _start(self, directory: Path) -> list[str]:
        async def start() -> list[str]:
            log = plain_log(directory)
            problems = list(log.start())
            log.append({"eventName": "after"})
            await log.close()
            return problems

        return asyncio.run(start())

    def test_events_cut_off_the_end_are_noticed_at_the_start_and_by_every_later_check(
        self, tmp_path: Path
    ) -> None:
        _write(tmp_path, *_numbered(1, 6))
        file = audit_files(tmp_path)[-1]
        os.truncate(file.path, list(lines(file))[4].offset)
        assert self._start(tmp_path) == ["events 5 to 6 are missing from the end of the log"]
        findings = check(tmp_path).findings
        assert [(each.flaw, each.first, each.last) for each in findings] == [(Flaw.MISSING, 5, 6)]
        assert self._start(tmp_path) == []

    def test_a_log_that_was_removed_is_noticed(self, tmp_path: Path) -> None:
        _write(tmp_path, *_numbered(1, 6))
        for file in audit_files(tmp_path):
            file.path.unlink()
        assert self._start(tmp_path) == ["events 1 to 6 are missing from the end of the log"]
        assert [(each.first, each.last) for each in check(tmp_path).findings] == [(1, 6)]

    def test_a_changed_last_event_is_noticed(self, tmp_path: Path) -> None:
        _write(tmp_path, *_numbered(1, 6))
        path = audit_files(tmp_path)[-1].path
        path.write_bytes(path.read_bytes().replace(b"E6", b"F6"))
        assert self._start(tmp_path) == ["event 6 is not the one that the sealed head names"]
        assert [(each.flaw, each.first) for each in check(tmp_path).findings] == [(Flaw.ALTERED, 6)]

    def test_a_damaged_last_line_is_noticed_and_the_chain_goes_on_from_the_head(self, tmp_path: Path) -> None:
        _write(tmp_path, *_numbered(1, 6))
        file = audit_files(tmp_path)[-1]
        content = bytearray(file.path.read_bytes())
        content[-10:-1] = b"#########"
        file.path.write_bytes(bytes(content))
        (problem,) = self._start(tmp_path)
        assert problem.startswith(f"the last line of {file.name} is damaged")
        assert [(each.flaw, each.first) for each in check(tmp_path).findings] == [(Flaw.MALFORMED, 6)]

    def test_a_removed_head_is_noticed(self, tmp_path: Path) -> None:
        _write(tmp_path, "E1")
        (tmp_path / HEAD_FILE).unlink()
        assert [each.flaw for each in inspect(tmp_path, ROOT_KEY).findings] == [Flaw.HEAD]
        assert self._start(tmp_path) == ["the sealed head is missing"]

    def test_a_head_sealed_under_another_root_key_is_noticed(self, tmp_path: Path) -> None:
        _write(tmp_path, "E1")
        head = read_head(tmp_path)
        assert head is not None
        (tmp_path / HEAD_FILE).unlink()
        HeadFile(tmp_path, RootKey(bytes(32), SystemRandomness(), bytes([1]) * 32)).write(head)
        with pytest.raises(HeadBroken):
            read_head(tmp_path)
        assert [each.flaw for each in inspect(tmp_path, ROOT_KEY).findings] == [Flaw.HEAD]
        (problem,) = self._start(tmp_path)
        assert problem.startswith("the sealed head does not open")
        assert read_head(tmp_path) is not None


class TestFullDisk:
    """The disk refuses: here by the process's limit on the size of a file."""

    @pytest.fixture
    def limited(self) -> Any:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        yield lambda size: resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    def test_events_wait_until_the_disk_takes_them_again(self, tmp_path: Path, limited: Any) -> None:
        async def write() -> None:
            log = plain_log(tmp_path)
            log.start()
            log.append({"eventName": "E1"})
            await log.flushed()
            limited(audit_files(tmp_path)[0].path.stat().st_size + 30)
            log.append({"eventName": "E2"})
            flushed = log.flushed()
            await asyncio.sleep(0.1)
            assert not flushed.done()
            assert _names(tmp_path) == ["E1"]
            limited(resource.RLIM_INFINITY)
            log.append({"eventName": "E3"})
            await asyncio.wait_for(log.flushed(), 5)
            assert flushed.done()
            await log.close()

        asyncio.run(write())
        assert _names(tmp_path) == ["E1", "E2", "E3"]
        assert check(tmp_path).whole

    def test_closing_meanwhile_tells_those_who_wait(self, tmp_path: Path, limited: Any) -> None:
        async def write() -> None:
            log = plain_log(tmp_path)
            log.start()
            limited(10)
            log.append({"eventName": "E1"})
            flushed = log.flushed()
            await log.close()
            with pytest.raises(StorageError):
                await flushed

        asyncio.run(write())
        limited(resource.RLIM_INFINITY)
        assert check(tmp_path).whole
        assert _names(tmp_path) == []

    def test_calls_are_refused_when_too_many_events_wait(self, tmp_path: Path, limited: Any) -> None:
        async def write() -> None:
            log = plain_log(tmp_path, backlog=3)
            log.start()
            limited(10)
            log.append({"eventName": "E1"})
            await asyncio.sleep(0.05)
            for number in (2, 3, 4):
                log.check_room()
                log.append({"eventName": f"E{number}"})
            with pytest.raises(AuditLogFull):
                log.check_room()
            limited(resource.RLIM_INFINITY)
            await log.flushed()
            log.check_room()
            await log.close()

        asyncio.run(write())
        assert _names(tmp_path) == _numbered(1, 4)


def test_an_event_that_cannot_be_made_does_not_end_the_log(tmp_path: Path) -> None:
    async def write() -> None:
        log = plain_log(tmp_path)
        log.start()
        log.append({"eventName": object()})
        log.append({"eventName": "E1"})
        await asyncio.wait_for(log.flushed(), 5)
        await log.close()

    asyncio.run(write())
    assert _names(tmp_path) == ["E1"]


@pytest.mark.parametrize(
    "content", [b"", b"a\n", b"a\nb\n", b"a\nb", b"\n\n", b"\n", b"x" * 200_000 + b"\ny\n"]
)
def test_lines_are_the_same_in_both_directions(tmp_path: Path, content: bytes) -> None:
    file = new_file(tmp_path, 1)
    file.path.write_bytes(content)
    forwards = list(lines(file))
    assert list(lines_backwards(file)) == forwards[::-1]
    for index, line in enumerate(forwards):
        assert list(lines_backwards(file, line.offset)) == forwards[:index][::-1]


def test_lines_backwards_across_many_blocks(tmp_path: Path) -> None:
    file = new_file(tmp_path, 1)
    file.path.write_bytes(b"".join(b"%d" % number * 50 + b"\n" for number in range(5000)))
    assert list(lines_backwards(file)) == list(lines(file))[::-1]


def test_the_head_is_sealed(tmp_path: Path) -> None:
    _write(tmp_path, "E1")
    head = read_head(tmp_path)
    assert head is not None
    assert head.digest not in (tmp_path / HEAD_FILE).read_bytes()
    assert HeadFile(tmp_path, ROOT_KEY).read() == head


def test_an_inspection_compares_the_files_with_the_sealed_head(tmp_path: Path) -> None:
    assert inspect(tmp_path / "none", ROOT_KEY).whole
    _write(tmp_path, *_numbered(1, 4))
    assert inspect(tmp_path, ROOT_KEY).whole
    file = audit_files(tmp_path)[-1]
    os.truncate(file.path, list(lines(file))[3].offset)
    assert [each.flaw for each in inspect(tmp_path, ROOT_KEY).findings] == [Flaw.MISSING]
