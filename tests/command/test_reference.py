"""`reference`: every key by its path, as reports and the reference write it."""

import json

import pytest

from components.command.main import main
from components.core.config.key_path import UnknownKey, at
from components.core.config.nested import keys_of, nested
from components.core.config.reference import reference
from components.core.config.schema.cluster import CLUSTER


def test_all_of_it_is_that_of_the_documentation(capsys: pytest.CaptureFixture[str]):
    assert main(["reference"]) == 0
    assert capsys.readouterr().out == f"{reference()}\n"


def test_every_key_is_found_by_its_path():
    for path, table in nested("", CLUSTER):
        for key in keys_of(table):
            whole = f"{path}.{key.name}".removeprefix(".")
            assert key in at(whole).keys, whole
            assert at(whole).path == whole


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("cluster.workerPools[0].hosts[12].name", "workerPools[].hosts[].name"),
        ("kubeadm:cluster.workerPools.hosts.name", "workerPools[].hosts[].name"),
        ('cluster.sources.registryMirrors["ghcr.io"].url', "sources.registryMirrors.*.url"),
        ("sources.registryMirrors.ghcr.user", "sources.registryMirrors.*.user"),
        ('cluster.workerPools[0].labels["example.com/tier"]', "workerPools[].labels"),
        ("controlPlane.labels.tier", "controlPlane.labels"),
    ],
)
def test_paths_are_taken_as_reports_and_people_write_them(path: str, found: str):
    assert at(path).path == found


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("etcd.relase", "etcd.relase: got 'relase', want 'release', the nearest name"),
        ("workerPools[].hosts[].nme", "workerPools[].hosts[].nme: got 'nme', want 'name'"),
        ("kubelet.maxPods", "want no key below kubelet"),
        ("name..x", "want a path such as"),
    ],
)
def test_a_path_that_leads_nowhere_says_where_it_ends(path: str, words: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(UnknownKey, match=words.replace("[", r"\[").replace(".", r"\.")):
        at(path)
    assert main(["reference", path]) == 1
    assert capsys.readouterr().out == ""


def test_a_key_that_kinds_share_is_told_of_each(capsys: pytest.CaptureFixture[str]):
    main(["reference", "loadBalancer.vip"])
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| `vip`")]
    assert [row.split("|")[2].strip() for row in rows] == ["haproxy", "kubeVip"]


def test_json_has_every_key(capsys: pytest.CaptureFixture[str]):
    main(["reference", "--json"])
    entries = json.loads(capsys.readouterr().out)
    assert {entry["path"] for entry in entries} == {
        f"{path}.{key.name}".removeprefix(".") for path, table in nested("", CLUSTER) for key in keys_of(table)
    }
    main(["reference", "--json", "controlPlane.drain"])
    drain = json.loads(capsys.readouterr().out)
    assert [entry["path"] for entry in drain][:2] == ["controlPlane.drain", "controlPlane.drain.gracePeriodSeconds"]
    assert drain[1]["default"] == "`-1`"
