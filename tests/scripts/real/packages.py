"""Small packages of others, made on a lab host: of what they do there nothing matters but what they exclude, need and leave."""

from collections.abc import Mapping

from tests.scripts.real.machine import Machine

_DEB = """set -e
cd $(mktemp -d)
mkdir -p p/DEBIAN
cat >p/DEBIAN/control
cat >p/DEBIAN/preinst <<'END'
#!/bin/sh
{before}
END
cat >p/DEBIAN/postinst <<'END'
#!/bin/sh
{after}
END
cat >p/DEBIAN/postrm <<'END'
#!/bin/sh
[ "$1" != purge ] || rm -rf /var/lib/{name}
END
chmod 0755 p/DEBIAN/p*
dpkg-deb --build p /root/{name}.deb >/dev/null
"""
_RPM = """set -e
cd $(mktemp -d)
cat >p.spec
rpmbuild -bb --quiet --define "_rpmdir $PWD" --define '_rpmfilename %{{NAME}}.rpm' p.spec
mv {name}.rpm /root/{name}.rpm
"""


def deb(machine: Machine, name: str, version: str, *, before: str = "", after: str = "", **fields: str) -> str:
    """/root/NAME.deb, whose purge takes /var/lib/NAME along.

    `before` and `after` are run around its unpacking; `fields` are those of deb-control(5).
    """
    known = {"Package": name, "Version": version, "Architecture": "all", "Maintainer": "A <a@b>", "Description": name, **fields}
    control = "".join(f"{key}: {value}\n" for key, value in known.items())
    return _made(machine, _DEB.format(name=name, before=before or ":", after=after or ":"), control, f"/root/{name}.deb")


def rpm(machine: Machine, name: str, version: str, **tags: str) -> str:
    """/root/NAME.rpm, with nothing in it; `tags` as in a spec file."""
    known = {"Name": name, "Version": version, "Release": "1", "Summary": name, "License": "x", "BuildArch": "noarch", **tags}
    spec = "".join(f"{key}: {value}\n" for key, value in known.items()) + f"%description\n{name}\n%files\n"
    return _made(machine, _RPM.format(name=name), spec, f"/root/{name}.rpm")


def _made(machine: Machine, script: str, stdin: str, path: str) -> str:
    done = machine.run(f"sudo bash -c {_quoted(script)}", stdin)
    assert done.code == 0, done
    return path


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "'\\''") + "'"


def service(name: str) -> str:
    """What a package runs to have a service of its own."""
    unit = "[Service]\\nExecStart=/bin/sleep infinity\\n[Install]\\nWantedBy=multi-user.target\\n"
    return f"printf '{unit}' >/etc/systemd/system/{name}.service && systemctl daemon-reload && systemctl enable --now {name}"


def installed(machine: Machine) -> Mapping[str, str]:
    """Versions by name, of dpkg or rpm."""
    debs = "dpkg-query -W -f '${db:Status-Abbrev} ${Package} ${Version}\\n' | sed -n 's/^[hi]i *//p'"
    rpms = "rpm -qa --qf '%{NAME} %{VERSION}-%{RELEASE}\\n'"
    is_rpm = machine.run("grep -q rocky /etc/os-release").code == 0
    lines = machine.run(f"sudo {rpms}" if is_rpm else debs).out.splitlines()
    return dict(line.split(" ", 1) for line in lines)
