"""credentials: passwords in files of root's alone, put in where their placeholders stand, and gone when they are not wanted."""

from dataclasses import replace

from components.core.config.model import ClusterSpec
from components.core.steps import Passwords, converge_step, credential_files, credentials_step, install_step, join_secrets, join_step
from tests.core.samples import GUARDED, SMALL, W_1
from tests.scripts.material import certificate, material
from tests.scripts.sandbox import BUNDLE, OWNER, Done, Sandbox

[REGISTRY] = GUARDED.sources.registry_mirrors
HOSTS_TOML = f"/etc/containerd/certs.d/{REGISTRY}/hosts.toml"
CREDENTIAL = f"/var/lib/pulumi-kubeadm/credentials/registry-{REGISTRY}"
APT_LOGIN = "/etc/apt/auth.conf.d/pulumi-kubeadm-packages.conf"
# base64 of robot$ci and the password
FIRST, SECOND = "cm9ib3QkY2k6JiYiJyQoaWQpXA==", "cm9ib3QkY2k6c2Vjb25k"


def bring(host: Sandbox, password: str, verb: str = "create", spec: ClusterSpec = GUARDED) -> Done:
    done = host.run(
        credentials_step(spec, W_1),
        verb,
        credential_files(
            spec, Passwords(registries={REGISTRY: password}, repositories={"packages": f"{password}-of-apt"}, proxy="p@ss/word")
        ),
    )
    assert done.code == 0, done.err
    return done


def member(host: Sandbox) -> None:
    host.write("/usr/local/state/ca.crt", certificate("the CA"))
    bring(host, """&&"'$(id)\\""")
    host.run(install_step(GUARDED, W_1), "create")
    joined = host.run(join_step(GUARDED, W_1), "create", join_secrets(GUARDED, W_1, material(GUARDED)))
    assert joined.code == 0, joined.err
    host.run(converge_step(GUARDED, W_1), "update")
    host.forget_calls()


def mode(host: Sandbox, path: str) -> str:
    return f"{host.path(path).stat().st_mode & 0o777:04o}"


def test_a_password_is_put_in_where_its_placeholder_stands_for_root_alone(host: Sandbox) -> None:
    member(host)

    assert f'authorization = "Basic {FIRST}"' in host.path(HOSTS_TOML).read_text()
    assert (mode(host, HOSTS_TOML), mode(host, CREDENTIAL)) == ("0600", "0600")


def test_the_password_of_a_package_repository_is_for_root_alone_and_not_in_its_source(host: Sandbox) -> None:
    """apt reads its logins as root, before it becomes a user of its own; everybody may read a source."""
    member(host)

    assert host.path(APT_LOGIN).read_text() == """machine https://10.0.0.1:8443/apt/ login ci@corp password &&"'$(id)\\-of-apt\n"""
    assert mode(host, APT_LOGIN) == "0600"
    assert "ci@corp" not in host.path("/etc/apt/sources.list.d/pulumi-kubeadm-packages.sources").read_text()


def test_a_repository_that_asks_for_no_password_any_more_takes_its_login_along(host: Sandbox) -> None:
    member(host)
    repositories = {"debian-12": SMALL.sources.repositories["debian-12"]}
    spec = replace(GUARDED, sources=replace(GUARDED.sources, repositories=repositories))

    done = host.run(converge_step(spec, W_1), "update")

    assert done.code == 0, done.err
    assert not host.path(APT_LOGIN).exists()


def test_another_password_is_brought_by_converge_and_restarts_nothing(host: Sandbox) -> None:
    member(host)
    bring(host, "second", "update")

    done = host.run(converge_step(GUARDED, W_1), "update")

    assert done.out.endswith(" files changed: 2\n")
    assert SECOND in host.path(HOSTS_TOML).read_text()
    assert host.path(APT_LOGIN).read_text().endswith(" login ci@corp password second-of-apt\n")
    assert host.calls("systemctl restart") == []
    logs = "".join(text for path, text in host.files().items() if path.startswith("/var/log"))
    assert logs
    assert SECOND not in logs + done.out + done.err


def test_a_proxy_is_told_to_units_and_apt_and_to_nobody_else(host: Sandbox) -> None:
    member(host)

    for path in ("/etc/pulumi-kubeadm-proxy.env", "/etc/apt/apt.conf.d/90pulumi-kubeadm-proxy"):
        assert "http://ci:p%40ss%2Fword@10.0.0.2:3128" in host.path(path).read_text()
        assert mode(host, path) == "0600"
    for unit in ("containerd", "kubelet"):
        drop_in = host.path(f"/etc/systemd/system/{unit}.service.d/pulumi-kubeadm-proxy.conf")
        assert drop_in.read_text() == "[Service]\nEnvironmentFile=/etc/pulumi-kubeadm-proxy.env\n"


