"""What a machine lacks is said at once, with what to do about each."""

import dataclasses

from lab.hosts.requirements import PROGRAMS, Facts, Unfit, lacks_for_setup, lacks_for_up, missing_programs

GIB = 2**30
FIT = Facts(
    system="Linux",
    uid=0,
    programs=frozenset(PROGRAMS),
    has_overlay=True,
    cgroups_writable=True,
    cache_room=50 * GIB,
    state_room=50 * GIB,
    memory=16 * GIB,
)


def but(**changes: object) -> Facts:
    return dataclasses.replace(FIT, **changes)


def test_a_fit_machine_lacks_nothing():
    assert lacks_for_setup(FIT, made=False) == []
    assert lacks_for_up(FIT, 5) == []


def test_everything_that_is_missing_is_in_one_report():
    found = but(
        uid=1000,
        programs=frozenset(PROGRAMS) - {"nft", "systemd-nspawn"},
        has_overlay=False,
        cgroups_writable=False,
        state_room=GIB,
        memory=GIB,
    )

    report = str(Unfit(lacks_for_up(found, 3)))

    assert report.splitlines() == [
        "this machine cannot be a lab yet:",
        "  - you are user id 1000, not root; run the same command with sudo",
        "  - its kernel has no overlay file system (CONFIG_OVERLAY_FS); run one that has",
        "  - its cgroups are not mounted, or read-only; in a container, run that one with --privileged",
        "  - systemd-nspawn is not installed; `lab setup` installs it (Debian: systemd-container)",
        "  - nft is not installed; `lab setup` installs it (Debian: nftables)",
        "  - too little disk for 3 more hosts (LAB_STATE): 1.0 GiB are free, 9.0 GiB are needed",
        "  - too little memory for 3 more hosts: 1.0 GiB are free, 1.5 GiB are needed",
    ]


def test_another_system_is_the_only_thing_said():
    assert lacks_for_up(but(system="Darwin", uid=501, memory=0), 3) == [
        "it runs Darwin; hosts are Linux containers, so use a Linux machine or virtual machine"
    ]


def test_setup_wants_room_only_until_it_is_done():
    full = but(cache_room=GIB)

    assert lacks_for_setup(full, made=False) == ["too little disk for the cache (LAB_CACHE): 1.0 GiB are free, 12.0 GiB are needed"]
    assert lacks_for_setup(full, made=True) == []


def test_setup_knows_which_packages_to_install():
    assert missing_programs(but(programs=frozenset(PROGRAMS) - {"ssh", "ssh-keygen", "mmdebstrap"})) == {
        "mmdebstrap": "mmdebstrap",
        "ssh": "openssh-client",
        "ssh-keygen": "openssh-client",
    }


def test_hosts_that_are_there_already_need_no_more_room():
    assert lacks_for_up(but(state_room=0, memory=0), 0) == []
