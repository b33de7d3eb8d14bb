package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"
)

const (
	account = "/var/run/secrets/kubernetes.io/serviceaccount/"
	path    = "/apis/certificates.k8s.io/v1/certificatesigningrequests"
)

// request is a CertificateSigningRequest, as far as it is looked at.
type request struct {
	APIVersion string         `json:"apiVersion"`
	Kind       string         `json:"kind"`
	Metadata   map[string]any `json:"metadata"`
	Spec       struct {
		Request           []byte   `json:"request"`
		SignerName        string   `json:"signerName"`
		Username          string   `json:"username"`
		ExpirationSeconds int      `json:"expirationSeconds,omitempty"`
		Usages            []string `json:"usages"`
	} `json:"spec"`
	Status struct {
		Conditions []condition `json:"conditions,omitempty"`
	} `json:"status"`
}

type condition struct {
	Type    string `json:"type"`
	Status  string `json:"status"`
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

func (request *request) name() string { return fmt.Sprint(request.Metadata["name"]) }

func (request *request) undecided() bool {
	return request.Spec.SignerName == signer && len(request.Status.Conditions) == 0
}

// client is the way of a pod to the API.
type client struct {
	http *http.Client
	base string
}

func inCluster() (*client, error) {
	authority, err := os.ReadFile(account + "ca.crt")
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	return &client{
		http: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}},
		base: "https://" + net.JoinHostPort(os.Getenv("KUBERNETES_SERVICE_HOST"), os.Getenv("KUBERNETES_SERVICE_PORT")),
	}, nil
}

func (client *client) requests() ([]*request, error) {
	var list struct {
		Items []*request `json:"items"`
	}
	if err := client.ask(http.MethodGet, path, nil, &list); err != nil {
		return nil, err
	}
	return list.Items, nil
}

func (client *client) approve(request *request) error {
	request.APIVersion, request.Kind = "certificates.k8s.io/v1", "CertificateSigningRequest"
	request.Status.Conditions = []condition{{"Approved", "True", "KubeletServing", "names and addresses are those of a node"}}
	return client.ask(http.MethodPut, path+"/"+request.name()+"/approval", request, nil)
}

// ask reads the token anew, for it changes every hour.
func (client *client) ask(method, path string, body, answer any) error {
	token, err := os.ReadFile(account + "token")
	if err != nil {
		return err
	}
	content, err := json.Marshal(body)
	if err != nil {
		return err
	}
	asked, err := http.NewRequest(method, client.base+path, bytes.NewReader(content))
	if err != nil {
		return err
	}
	asked.Header.Set("Authorization", "Bearer "+string(token))
	asked.Header.Set("Content-Type", "application/json")
	response, err := client.http.Do(asked)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		return fmt.Errorf("%s %s: %s: %.200s", method, path, response.Status, read)
	}
	if answer == nil {
		return nil
	}
	return json.Unmarshal(read, answer)
}
