# Passwords: in files of root's alone, and from there in the files that use them. What is shown of an input holds none.
# shellcheck shell=bash

# Those that the input does not bring.
drop_other_credentials() {
  local path
  for path in "$CREDENTIALS"/*; do
    [[ ! -f $path || -n ${MODE[$path]-} ]] || rm "$path"
  done
}

# In the input's files of root's alone below a directory, put each credential where {{its name}} stands.
fill_in() { # DIRECTORY
  local path rest text
  for path in "${!CONTENT[@]}"; do
    [[ $path == "$1"/* && ${MODE[$path]} == 0600 ]] || continue
    rest=${CONTENT[$path]} text=
    while [[ $rest =~ \{\{([A-Za-z0-9.:_-]+)\}\} ]]; do
      [[ -e $CREDENTIALS/${BASH_REMATCH[1]} ]] || refuse "$path needs the password ${BASH_REMATCH[1]}, which is not in $CREDENTIALS: run up again"
      text+=${rest%%"${BASH_REMATCH[0]}"*}$(<"$CREDENTIALS/${BASH_REMATCH[1]}")
      rest=${rest#*"${BASH_REMATCH[0]}"}
    done
    # shellcheck disable=SC2004 # a name, not a number
    CONTENT[$path]=$text$rest
  done
}
