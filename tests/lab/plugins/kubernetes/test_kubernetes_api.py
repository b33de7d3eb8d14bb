"""Requests over HTTP: what is sent, what comes back, and what happens when nobody is there."""

import contextlib
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from lab.plugins.kubernetes import api as api_module
from lab.plugins.kubernetes.api import Api, ApiError
from lab.plugins.kubernetes.cluster import Cluster, NoSuchKind
from lab.plugins.kubernetes.connection import Unreachable
from lab.plugins.kubernetes.objects import ObjectKind

CONFIG_MAP = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a", "namespace": "n"}}
NODE = {"apiVersion": "v1", "kind": "Node", "metadata": {"name": "k1"}}
CORE = [{"name": "configmaps", "namespaced": True, "kind": "ConfigMap"}, {"name": "nodes", "namespaced": False, "kind": "Node"}]
CONFLICT = {"reason": "Conflict", "message": "Apply failed", "details": {"causes": [{"field": ".data.a", "message": 'conflict with "x"'}]}}


class Handler(BaseHTTPRequestHandler):
    """Answers with what the server has for the request, and remembers it."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.seen.append((self.command, self.path, self.headers.get("Content-Type"), json.loads(body or "null")))
        kept = self.server.answers.get(self.path.split("?")[0], (404, {"reason": "NotFound"}, None))
        status, answer, warning = self.server.first.pop() if self.server.first else kept
        data = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        if warning:
            self.send_header("Warning", warning)
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PATCH = do_PUT = do_DELETE = do_GET

    def log_message(self, *_):
        """Keeps quiet."""


@contextlib.contextmanager
def served(port):
    made = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    made.seen, made.first, made.answers = [], [], {"/api/v1": (200, {"resources": CORE}, None)}
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


@contextlib.contextmanager
def free_port():
    """A port that refuses connections: bound, and nobody listens."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


@pytest.fixture
def server():
    with served(0) as made:
        yield made


def api(port, patience=0.0):
    context = {"name": "c", "context": {"cluster": "k", "user": "u"}}
    kubeconfig = {"clusters": [{"name": "k", "cluster": {"server": f"http://127.0.0.1:{port}"}}], "users": [{"name": "u", "user": {}}]}
    return Api({**kubeconfig, "contexts": [context], "current-context": "c"}, None, patience)


@pytest.fixture
def cluster(server):
    return Cluster(api(server.server_port))


def test_an_apply_names_its_manager_and_asks_for_a_dry_run(server, cluster):
    server.answers["/api/v1/namespaces/n/configmaps/a"] = (200, CONFIG_MAP, '299 - "unknown field \\"x\\""')
    answer = cluster.apply(CONFIG_MAP, "m", force=True, dry_run=True)
    assert (answer.body, answer.warnings) == (CONFIG_MAP, ['unknown field "x"'])
    verb, path, content_type, body = server.seen[-1]
    assert (verb, content_type, body) == ("PATCH", "application/apply-patch+yaml", CONFIG_MAP)
    assert set(path.partition("?")[2].split("&")) == {"fieldManager=m", "force=true", "fieldValidation=Warn", "dryRun=All"}


def test_objects_of_the_whole_cluster_have_no_namespace_in_their_path(server, cluster):
    server.answers["/api/v1/nodes/k1"] = (200, NODE, None)
    assert cluster.get(NODE) == NODE


def test_a_kind_is_looked_up_once(server, cluster):
    for _ in range(2):
        assert cluster.is_namespaced(ObjectKind("v1", "ConfigMap"))
    assert len(server.seen) == 1


def test_a_kind_that_is_defined_later_is_found_then(server, cluster):
    widget = ObjectKind("parity.dev/v1", "Widget")
    assert not cluster.serves(widget)
    with pytest.raises(NoSuchKind, match="Widget"):
        cluster.is_namespaced(widget)
    server.answers["/apis/parity.dev/v1"] = (200, {"resources": [{"name": "widgets", "namespaced": True, "kind": "Widget"}]}, None)
    assert cluster.serves(widget)


def test_a_refusal_carries_the_servers_words(server, cluster):
    server.answers["/api/v1/namespaces/n/configmaps/a"] = (409, CONFLICT, None)
    with pytest.raises(ApiError, match="Apply failed") as caught:
        cluster.apply(CONFIG_MAP, "m")
    assert caught.value.conflict
    assert caught.value.causes == ['.data.a: conflict with "x"']


def test_a_refusal_that_is_no_status_is_told_by_its_code(server, cluster):
    server.answers["/api/v1/namespaces/n/configmaps/a"] = (503, "overloaded", None)
    with pytest.raises(ApiError, match="503"):
        cluster.get(CONFIG_MAP)


@pytest.mark.parametrize(("code", "verb", "times"), [(503, "POST", 2), (500, "GET", 2), (500, "POST", 1), (404, "GET", 1)])
def test_an_overloaded_server_is_asked_again_where_that_is_safe(server, monkeypatch, code, verb, times):
    monkeypatch.setattr(api_module, "_PAUSE", 0.01)
    server.first = [(code, {}, None)]
    server.answers["/x"] = (200, {}, None)
    with contextlib.nullcontext() if times > 1 else pytest.raises(ApiError):
        api(server.server_port, patience=5).request(verb, "/x")
    assert len(server.seen) == times


def test_a_server_that_restarts_is_waited_for(monkeypatch):
    monkeypatch.setattr(api_module, "_PAUSE", 0.01)
    with free_port() as port:
        waiting = Cluster(api(port, patience=10))
        found = ThreadPoolExecutor(1).submit(waiting.serves, ObjectKind("v1", "Node"))
    with served(port):
        assert found.result(timeout=10)


def test_nobody_there_is_said_without_a_traceback():
    with free_port() as port, pytest.raises(Unreachable, match=f"127.0.0.1:{port}.*refused"):
        api(port).get("/version")


def test_a_kubeconfig_without_its_context_leads_nowhere():
    with pytest.raises(Unreachable, match="kubeconfig"):
        Api({"clusters": [], "contexts": [], "users": []}, "gone").get("/version")
