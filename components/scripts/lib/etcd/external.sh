# An etcd member on a host of its own: its programs, its files, its process.
# shellcheck shell=bash
# shellcheck disable=SC2034 # steps use the places

need before etcd/changes

ETCD_CONFIG=/etc/etcd/etcd.yaml
ETCD_UNIT=/etc/systemd/system/etcd.service
ETCD_PROGRAMS=/usr/local/bin

places_of_etcd() { printf '%s\n' "$DATA_DIR"; }

# Its first start has ended; whether it is healthy is asked separately.
is_etcd_member() { [[ -e $LEDGER/member && -e $DATA_DIR/member/$MARK ]]; }

# Before anything is touched: data and processes of others stay as they are.
refuse_foreign_etcd() {
  local ca
  if [[ -e $LEDGER/ca ]]; then
    ca=$(fingerprint <<<"${CONTENT[$ETCD_PKI/ca.crt]}")
    [[ $(<"$LEDGER/ca") == "$ca" ]] ||
      refuse "this host has a member of another etcd cluster named $CLUSTER (its CA differs): move $DATA_DIR/member and $LEDGER away if that cluster is gone"
  elif [[ -e $DATA_DIR/member ]]; then
    refuse "$DATA_DIR holds the data of an etcd that was not made here: move it away, or set etcd.dataDir"
  elif systemctl is-active --quiet etcd; then
    refuse "an etcd that was not made here runs on this host: stop and disable it first"
  fi
}

make_user() {
  getent passwd etcd >/dev/null && return 0
  # Before it is made: what a killed run has made goes with delete all the same.
  put "$LEDGER/user"
  useradd --system --user-group --no-create-home --home-dir "$DATA_DIR" --shell /usr/sbin/nologin etcd
}

make_data_directory() {
  if [[ -d $DATA_DIR && ! -e $LEDGER/data-directory ]] && was_here "$DATA_DIR"; then
    put_output "$LEDGER/data-directory" stat -c '%a %u:%g' "$DATA_DIR"
  fi
  make_directory "$DATA_DIR"
  chown etcd: "$DATA_DIR"
  chmod 0700 "$DATA_DIR"
}

give_back_data_directory() {
  local mode owner
  [[ -e $LEDGER/data-directory && -d $DATA_DIR ]] || return 0
  read -r mode owner <"$LEDGER/data-directory"
  chown "$owner" "$DATA_DIR"
  chmod "$mode" "$DATA_DIR"
}

has_release() { [[ -e $LEDGER/release && $(<"$LEDGER/release") == "$RELEASE_SHA256" && -x $ETCD_PROGRAMS/etcd ]]; }

# On the disk, for an archive unpacked is more than a small host's memory would like.
install_release() {
  local new=$STATE/etcd.new program
  has_release && return 0
  rm -rf "$new"
  install -d -m 0700 "$new"
  if [[ -e $UNPACKED/etcd.tar.gz ]]; then
    ln -s "$UNPACKED/etcd.tar.gz" "$new/release.tar.gz"
  else
    say "fetching etcd"
    fetch "$RELEASE_URL" "$new/release.tar.gz"
  fi
  sha256sum --check --status <<<"$RELEASE_SHA256  $new/release.tar.gz" ||
    refuse "what etcd.release.url serves has the digest $(sha256sum <"$new/release.tar.gz" | cut -d ' ' -f 1), want $RELEASE_SHA256"
  tar -xzf "$new/release.tar.gz" -C "$new" --no-same-owner --strip-components 1
  make_directory "$ETCD_PROGRAMS"
  keep_originals "$ETCD_PROGRAMS"/{etcd,etcdctl,etcdutl}
  record "$LEDGER/changed" "$ETCD_PROGRAMS"/{etcd,etcdctl,etcdutl}
  for program in etcd etcdctl etcdutl; do
    install -m 0755 "$new/$program" "$ETCD_PROGRAMS/$program.pulumi-kubeadm"
    persist "$ETCD_PROGRAMS/$program.pulumi-kubeadm"
    mv -f "$ETCD_PROGRAMS/$program.pulumi-kubeadm" "$ETCD_PROGRAMS/$program"
  done
  persist "$ETCD_PROGRAMS/etcd"
  put "$LEDGER/release" "$RELEASE_SHA256"
  rm -rf "$new"
}

# The address may hold a password, so it is on no command line where there is a choice.
fetch() { # URL FILE
  if command -v curl >/dev/null; then
    curl --fail --silent --show-error --location --retry 3 --connect-timeout 20 --max-time 300 --retry-max-time 300 --output "$2" --config - <<<"url = \"$1\""
  else
    /usr/lib/apt/apt-helper download-file "$1" "$2"
  fi || fail "etcd could not be fetched from etcd.release.url: see $LOG on this host"
}

# Certificates are etcd's own files, and whole at every moment, for it reads them at each handshake.
write_certificates() {
  local path paths=()
  while read -r path; do
    { is_written "$path" && [[ $(stat -c %U "$path") == etcd ]]; } || paths+=("$path")
  done < <(input_files "$ETCD_PKI")
  ((${#paths[@]} > 0)) || return 0
  keep_originals "${paths[@]}"
  OWNER=etcd: place_files "${paths[@]}"
  for path in "${paths[@]}"; do
    did "${path##*/}"
  done
}

start_etcd() {
  systemctl daemon-reload
  systemctl enable etcd
  timeout 120 systemctl start etcd || refuse "etcd does not start on $NODE; its last words:" < <(last_words)
}

answer_within() { # SECONDS
  within "$1" runs_as_member || refuse "etcd on $NODE does not answer within $1 s; its last words:" < <(last_words)
}

last_words() {
  # The journal may be a moment behind.
  timeout 10 journalctl --sync || true
  timeout 10 journalctl -u etcd -n 12 -o cat --no-pager
}

# Whether the member of this host is listed and answers.
runs_as_member() {
  local id
  observe_members || return 1
  id=$(own_id)
  [[ -n $id && ${ANSWERS[$id]} == yes ]]
}
