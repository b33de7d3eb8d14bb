// kubelet-csr-approver stands in for github.com/postfinance/kubelet-csr-approver where its image cannot be had. It is set up by the
// same variables and approves by the same rules, in a simple way: it looks at all requests every few seconds, and it denies none.
package main

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"slices"
	"time"
)

const (
	every    = 3 * time.Second
	healthOn = ":8081"
)

func main() {
	for name, want := range map[string]string{"BYPASS_DNS_RESOLUTION": "true", "SKIP_DENY_STEP": "true"} {
		if os.Getenv(name) != want {
			log.Fatalf("%s: got %q, want %q: the stand-in does nothing else", name, os.Getenv(name), want)
		}
	}
	rules, err := rulesFrom(os.Getenv("PROVIDER_REGEX"), os.Getenv("PROVIDER_IP_PREFIXES"), os.Getenv("MAX_EXPIRATION_SEC"))
	if err != nil {
		log.Fatal(err)
	}
	api, err := inCluster()
	if err != nil {
		log.Fatal(err)
	}
	go func() {
		http.HandleFunc("/healthz", func(answer http.ResponseWriter, _ *http.Request) { fmt.Fprintln(answer, "ok") })
		log.Fatal(http.ListenAndServe(healthOn, nil))
	}()
	log.Print("a stand-in of the lab for kubelet-csr-approver")
	var refused []string
	for ; ; time.Sleep(every) {
		refused = round(api, rules, refused)
	}
}

// round looks at every request once and returns the names of those that it refuses, each of which is logged when it is first met.
func round(api *client, rules *rules, known []string) (refused []string) {
	requests, err := api.requests()
	if err != nil {
		log.Print(err)
		return known
	}
	for _, request := range requests {
		if !request.undecided() {
			continue
		}
		if err := rules.check(request); err != nil {
			refused = append(refused, request.name())
			if !slices.Contains(known, request.name()) {
				log.Printf("%s of %s is left alone: %v", request.name(), request.Spec.Username, err)
			}
			continue
		}
		if err := api.approve(request); err != nil {
			log.Printf("%s: %v", request.name(), err)
			continue
		}
		log.Printf("%s of %s is approved", request.name(), request.Spec.Username)
	}
	return refused
}
