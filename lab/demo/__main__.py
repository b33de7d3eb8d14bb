"""`make demo` and `make demo-down`: a cluster on the lab's hosts with a web app that answers, and its end."""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from rich.console import Console

from lab import engine
from lab.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
STACK = "lab"
HOSTS = 3
REQUESTS = 40
NODE_PORT = 30080

console = Console(highlight=False)


def main() -> int:
    """Runs the verb `up` or `down`; the exit status is that of the first command that failed."""
    verbs = {"up": up, "down": down}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        console.print("usage: python -m lab.demo up|down")
        return 2
    try:
        verbs[sys.argv[1]](Settings.from_env())
    except subprocess.CalledProcessError as failed:
        console.print(f"[red]failed:[/red] {' '.join(map(str, failed.cmd))} (status {failed.returncode})")
        return failed.returncode
    return 0


def up(settings: Settings) -> None:
    """The lab, the cluster, the web app, and what to try next."""
    lab("setup", "--demo")
    lab("up", "--hosts", str(HOSTS))
    environment = {**os.environ, **engine.environment(settings)}
    say("A cluster on three bare hosts: pulumi up")
    pulumi(environment, "stack", "select", "--create", STACK)
    pulumi(environment, "up", "--yes", "--skip-preview", "--stack", STACK)
    environment["KUBECONFIG"] = str(kubeconfig(environment))
    say("A web app with four replicas behind one Service")
    kubectl(environment, "apply", "-f", str(ROOT / "lab" / "demo" / "web.yaml"))
    kubectl(environment, "rollout", "status", "deployment/web", "--timeout=180s")
    kubectl(environment, "get", "nodes,pods", "-o", "wide")
    for pod, answers in sorted(answering(settings).items()):
        console.print(f"  {pod} answered {answers} of {REQUESTS} requests")
    say("What to try next")
    console.print(f'  eval "$(./lab/lab env)"\n  export KUBECONFIG={environment["KUBECONFIG"]}')
    console.print(f"  kubectl get nodes\n  pulumi preview --stack {STACK}     (empty, until you edit stacks/Pulumi.{STACK}.yaml)")
    console.print("  make demo-down")


def down(settings: Settings) -> None:
    """The cluster's resources, then the lab."""
    environment = {**os.environ, **engine.environment(settings)}
    if settings.inventory.exists():
        pulumi(environment, "destroy", "--yes", "--skip-preview", "--stack", STACK)
    lab("down")


def answering(settings: Settings) -> Counter[str]:
    """Which pods answered how many of REQUESTS requests to the Service's node port.

    Raises:
        subprocess.CalledProcessError: the Service did not answer within a minute.
    """
    url = f"http://{settings.host_address(2)}:{NODE_PORT}/hostname"
    command = ["curl", "--silent", "--show-error", "--fail", "--max-time", "5", url]
    end = time.monotonic() + 60
    while subprocess.run(command, capture_output=True, check=False).returncode and time.monotonic() < end:
        time.sleep(1)
    return Counter(subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(REQUESTS))


def kubeconfig(environment: dict[str, str]) -> Path:
    """The administrator's kubeconfig as a file that only its owner can read."""
    command = ["pulumi", "stack", "output", "--json", "--show-secrets", "--stack", STACK]
    done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True, check=True)
    path = ROOT / "demo" / "kubeconfig"
    path.parent.mkdir(exist_ok=True)
    path.touch(mode=0o600)
    path.write_text(json.loads(done.stdout)["kubeconfig"])
    return path


def say(what: str) -> None:
    console.print(f"\n[bold]{what}[/bold]")


def lab(*args: str) -> None:
    subprocess.run([ROOT / "lab" / "lab", *args], check=True)


def pulumi(environment: dict[str, str], *args: str) -> None:
    subprocess.run(["pulumi", *args, "--non-interactive"], cwd=ROOT, env=environment, check=True)


def kubectl(environment: dict[str, str], *args: str) -> None:
    subprocess.run(["kubectl", *args], env=environment, check=True)


if __name__ == "__main__":
    sys.exit(main())
