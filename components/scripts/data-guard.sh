# What stands between an addon's data and a line that left the stack file: its delete refuses, and all else of the addon waits for it.
# Parameters: CLUSTER DESTROY (yes or no)
# shellcheck shell=bash

about cluster

create() { update; }

update() {
  report "data of Ceph is kept: destroyData is $DESTROY"
}

delete() {
  if [[ ! -e $ADMIN_CONF ]]; then
    report "there is no cluster on this host any more"
    return
  fi
  local volumes
  wait_for 60 "an answer of the API server" ask get --raw /readyz
  volumes=$(volumes_of_ceph)
  [[ -z $volumes ]] || refuse "volumes of Ceph are in use: delete their claims, and what is kept of them, then remove rookCeph" <<<"$volumes"
  [[ $DESTROY == yes || -z $(clusters) ]] ||
    refuse "Ceph holds data on the disks: to give it up, set addons.rookCeph.destroyData: true, run \`pulumi up\`, then remove rookCeph" </dev/null
  report "no volume of Ceph is left"
}

volumes_of_ceph() {
  local columns='KIND:.kind,NAME:.metadata.name,CLAIM:.spec.claimRef.name,OF:.spec.claimRef.namespace'
  ask get persistentvolumes -o "custom-columns=DRIVER:.spec.csi.driver,$columns" --no-headers |
    sed -nE 's/^rook-ceph\.[a-z]+\.csi\.ceph\.com +//p'
  ! has objectbuckets.objectbucket.io || ask get objectbuckets.objectbucket.io -o "custom-columns=$columns" --no-headers
}

clusters() { ! has cephclusters.ceph.rook.io || ask get cephclusters.ceph.rook.io --all-namespaces -o name; }

has() { # DEFINITION
  [[ -n $(ask get customresourcedefinition "$1" --ignore-not-found -o name) ]]
}
