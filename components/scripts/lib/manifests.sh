# The manifest of a static pod, put in its place, and the container that runs with it.
# shellcheck shell=bash

# The kubelet runs every file of the directory, so a new one appears there whole.
install_manifest() { # COMPONENT FILE
  install -m 0600 "$2" "/etc/kubernetes/.$1.new"
  persist "/etc/kubernetes/.$1.new"
  mv -f "/etc/kubernetes/.$1.new" "$MANIFESTS/$1.yaml"
}

# The newest container of a component first, and then all: one that has died of another manifest may be the newest for a moment.
containers_of() { # COMPONENT
  container_of "$1"
  crictl ps --all --quiet --label "io.kubernetes.container.name=$1"
}

# The newest container of a component, whether it runs or not.
container_of() { # COMPONENT
  crictl ps --all --latest --quiet --label "io.kubernetes.container.name=$1"
}
