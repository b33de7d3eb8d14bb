# What apt reads beside our files.
# shellcheck shell=bash

# Where a repository of the stack is named with another key: sources.list(5), both forms.
apt_sources() {
  local files=(/etc/apt/sources.list.d/*) ours=/etc/apt/sources.list.d/pulumi-kubeadm
  [[ -e ${files[0]} ]] || files=()
  [[ ! -e /etc/apt/sources.list ]] || files+=(/etc/apt/sources.list)
  OURS=$ours WANTED=$REPOSITORIES awk '
    function bare(uri) { sub(/\/+$/, "", uri); return uri }
    function tell(file, line, uri, suite, key,  id) {
      id = bare(uri) " " suite
      # What names no key is no trouble where apt has read it before ours.
      if (id in wanted && key != wanted[id] && (key != "" || file > ENVIRON["OURS"])) print "apt_source=" file ":" line, key
    }
    function end_of_stanza(  i, j, uris, suites) {
      for (i = split(field["uris"], uris, " "); i > 0; i--)
        for (j = split(field["suites"], suites, " "); j > 0; j--) tell(file, line, uris[i], suites[j], field["signed-by"])
      split("", field)
    }
    BEGIN { n = split(ENVIRON["WANTED"], lines, "\n"); for (i = 1; i <= n; i++) { split(lines[i], w, " "); wanted[bare(w[1]) " " w[2]] = w[3] } }
    FNR == 1 || /^[ \t]*$/ { end_of_stanza() }
    FILENAME ~ /\.sources$/ && /^[A-Za-z-]+:/ {
      name = tolower(substr($1, 1, index($1, ":") - 1)); file = FILENAME; line = FNR; $0 = substr($0, index($0, ":") + 1); $1 = $1; field[name] = $0
    }
    FILENAME ~ /\.list$/ && $1 == "deb" {
      key = ""
      if (match($0, /\[[^]]*\]/)) {
        n = split(substr($0, RSTART + 1, RLENGTH - 2), options, " ")
        for (i = 1; i <= n; i++) if (sub(/^signed-by=/, "", options[i])) key = options[i]
        $0 = "deb" substr($0, RSTART + RLENGTH)
      }
      tell(FILENAME, FNR, $2, $3, key)
    }
    END { end_of_stanza() }
  ' "${files[@]}"
}
