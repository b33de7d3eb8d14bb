"""A client of a language server (LSP 3.17) on its standard input and output: as little of an editor as tests need."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self


class LanguageServer:
    """A running server, which knows the documents that it was shown."""

    def __init__(self, command: Sequence[str | Path], settings: dict[str, Any]) -> None:
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._asked = 0
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}
        self._ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        self._send(method="initialized", params={})
        self._send(method="workspace/didChangeConfiguration", params={"settings": settings})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def diagnostics(self, file: Path, text: str) -> list[dict[str, Any]]:
        """Opens a document that is at a path, whether there is such a file or not, and returns what the server says of it."""
        uri = file.as_uri()
        self._send(method="textDocument/didOpen", params={"textDocument": {"uri": uri, "languageId": "yaml", "version": 1, "text": text}})
        while uri not in self._diagnostics:
            self._handle(self._read())
        return self._diagnostics[uri]

    def hover(self, file: Path, line: int, character: int) -> str:
        """Returns what is shown over a place of an open document."""
        return str(self._ask("textDocument/hover", _place(file, line, character))["contents"])

    def completions(self, file: Path, line: int, character: int) -> list[str]:
        """Returns what is offered at a place of an open document."""
        return [item["label"] for item in self._ask("textDocument/completion", _place(file, line, character))["items"]]

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self._asked += 1
        self._send(id=self._asked, method=method, params=params)
        while True:
            message = self._read()
            if message.get("id") == self._asked and "method" not in message:
                return message["result"]
            self._handle(message)

    def _handle(self, message: dict[str, Any]) -> None:
        """Answers questions of the server with nothing, and keeps diagnostics."""
        if "id" in message and "method" in message:
            items = message["params"].get("items") if isinstance(message.get("params"), dict) else None
            self._send(id=message["id"], result=None if items is None else [{} for _ in items])
        elif message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout
        headers = dict(line.decode().lower().split(":", 1) for line in iter(self._process.stdout.readline, b"\r\n"))
        found = json.loads(self._process.stdout.read(int(headers["content-length"])))
        assert isinstance(found, dict)
        return found


def _place(file: Path, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": file.as_uri()}, "position": {"line": line, "character": character}}
