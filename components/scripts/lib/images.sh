# The images that a host of this role needs for the version of Kubernetes in the input.
# shellcheck shell=bash

# Pulled side by side and before anybody asks for them one by one. What fails here is judged by whoever needs the image.
pull_images() {
  local image
  while read -r image; do
    crictl inspecti --quiet "$image" >/dev/null 2>&1 || crictl pull "$image" 3>&- 4>&- 9>&- &
  done < <(images_of_role)
  wait
}

images_of_role() {
  local wanted=.
  [[ $ROLE == control-plane ]] || wanted='/(kube-proxy|pause):'
  kubeadm config images list --kubernetes-version "v$KUBERNETES_VERSION" --image-repository "$IMAGE_REPOSITORY" | grep -E "$wanted"
  [[ -z ${IMAGES-} ]] || printf '%s\n' "$IMAGES"
}
