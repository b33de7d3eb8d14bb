#!/usr/bin/env bash
# `pulumi destroy` of a stack with a protected resource deletes everything that it may before it refuses that one, as soon as the preview is
# skipped, which is what the Automation API and most pipelines do. With the preview, nothing is deleted. So a protected resource protects
# itself and what it depends on, and no more: whoever wants to protect a whole stack has to let one protected resource depend on all.
#
# Seen with the Pulumi CLI 3.259.0, a stack of four resources of the engine's own (Stash), one of them protected:
#   destroy --yes: nothing deleted, left are kept one three two
#   destroy --yes --skip-preview: left are kept
set -euo pipefail

VERSION=v3.259.0
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
mkdir "$work/module" "$work/state" "$work/project"
(
  cd "$work/module"
  go mod init example.com/pulumi
  go get "github.com/pulumi/pulumi/pkg/v3@$VERSION"
  go build -mod=mod -ldflags "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=$VERSION" -o "$work/pulumi" \
    github.com/pulumi/pulumi/pkg/v3/cmd/pulumi
) >"$work/log" 2>&1 || { tail "$work/log"; exit 1; }

export PULUMI_HOME=$work/home PULUMI_BACKEND_URL=file://$work/state PULUMI_CONFIG_PASSPHRASE=none PULUMI_SKIP_UPDATE_CHECK=1
cd "$work/project"
printf 'name: p\nruntime: python\n' >Pulumi.yaml

cat >deployment.py <<'PROGRAM'
import json
import sys

deployment = json.load(sys.stdin)
stack = "urn:pulumi:s::p::pulumi:pulumi:Stack::p-s"
resources = [{"urn": stack, "custom": False, "type": "pulumi:pulumi:Stack"}]
for name in ("kept", "one", "two", "three"):
    kind, urn = "pulumi:index:Stash", f"urn:pulumi:s::p::pulumi:index:Stash::{name}"
    values = {"inputs": {"input": name}, "outputs": {"input": name, "output": name}}
    resources.append({"urn": urn, "custom": True, "type": kind, "id": name, "parent": stack, "protect": name == "kept", **values})
deployment["deployment"]["resources"] = resources
json.dump(deployment, sys.stdout)
PROGRAM

left() {
  pulumi stack export | python3 -c 'import json, sys
resources = json.load(sys.stdin)["deployment"]["resources"]
print("left are", *sorted(resource["urn"].split("::")[-1] for resource in resources if resource["type"] == "pulumi:index:Stash"))'
}
pulumi() { "$work/pulumi" "$@" --non-interactive; }

{
  pulumi stack init s
  pulumi stack export | python3 deployment.py >deployment.json
  pulumi stack import --file deployment.json
} >>"$work/log" 2>&1

! pulumi destroy --yes >>"$work/log" 2>&1 || { echo "destroy went well"; exit 1; }
seen="destroy --yes: nothing deleted, $(left)"
! pulumi destroy --yes --skip-preview >>"$work/log" 2>&1 || { echo "destroy went well"; exit 1; }
seen+=$'\n'"destroy --yes --skip-preview: $(left)"
expected="destroy --yes: nothing deleted, left are kept one three two
destroy --yes --skip-preview: left are kept"
echo "$seen"
[[ $seen == "$expected" ]] || { echo "this has changed: destroy was seen to delete three resources before it refused the fourth"; exit 1; }
