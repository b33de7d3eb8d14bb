"""Which lab it is, where its things are, and which addresses it hands out."""

from pathlib import Path

import pytest

from lab.settings import InvalidSettings, Settings


def test_without_variables_it_is_lab_0_in_the_user_s_cache():
    settings = Settings.from_env({"HOME": "/home/me"})

    assert settings.number == 0
    assert settings.cache == Path("/home/me/.cache/pulumi-kubeadm-lab")
    assert settings.state == Path("/var/lib/pulumi-kubeadm-lab/0")


def test_variables_move_the_lab():
    settings = Settings.from_env({"LAB_NUMBER": "7", "LAB_CACHE": "/big/cache", "LAB_STATE": "/fast/state", "XDG_CACHE_HOME": "/ignored"})

    assert (settings.number, settings.cache, settings.state) == (7, Path("/big/cache"), Path("/fast/state"))


def test_labs_share_no_address_and_no_device():
    labs = [Settings.from_env({"LAB_NUMBER": str(number), "HOME": "/root"}) for number in range(10)]

    assert len({lab.bridge for lab in labs}) == 10
    assert not any(one.subnet.overlaps(other.subnet) for one in labs for other in labs if one is not other)


def test_addresses_leave_room_for_the_gateway_below_and_virtual_ips_above():
    settings = Settings.from_env({"LAB_NUMBER": "3", "HOME": "/root"})

    assert settings.gateway == "10.90.3.1"
    assert settings.host_address(1) == "10.90.3.11"
    assert settings.host_address(80) == "10.90.3.90"
    assert settings.mirror_url == "http://10.90.3.1:8080"


@pytest.mark.parametrize("number", ["10", "-1", "x", "१"])
def test_a_lab_number_that_is_no_digit_is_refused(number: str):
    with pytest.raises(InvalidSettings, match=r"LAB_NUMBER: got .*, want one digit"):
        Settings.from_env({"LAB_NUMBER": number})


def test_a_relative_path_is_refused():
    with pytest.raises(InvalidSettings, match="LAB_STATE: got 'state', want an absolute path"):
        Settings.from_env({"LAB_STATE": "state", "HOME": "/root"})


@pytest.mark.parametrize("path", ["/a,b", "/a:b", "/a b"])
def test_a_path_that_mount_options_cannot_carry_is_refused(path: str):
    with pytest.raises(InvalidSettings, match=r"LAB_CACHE: got .* without commas, colons"):
        Settings.from_env({"LAB_CACHE": path, "HOME": "/root"})


@pytest.mark.parametrize("index", [0, 81])
def test_a_host_outside_the_plan_is_refused(index: int):
    with pytest.raises(InvalidSettings, match=f"hosts: got {index}, want 1 to 80"):
        Settings.from_env({"HOME": "/root"}).host_address(index)
