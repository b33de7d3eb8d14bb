"""Where a host's cgroups go, read from what kernels of both cgroup versions say."""

from pathlib import Path

from lab.hosts.cgroups import Tree, trees

V1_MOUNTS = """\
24 1 0:22 / /sys rw - sysfs sysfs rw
25 24 0:23 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
26 25 0:24 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
27 25 0:25 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
28 25 0:26 / /sys/fs/cgroup/systemd rw,relatime - cgroup cgroup rw,name=systemd
29 25 0:27 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw
"""
V1_PLACES = """\
9:name=systemd:/user.slice/session-1.scope
4:memory:/sandbox/7
1:cpu,cpuacct:/
0::/user.slice/session-1.scope
"""


def test_v1_has_a_place_in_every_hierarchy():
    assert trees(V1_MOUNTS, V1_PLACES) == [
        Tree(frozenset({"cpu", "cpuacct"}), Path("/sys/fs/cgroup/cpu,cpuacct")),
        Tree(frozenset({"memory"}), Path("/sys/fs/cgroup/memory/sandbox/7")),
        Tree(frozenset({"name=systemd"}), Path("/sys/fs/cgroup/systemd/user.slice/session-1.scope")),
        Tree(frozenset({""}), Path("/sys/fs/cgroup/unified/user.slice/session-1.scope")),
    ]


def test_v2_has_one():
    mounts = "30 24 0:28 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"

    assert trees(mounts, "0::/system.slice/lab.service\n") == [Tree(frozenset({""}), Path("/sys/fs/cgroup/system.slice/lab.service"))]


def test_a_mount_that_shows_a_part_of_the_hierarchy_is_followed_from_there():
    mounts = "27 25 0:25 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n"

    assert trees(mounts, "4:memory:/docker/abc/job\n") == [Tree(frozenset({"memory"}), Path("/sys/fs/cgroup/memory/job"))]


def test_a_place_outside_of_what_is_mounted_is_the_mount_itself():
    mounts = "27 25 0:25 /docker/abc /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"

    assert trees(mounts, "4:memory:/elsewhere\n") == [Tree(frozenset({"memory"}), Path("/sys/fs/cgroup/memory"))]
