# The clock that this host follows, and the zone it tells the time of.
# shellcheck shell=bash

CHRONY_STARTED=no

# CHRONY: chrony's configuration; empty leaves the host's time service as it is.
place_chrony() {
  [[ -n $CHRONY ]] || return 0
  remember_chrony
  file "$CHRONY_CONFIG" 0644 "$CHRONY"
}

remember_chrony() {
  [[ ! -e $STATE/chrony ]] || return 0
  local was=inactive
  ! systemctl is-active --quiet "$CHRONY_UNIT" || was=active
  printf '%s\n' "$was" >"$STATE/chrony"
}

run_chrony() {
  if [[ -z $CHRONY ]]; then
    restore_chrony
  elif changed "$CHRONY_CONFIG" || ! systemctl is-active --quiet "$CHRONY_UNIT"; then
    systemctl is-enabled --quiet "$CHRONY_UNIT" || systemctl enable "$CHRONY_UNIT"
    systemctl restart "$CHRONY_UNIT" ||
      refuse "chrony does not run on $NODE" < <(journalctl -u "$CHRONY_UNIT" -n 10 -o cat --no-pager)
    CHRONY_STARTED=yes
    did "chrony restarted"
  fi
}

# Certificates are of no use to a host whose clock is to be set yet. Its first answers take chrony some seconds.
await_time() {
  [[ $CHRONY_STARTED == no ]] || within 30 follows_a_server ||
    refuse "none of preparation.time.servers leads the clock of $NODE: look whether they answer there (NTP, UDP port 123)" < <(chronyc -n sources)
}

follows_a_server() { chronyc -n tracking 2>/dev/null | grep -q '^Leap status *: Normal'; }

# A chrony that was here before us goes on as it did; one that we brought is gone by now.
restore_chrony() {
  [[ -e $STATE/chrony ]] || return 0
  if ! systemctl cat "$CHRONY_UNIT" >/dev/null 2>&1; then
    say "chrony has left"
  elif [[ $(<"$STATE/chrony") == active ]]; then
    systemctl restart "$CHRONY_UNIT"
  else
    systemctl disable --now "$CHRONY_UNIT"
  fi
  rm "$STATE/chrony"
}

# TIME_ZONE: empty leaves the host's own. Not by timedatectl: it tells the kernel as well, which moves the clock by the zone's
# offset if nobody has told it before; so it is in a container, and there the clock is the machine's and everybody's.
prepare_zone() {
  local zone=/usr/share/zoneinfo/$TIME_ZONE
  if [[ -z $TIME_ZONE ]]; then
    restore_zone
    return
  fi
  [[ $(readlink /etc/localtime) != "$zone" ]] || return 0
  [[ -e $zone ]] ||
    refuse "preparation.time.zone: $NODE knows no time zone $TIME_ZONE; if its name is right, add tzdata to preparation.packages"
  local LEDGER=$STATE/zone
  install -d -m 0700 "$LEDGER"
  keep_original /etc/localtime
  ln -sfn "$zone" /etc/localtime
  # Debian keeps the name in a file as well.
  if [[ -e /etc/timezone ]]; then
    keep_original /etc/timezone
    printf '%s\n' "$TIME_ZONE" >/etc/timezone
  fi
  tell_zone
  did "time zone is $TIME_ZONE"
}

restore_zone() {
  local LEDGER=$STATE/zone
  [[ -d $LEDGER ]] || return 0
  give_back_files
  rm -r "$LEDGER"
  tell_zone
  did "time zone given back"
}

# Where it runs it says for half a minute what it has read.
tell_zone() { systemctl try-restart systemd-timedated; }
