"""A verb of a step that is killed before its k-th command.

A kill takes everything with it, subshells and what a step has called, as a power cut would. It strikes before a command that may
change something: between two of those a host is the same.
"""

import os
import signal
import subprocess

from components.core.steps import File, Step
from tests.scripts.sandbox import BUNDLE, Done, Sandbox

SECONDS = 120
POINTS = "/usr/local/points"
KILL_AT = "/usr/local/kill-at"
# What changes nothing, and what a later command writes.
READS = (
    "awk basename cat cmp comm cut date diff dirname dpkg-query find getent grep head id journalctl ls nproc readlink sed sha256sum "
    "sleep sort stat sync tail tr uname wc containerd command"
)
# In the shell itself, for a program at each point would take longer than the step.
TRAP = rf"""
declare -A POINT_READS=()
for name in $(compgen -b) $(compgen -k) {READS}; do POINT_READS[$name]=yes; done
read -r POINT_KILL <{KILL_AT}
at_point() {{
  local words=$BASH_COMMAND reached name
  [[ $words != '(('* && $words != '[['* ]] || return 0
  # No regular expression: the script may be about to use what its own has matched.
  name=${{words%%=*}} name=${{name%+}} name=${{name%%\[*}}
  [[ $name == DEBIAN_FRONTEND || $name == KUBEADM_INIT_DRYRUN_DIR || $words != *=* || -z $name || $name == *[!A-Za-z_]* ]] || return 0
  words=${{words//> \/dev\/null/}} words=${{words//>&[0-9-]/}}
  if [[ $words != *'>'* && $words != *-exec* && $words != *-delete* ]]; then
    [[ -z ${{POINT_READS[${{words%% *}}]-}} && $words != '"$'* && $words != 'sysctl --values'* ]] || return 0
    ! declare -F "${{words%% *}}" &>/dev/null || return 0
  fi
  printf . >>{POINTS}
  IFS= read -r -d '' reached <{POINTS} || true
  if ((${{#reached}} == POINT_KILL)); then
    printf '%s: %s' "${{BASH_SOURCE[1]##*/}}:${{BASH_LINENO[0]}}" "$BASH_COMMAND" >{KILL_AT}.was
    kill -KILL 0
  fi
}}
set -o functrace
trap at_point DEBUG
"""

Run = tuple[Step, str, tuple[File, ...]]
"""A step, its verb and the secrets of its input."""


def let_be_killed(host: Sandbox) -> None:
    """Its scripts end at the point that `run_verb` is given."""
    run = host.path(BUNDLE) / "run.sh"
    run.write_text(run.read_text().replace("set -Eeuo pipefail\n", f"set -Eeuo pipefail\n{TRAP}", 1))


def points_of(host: Sandbox) -> int:
    """How many points the last verb has passed."""
    return len(host.path(POINTS).read_text())


def run_well(host: Sandbox, step: Run) -> None:
    done = run_verb(host, step)
    assert done.code == 0, f"{step[0].name} {step[1]}: {done.err}"


def run_verb(host: Sandbox, step: Run, kill_at: int = 0) -> Done:
    """One verb, to its end or to a point."""
    what, verb, secrets = step
    host.write(KILL_AT, f"{kill_at}\n")
    host.path(POINTS).unlink(missing_ok=True)
    step_input = what.input.with_files(*secrets).render_whole()
    if not kill_at:
        return host.remembered((what.name, verb, step_input), lambda: _run(host.command(what.name, verb), step_input))
    return _run(host.command(what.name, verb), step_input)


def _run(command: list[str], step_input: str) -> Done:
    # In a session of its own, all of which a kill takes along.
    process = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(step_input, timeout=SECONDS)
    except subprocess.TimeoutExpired as late:
        os.killpg(process.pid, signal.SIGKILL)
        raise AssertionError(f"not ended within {SECONDS} s: {process.communicate()[1]}") from late
    assert process.returncode != 125, err
    return Done(process.returncode, out, err)
