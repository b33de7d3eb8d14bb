# A question to a DNS server, with nothing but bash: hosts need no tool for it.
# shellcheck shell=bash

# Whether a server has an address of this name: over TCP (RFC 1035, 4.2.2), so that a lost packet is no answer of its own.
dns_knows() { # SERVER/PORT NAME
  local label question='' answer
  for label in ${2//./ }; do
    question+=$(printf '\\x%02x%s' "${#label}" "$label")
  done
  # Its length; an identity, a standard query that wants recursion, one question; the name, its end, type A, class IN.
  question=$(printf '\\x00\\x%02x' $((${#2} + 18)))'\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00'$question'\x00\x00\x01\x00\x01'
  # shellcheck disable=SC2016 # for the inner shell
  answer=$(timeout 5 bash -c 'exec 3<>"/dev/tcp/$1" && printf "$2" >&3 && head -c 14 <&3 | od -An -v -tu1' ask "$1" "$question" 2>/dev/null) || return 1
  read -ra answer <<<"${answer//$'\n'/ }"
  # No error (the low half of byte 3 of the header), and answers.
  ((${#answer[@]} == 14 && (answer[5] & 15) == 0 && answer[8] * 256 + answer[9] > 0))
}
