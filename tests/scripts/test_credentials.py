"""credentials: passwords in files of root's alone, put in where their placeholders stand, and gone when they are not wanted."""

from dataclasses import replace

from components.core.spec.model import ClusterSpec
from components.core.steps import Passwords, converge_step, credential_files, credentials_step, install_step, join_secrets, join_step
from tests.core.samples import GUARDED, SMALL, W_1, stacked
from tests.scripts.material import certificate, material
from tests.scripts.sandbox import Done, Sandbox

[REGISTRY] = GUARDED.sources.registry_mirrors
HOSTS_TOML = f"/etc/containerd/certs.d/{REGISTRY}/hosts.toml"
CREDENTIAL = f"/var/lib/pulumi-kubeadm/credentials/registry-{REGISTRY}"
# base64 of robot$ci and the password
FIRST, SECOND = "cm9ib3QkY2k6JiYiJyQoaWQpXA==", "cm9ib3QkY2k6c2Vjb25k"


def bring(host: Sandbox, password: str, verb: str = "create", spec: ClusterSpec = GUARDED) -> Done:
    done = host.run(
        credentials_step(spec, W_1), verb, credential_files(spec, Passwords(registries={REGISTRY: password}, proxy="p@ss/word"))
    )
    assert done.code == 0, done.err
    return done


def member(host: Sandbox) -> None:
    host.write("/usr/local/state/ca.crt", certificate("the CA"))
    bring(host, """&&"'$(id)\\""")
    host.run(install_step(GUARDED, W_1), "create")
    joined = host.run(join_step(GUARDED, W_1, stacked(GUARDED)), "create", join_secrets(GUARDED, W_1, material(GUARDED)))
    assert joined.code == 0, joined.err
    host.run(converge_step(GUARDED, W_1, stacked(GUARDED)), "update")
    host.forget_calls()


def mode(host: Sandbox, path: str) -> str:
    return f"{host.path(path).stat().st_mode & 0o777:04o}"


def test_a_password_is_put_in_where_its_placeholder_stands_for_root_alone(host: Sandbox) -> None:
    member(host)

    assert f'authorization = "Basic {FIRST}"' in host.path(HOSTS_TOML).read_text()
    assert (mode(host, HOSTS_TOML), mode(host, CREDENTIAL)) == ("0600", "0600")


def test_another_password_is_brought_by_converge_and_restarts_nothing(host: Sandbox) -> None:
    member(host)
    bring(host, "second", "update")

    done = host.run(converge_step(GUARDED, W_1, stacked(GUARDED)), "update")

    assert done.out.endswith(" files changed: 1\n")
    assert SECOND in host.path(HOSTS_TOML).read_text()
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
        done = host.run(converge_step(spec, W_1, stacked(spec)), "update")
        assert "containerd restarted, kubelet restarted" in done.out, done.err
        restarts = [call for call in host.calls("systemctl") if "restart" in call or "reload" in call]
        assert restarts == expected
    assert not host.path("/etc/pulumi-kubeadm-proxy.env").exists()
    assert not host.path("/etc/systemd/system/kubelet.service.d").exists()


def test_a_proxy_of_the_login_reaches_no_tool(host: Sandbox) -> None:
    host.replace_command("kubeadm", "env >>/usr/local/state/environment")
    sudo = host.path("/home/admin/.pulumi-kubeadm/small/scripts/run.sh")
    sudo.write_text(sudo.read_text().replace("set -Eeuo pipefail\n", "set -Eeuo pipefail\nexport https_proxy=http://x NO_PROXY=y\n", 1))

    host.run(install_step(SMALL, W_1), "create")

    environment = host.path("/usr/local/state/environment").read_text()
    assert "PATH=" in environment
    assert "proxy" not in environment.lower()


def test_what_asks_for_a_password_that_is_not_there_is_refused(host: Sandbox) -> None:
    member(host)
    host.path(CREDENTIAL).unlink()

    done = host.run(converge_step(GUARDED, W_1, stacked(GUARDED)), "update")

    assert done.code == 1
    assert done.err.startswith(f"error: {HOSTS_TOML} needs the password registry-{REGISTRY}, which is not in")


def test_a_mirror_that_leaves_takes_its_password_along(host: Sandbox) -> None:
    member(host)
    [mirror] = GUARDED.sources.registry_mirrors.values()
    two = replace(GUARDED.sources, registry_mirrors={REGISTRY: mirror, "ghcr.io": mirror})
    both = Passwords(registries={REGISTRY: "x", "ghcr.io": "y"}, proxy="z")
    host.run(credentials_step(GUARDED, W_1), "update", credential_files(replace(GUARDED, sources=two), both))
    assert host.path(CREDENTIAL.replace(REGISTRY, "ghcr.io")).exists()

    bring(host, "x", "update")
    assert not host.path(CREDENTIAL.replace(REGISTRY, "ghcr.io")).exists()
    done = host.run(converge_step(SMALL, W_1, stacked(SMALL)), "update")
    gone = host.run(credentials_step(GUARDED, W_1), "delete")

    assert (done.code, gone.code) == (1, 0)  # SMALL is another cluster's name: nothing of it was done
    assert not host.path(CREDENTIAL).parent.exists()
    assert host.path("/var/lib/pulumi-kubeadm/cluster").exists()


def test_a_birth_that_ended_with_the_passwords_leaves_nothing(host: Sandbox) -> None:
    before = host.files().keys()
    bring(host, "x")

    done = host.run(credentials_step(GUARDED, W_1), "delete")

    assert done.out == "w-1 has no passwords of guarded\n"
    assert host.files().keys() - before == {"/run/pulumi-kubeadm.host.lock"}
    assert not host.path("/var/lib/pulumi-kubeadm").exists()
