# The end of a role that is no node: of a load balancer, or of an etcd member on a host of its own.
# shellcheck shell=bash

need before firewall packages

# All that it has brought; its units are stopped by then, or go on with what was here before.
undo_role_of() { # FUNCTION that prints its places, [PACKAGE…]
  leave_firewall
  take_packages_away "${@:2}"
  give_back_files
  "$1" | clear_places
  remove_made_directories
}
