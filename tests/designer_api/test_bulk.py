"""Many packages in several processes: the same results in the same order, kept ones marked, progress told."""

import json

from designer_api.bulk import Bulk
from designer_api.checking import check_paths
from process_models.verdicts import FolderVerdicts
from tests.designer_api.test_checking import written
from tests.process_models.samples import files, with_procedure


def catalogue(folder, count: int = 5):
    for number in range(count):
        broken = {"registers": {}} if number == 3 else {}
        made = with_procedure(code=f"9.00000{number}", **broken)
        (folder / f"9.00000{number}").mkdir()
        written(folder / f"9.00000{number}", made)
    return folder


def test_two_processes_say_what_one_says_in_the_order_of_names(tmp_path):
    folder = catalogue(tmp_path)
    alone, together = (check_paths([folder], bulk=Bulk(jobs=jobs)) for jobs in (1, 2))
    assert alone == together
    assert [result["ok"] for result in together] == [True, True, True, False, True]
    assert [result["path"] for result in together] == sorted(result["path"] for result in together)
    json.dumps(together)


def test_what_was_checked_is_known_to_every_process(tmp_path):
    (tmp_path / "packages").mkdir()
    folder = catalogue(tmp_path / "packages")
    bulk = Bulk(jobs=2, verdicts=FolderVerdicts(tmp_path / "kept"))
    first, second = (check_paths([folder], bulk=bulk) for _ in range(2))
    assert [(one["kept"], two["kept"]) for one, two in zip(first, second, strict=True)] == [(False, True)] * 5
    assert [{**one, "kept": True} for one in first] == second
    (folder / "9.000001" / "procedure.json").write_bytes(with_procedure(registers={})["procedure.json"])
    third = check_paths([folder], bulk=bulk)
    assert [(one["kept"], one["ok"]) for one in third][1] == (False, False)


def test_a_used_package_is_found_beside_the_one_that_uses_it(tmp_path):
    using = with_procedure(uses=[{"code": "9.000002", "version": "1.0.0"}])
    call = b'<callActivity id="Task_Reply" name="Tr\xe1\xba\xa3 l\xe1\xbb\x9di" motcua:calls="9.000002"/>'
    start = using["process.bpmn"].index(b'<userTask id="Task_Reply"')
    end = using["process.bpmn"].index(b"/>", start) + 2
    using["process.bpmn"] = using["process.bpmn"][:start] + call + using["process.bpmn"][end:]
    (tmp_path / "9.000001").mkdir()
    path = written(tmp_path / "9.000001", using)
    codes = [each["code"] for each in check_paths([path])[0]["problems"]]
    assert "proof.used-missing" in codes
    (tmp_path / "9.000002").mkdir()
    written(tmp_path / "9.000002", files())
    codes = [each["code"] for each in check_paths([path])[0]["problems"]]
    assert "proof.used-missing" not in codes
