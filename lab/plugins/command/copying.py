"""remote.CopyToRemote: a file, a text or a directory by SFTP. Target paths: sftpCopy in the official remote/copyController.go."""

from __future__ import annotations

import io
import posixpath
import secrets
import stat
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from lab.plugins.command import connection
from lab.plugins.command.commands import replaced_by_triggers
from lab.plugins.command.dialling import connected
from lab.plugins.serving import (
    Archive,
    Asset,
    Call,
    Created,
    Diff,
    Failure,
    InvalidInputs,
    Properties,
    Resource,
    changes,
    has_unknown,
    plain,
)
from lab.plugins.serving.inputs import refuse_others

if TYPE_CHECKING:
    import paramiko

_INPUTS = frozenset({"connection", "source", "remotePath", "triggers"})


class CopyToRemote(Resource):
    """Copies when the content or the path changes, and leaves the copy on the host when it is deleted."""

    def check(self, call: Call, old: Properties, new: Properties) -> Properties:
        refuse_others(new, _INPUTS)
        source = plain(new.get("source"))
        if not has_unknown(source) and not _copyable(source):
            raise InvalidInputs(("source", "want a file, a text or a folder; the lab's stand-in copies nothing else"))
        return new | {"connection": connection.checked(new.get("connection"))}

    def diff(self, call: Call, state: Properties, old_inputs: Properties, new: Properties) -> Diff:
        return replaced_by_triggers(changes(old_inputs, new))

    def create(self, call: Call, inputs: Properties) -> Created:
        if call.preview:
            return Created("", inputs)
        self.copy(call, plain(inputs))
        return Created(secrets.token_hex(4), inputs)

    def update(self, call: Call, resource_id: str, state: Properties, old_inputs: Properties, new: Properties) -> Properties:
        known, last = plain(new), plain(state)
        if not call.preview and (known["source"], known["remotePath"]) != (last["source"], last["remotePath"]):
            self.copy(call, known)
        return new

    def delete(self, call: Call, resource_id: str, state: Properties) -> None:
        """Does nothing: the copy stays on the host."""

    def copy(self, call: Call, inputs: Properties) -> None:
        """Copies by plain inputs; raises Failure."""
        import paramiko

        try:
            with connected(connection.endpoint(inputs["connection"]), call.log, call.cancelled) as transport:
                client = paramiko.SFTPClient.from_transport(transport)
                assert client is not None
                with client:
                    _Upload(client).put(inputs["source"], inputs["remotePath"])
        except (paramiko.SSHException, OSError, EOFError) as error:
            raise Failure(f"copying to {inputs['remotePath']}: {str(error) or type(error).__name__}") from error


def _copyable(source: Any) -> bool:
    if isinstance(source, Asset):
        return source.path is not None or source.text is not None
    return isinstance(source, Archive) and source.path is not None


class _Upload:
    """Copies files and directories to one host; raises Failure, OSError and paramiko.SSHException."""

    def __init__(self, client: paramiko.SFTPClient) -> None:
        self._client = client

    def put(self, source: Asset | Archive, to: str) -> None:
        if isinstance(source, Asset) and source.text is not None:
            self._text(source.text, to)
        elif source.path is not None and Path(source.path).is_dir():
            self._folder(source.path, to)
        elif source.path is not None:
            self._file(Path(source.path), to)

    def _text(self, text: str, to: str) -> None:
        if self._is_folder(to):
            raise Failure(f"remote path {to} is a directory; a text needs the path of a file")
        self._make_folders(posixpath.dirname(to))
        self._write(io.BytesIO(text.encode()), to)

    def _file(self, source: Path, to: str) -> None:
        if self._is_folder(to):
            to = posixpath.join(to, source.name)
        self._make_folders(posixpath.dirname(to))
        with source.open("rb") as content:
            self._write(content, to)

    def _folder(self, source: str, to: str) -> None:
        root = Path(source)
        target = to if source.endswith("/") else posixpath.join(to, root.name)
        self._make_folders(target)
        for path in sorted(root.rglob("*")):
            arrived = posixpath.join(target, path.relative_to(root).as_posix())
            if path.is_dir():
                self._make_folders(arrived)
            else:
                with path.open("rb") as content:
                    self._write(content, arrived)

    def _write(self, content: IO[bytes], to: str) -> None:
        with self._client.open(to, "wb") as file:
            file.set_pipelined(True)
            while data := content.read(65536):
                file.write(data)

    def _is_folder(self, path: str) -> bool | None:
        """Tells whether the path is a directory; None if it does not exist."""
        try:
            return stat.S_ISDIR(self._client.stat(path).st_mode or 0)
        except FileNotFoundError:
            return None

    def _make_folders(self, path: str) -> None:
        found = self._is_folder(path) if path else True
        if found is False:
            raise Failure(f"remote path {path} exists but is not a directory")
        if found is None:
            self._make_folders(posixpath.dirname(path))
            self._client.mkdir(path)
