import json
import struct
import zipfile
from io import BytesIO

import pytest

from process_models import files as module
from process_models.files import canonical, content_hash, read_folder, read_zip, write_zip
from process_models.problems import PackageError
from tests.process_models.samples import files


def zipped(members: dict[str, bytes], **info: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in members.items():
            entry = zipfile.ZipInfo(path)
            for name, value in info.items():
                setattr(entry, name, value)
            archive.writestr(entry, data)
    return out.getvalue()


def refused(act, *arguments) -> str:
    with pytest.raises(PackageError) as caught:
        act(*arguments)
    found = caught.value.problems[0]
    assert found.text("vi") != found.text("en")
    return found.code


def test_the_same_content_gives_the_same_zip_byte_for_byte():
    made = files()
    assert write_zip(made) == write_zip(dict(reversed(made.items())))


def test_a_zip_gives_its_files_back_with_the_same_identity():
    assert content_hash(read_zip(write_zip(files()))) == content_hash(files())


def test_a_zip_of_the_folder_itself_is_unwrapped():
    wrapped = zipped({f"2.000815/{path}": data for path, data in files().items()})
    assert read_zip(wrapped) == dict(sorted(files().items()))


def test_indenting_json_or_windows_line_ends_make_no_other_package():
    made = files()
    other = dict(made)
    other["procedure.json"] = json.dumps(json.loads(made["procedure.json"])).encode()
    other["process.bpmn"] = made["process.bpmn"].replace(b"\n", b"\r\n")
    assert content_hash(other) == content_hash(made)


@pytest.mark.parametrize("path", ["procedure.json", "process.bpmn", "forms/search.ui.json"])
def test_a_changed_word_makes_another_package(path):
    made = files()
    assert content_hash({**made, path: made[path].replace(b"S", b"Z", 1)}) != content_hash(made)


def test_a_renamed_file_makes_another_package():
    made = files()
    moved = {("scenarios/other.json" if path == "scenarios/good.json" else path): data for path, data in made.items()}
    assert content_hash(moved) != content_hash(made)


def test_numbers_written_differently_are_kept_apart_and_broken_json_still_has_an_identity():
    assert canonical("a.json", b'{"b": [1, null], "a": 0.10}') == b'{"a":0.10,"b":[1,null]}'
    assert canonical("a.json", b'{"b": [1, null], "a": "0.10"}') == b'{"a":"0.10","b":[1,null]}'
    assert canonical("a.json", b"{") == b"{"


@pytest.mark.parametrize("path", ["../evil.txt", "/etc/passwd", "forms/../../evil", "C:\\evil", "a\\b"])
def test_a_path_that_leads_out_of_the_archive_is_refused(path):
    assert refused(read_zip, zipped({path: b"x"})) == "package.path"


def test_a_symbolic_link_in_an_archive_is_refused():
    assert refused(read_zip, zipped({"procedure.json": b"/etc/passwd"}, external_attr=0o120777 << 16)) == "package.link"


def test_a_file_twice_in_an_archive_is_refused():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("procedure.json", b"{}")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("procedure.json", b"[]")
    assert refused(read_zip, out.getvalue()) == "package.twice"


def test_an_encrypted_archive_is_refused():
    content = bytearray(zipped({"procedure.json": b"{}"}))
    at = content.index(b"PK\x01\x02")
    struct.pack_into("<H", content, at + 8, 1)
    assert refused(read_zip, bytes(content)) == "package.encrypted"


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 cut off"])
def test_what_is_no_zip_is_refused(content):
    assert refused(read_zip, content) == "package.bad-zip"


def test_a_damaged_archive_is_refused():
    content = bytearray(write_zip({"procedure.json": b"x" * 5000}))
    content[60] ^= 0xFF
    assert refused(read_zip, bytes(content)) == "package.bad-zip"


def test_a_giant_file_is_refused_by_what_it_unpacks_to(monkeypatch):
    monkeypatch.setattr(module, "MAX_FILE", 1000)
    bomb = zipped({"procedure.json": b"0" * 100_000}, compress_type=zipfile.ZIP_DEFLATED)
    assert refused(read_zip, bomb) == "package.file-too-big"


def test_too_much_altogether_is_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_TOTAL", 1000)
    assert refused(read_zip, zipped({f"forms/f{i}.ui.json": b"0" * 300 for i in range(5)})) == "package.too-big"


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr(module, "MAX_FILES", 3)
    assert refused(read_zip, zipped({f"forms/f{i}.ui.json": b"0" for i in range(5)})) == "package.too-many"


def test_an_archive_that_is_too_big_itself_is_not_opened(monkeypatch):
    monkeypatch.setattr(module, "MAX_ZIP", 10)
    assert refused(read_zip, zipped({"a.json": b"x"})) == "package.too-big"


def test_a_folder_is_read_without_hidden_files(tmp_path):
    for path, data in files().items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "config").write_text("x")
    (tmp_path / "__pycache__").mkdir()
    assert read_folder(tmp_path) == dict(sorted(files().items()))


def test_a_link_in_a_folder_is_refused(tmp_path):
    (tmp_path / "procedure.json").symlink_to("/etc/passwd")
    assert refused(read_folder, tmp_path) == "package.link"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "a").write_text("x")
    assert refused(read_folder, tmp_path / "a") == "package.not-a-folder"
