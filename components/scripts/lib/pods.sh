# What the API knows of pods that do not run, for a diagnosis.
# shellcheck shell=bash

# Each pod that found no place, and each container that waits or has ended, with the reason.
waiting_pods() { # SELECTION…
  local no_place state
  # shellcheck disable=SC2016 # $pod is a variable of the template
  {
    no_place='{{if and (eq .type "PodScheduled") (eq .status "False")}}{{$pod}}: {{.reason}}: {{.message}}{{"\n"}}{{end}}'
    state='{{with .state.waiting}}{{if .message}}{{$pod}}: {{.reason}}: {{.message}}{{"\n"}}{{end}}{{end}}'
    state+='{{with .lastState.terminated}}{{$pod}}: {{.reason}}, exit code {{.exitCode}}: {{.message}}{{"\n"}}{{end}}'
  }
  ask get pods "$@" -o "go-template={{range .items}}{{\$pod := .metadata.name}}\
{{range .status.conditions}}$no_place{{end}}\
{{range .status.initContainerStatuses}}$state{{end}}{{range .status.containerStatuses}}$state{{end}}{{end}}"
}

# The last warnings about the pods of a namespace whose names begin so.
warnings_of() { # NAMESPACE NAME
  ask --namespace "$1" get events --field-selector type=Warning,involvedObject.kind=Pod --sort-by .lastTimestamp \
    -o 'jsonpath={range .items[*]}{.involvedObject.name}: {.reason}: {.message}{"\n"}{end}' | grep "^$2" | tail -n 4 | cut -c -300
}
