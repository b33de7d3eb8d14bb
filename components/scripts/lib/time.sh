# The clock that this host follows, and the zone it tells the time of.
# shellcheck shell=bash

need packages

CHRONY_STARTED=no
ZONE_NAME=/etc/timezone

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
  put "$STATE/chrony" "$was"
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

# TIME_ZONE: empty leaves the host's own.
# Not by timedatectl: it tells the kernel as well, which moves the clock by the zone's offset if nobody has told it before; so it is
# in a container, and there the clock is the machine's and everybody's.
prepare_zone() {
  local zone=/usr/share/zoneinfo/$TIME_ZONE
  if [[ -z $TIME_ZONE ]]; then
    restore_zone
    return
  fi
  ! zone_is_told "$zone" || return 0
  [[ -e $zone ]] ||
    refuse "preparation.time.zone: $NODE knows no time zone $TIME_ZONE; if its name is right, add tzdata to preparation.packages"
  local LEDGER=$STATE/zone
  install -d -m 0700 "$LEDGER"
  keep_originals /etc/localtime
  ln -sfn "$zone" /etc/localtime
  # Debian keeps the name in a file as well.
  if [[ -e $ZONE_NAME ]]; then
    keep_originals "$ZONE_NAME"
    rewrite "$ZONE_NAME" "$TIME_ZONE"$'\n'
  fi
  tell_zone
  did "time zone is $TIME_ZONE"
}

zone_is_told() { [[ $(readlink /etc/localtime) == "$1" && (! -e $ZONE_NAME || $(<"$ZONE_NAME") == "$TIME_ZONE") ]]; } # FILE

restore_zone() {
  local LEDGER=$STATE/zone
  [[ -d $LEDGER ]] || return 0
  give_back_files
  tell_zone
  rm -r "$LEDGER"
  did "time zone given back"
}

# Where it runs it says for half a minute what it has read.
tell_zone() { systemctl try-restart systemd-timedated; }