def test_another_proxy_restarts_what_uses_it_and_no_proxy_too(host: Sandbox) -> None:
    member(host)
    proxy = GUARDED.sources.proxy
    assert proxy is not None
    restarted = ["systemctl restart containerd", "systemctl restart kubelet"]
    for other, expected in (
        (replace(proxy, http="http://10.0.0.9:3128"), restarted),
        # Its drop-ins go too, which the system has to read.
        (None, ["systemctl daemon-reload", *restarted]),
    ):
        spec = replace(GUARDED, sources=replace(GUARDED.sources, proxy=other))
        host.forget_calls()
        done = host.run(converge_step(spec, W_1), "update")
        assert "containerd restarted, kubelet restarted" in done.out, done.err
        restarts = [call for call in host.calls("systemctl") if "restart" in call or "reload" in call]
        assert restarts == expected
    assert not host.path("/etc/pulumi-kubeadm-proxy.env").exists()
    assert not host.path("/etc/systemd/system/kubelet.service.d").exists()


def test_a_proxy_of_the_login_reaches_no_tool(host: Sandbox) -> None:
    host.replace_command("kubeadm", "env >>/usr/local/state/environment")
    sudo = host.path(f"{BUNDLE}/run.sh")
    sudo.write_text(sudo.read_text().replace("set -Eeuo pipefail\n", "set -Eeuo pipefail\nexport https_proxy=http://x NO_PROXY=y\n", 1))

    host.run(install_step(SMALL, W_1), "create")

    environment = host.path("/usr/local/state/environment").read_text()
    assert "PATH=" in environment
    assert "proxy" not in environment.lower()


def test_what_asks_for_a_password_that_is_not_there_is_refused(host: Sandbox) -> None:
    member(host)
    host.path(CREDENTIAL).unlink()

    done = host.run(converge_step(GUARDED, W_1), "update")

    assert done.code == 1
    assert done.err.startswith(f"error: {HOSTS_TOML} needs the password registry-{REGISTRY}, which is not in")


def test_a_mirror_that_leaves_takes_its_password_along(host: Sandbox) -> None:
    member(host)
    [mirrors] = GUARDED.sources.registry_mirrors.values()
    two = replace(GUARDED.sources, registry_mirrors={REGISTRY: mirrors, "ghcr.io": mirrors})
    both = Passwords(registries={REGISTRY: "x", "ghcr.io": "y"}, repositories={"packages": "w"}, proxy="z")
    host.run(credentials_step(GUARDED, W_1), "update", credential_files(replace(GUARDED, sources=two), both))
    assert host.path(CREDENTIAL.replace(REGISTRY, "ghcr.io")).exists()

    bring(host, "x", "update")
    assert not host.path(CREDENTIAL.replace(REGISTRY, "ghcr.io")).exists()
    done = host.run(converge_step(SMALL, W_1), "update")
    gone = host.run(credentials_step(GUARDED, W_1), "delete")

    assert (done.code, gone.code) == (1, 0)  # SMALL is another cluster's name: nothing of it was done
    assert not host.path(CREDENTIAL).parent.exists()
    assert host.path(OWNER).exists()


def test_a_birth_that_ended_with_the_passwords_leaves_nothing(host: Sandbox) -> None:
    before = host.files().keys()
    bring(host, "x")

    done = host.run(credentials_step(GUARDED, W_1), "delete")

    assert done.out == "w-1 has no passwords of guarded\n"
    assert host.files().keys() - before == {"/run/pulumi-kubeadm.host.lock"}
    assert not host.path("/var/lib/pulumi-kubeadm").exists()


def test_a_refused_birth_leaves_the_passwords_to_the_next_one(host: Sandbox) -> None:
    """Their own step has ended well, so no later run brings them again."""
    host.write("/usr/local/state/packages", "docker-engine 1.0\n")
    host.write("/usr/local/state/conflicts", "containerd docker-engine\n")
    bring(host, "x")
    refused = host.run(install_step(GUARDED, W_1), "create")
    assert "would remove docker-engine of w-1" in refused.err

    host.write("/usr/local/state/conflicts", "")
    done = host.run(install_step(GUARDED, W_1), "create")

    assert done.code == 0, done.err
    host.run(install_step(GUARDED, W_1), "delete")
    host.run(credentials_step(GUARDED, W_1), "delete")
    assert not host.path("/var/lib/pulumi-kubeadm").exists()
