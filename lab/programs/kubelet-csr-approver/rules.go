package main

import (
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net/netip"
	"regexp"
	"strconv"
	"strings"
)

const (
	signer     = "kubernetes.io/kubelet-serving"
	nodePrefix = "system:node:"
	longest    = 367 * 24 * 3600
)

// rules say whose certificates are approved, and for which names and addresses.
type rules struct {
	names   *regexp.Regexp
	ranges  []netip.Prefix
	seconds int
}

func rulesFrom(names, ranges, seconds string) (*rules, error) {
	if names == "" {
		return nil, errors.New("PROVIDER_REGEX: got nothing, want an expression for the names of nodes")
	}
	compiled, err := regexp.Compile(names)
	if err != nil {
		return nil, err
	}
	made := &rules{names: compiled, seconds: longest}
	for text := range strings.SplitSeq(ranges, ",") {
		prefix, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, err
		}
		made.ranges = append(made.ranges, prefix)
	}
	if seconds != "" {
		if made.seconds, err = strconv.Atoi(seconds); err != nil {
			return nil, err
		}
	}
	return made, nil
}

// check returns why a request is not approved.
func (rules *rules) check(request *request) error {
	block, _ := pem.Decode(request.Spec.Request)
	if block == nil {
		return errors.New("holds no PEM")
	}
	wanted, err := x509.ParseCertificateRequest(block.Bytes)
	if err != nil {
		return err
	}
	node, isNode := strings.CutPrefix(request.Spec.Username, nodePrefix)
	switch {
	case !isNode:
		return errors.New("not asked for by a node")
	case wanted.Subject.CommonName != request.Spec.Username:
		return fmt.Errorf("asks for the name %s", wanted.Subject.CommonName)
	case len(wanted.DNSNames)+len(wanted.IPAddresses) == 0:
		return errors.New("asks for no name and no address")
	case len(wanted.DNSNames) > 1:
		return errors.New("asks for more than one name")
	case request.Spec.ExpirationSeconds > rules.seconds:
		return fmt.Errorf("asks for %d seconds, more than %d", request.Spec.ExpirationSeconds, rules.seconds)
	}
	for _, name := range wanted.DNSNames {
		if !strings.HasPrefix(name, node) || !rules.names.MatchString(name) {
			return fmt.Errorf("asks for the name %s", name)
		}
	}
	for _, ip := range wanted.IPAddresses {
		address, _ := netip.AddrFromSlice(ip)
		if !rules.allow(address.Unmap()) {
			return fmt.Errorf("asks for the address %s", address)
		}
	}
	return nil
}

func (rules *rules) allow(address netip.Addr) bool {
	for _, prefix := range rules.ranges {
		if prefix.Contains(address) {
			return true
		}
	}
	return false
}
