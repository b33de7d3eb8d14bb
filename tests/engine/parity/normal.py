"""Values and messages in the form of the records: what differs from run to run goes by a name, texts of chance by their shape."""

import json
import re

from tests.engine.parity import pem

_SIGNATURE = "4dabf18193072939515e22adb298388d"
_VOLATILE = {
    *("uid", "resourceVersion", "creationTimestamp", "managedFields", "generation", "status", "clusterIP", "clusterIPs", "startTime"),
    *("__pulumi_raw_state_delta", "__meta"),
}
_NAMED = {
    *("validityStartTime", "validityEndTime", "publicKeyFingerprintMd5", "publicKeyFingerprintSha256", "publicKeyOpenssh"),
    *("id", "dec"),
}
_RANDOM_TEXT = {"result", "hex"}
_RANDOM_BYTES = {"base64", "b64Std", "b64Url", "bcryptHash"}
# Chance gave these to the recorded cluster: a Job's labels hold its uid, a node's annotation the address of flannel's device.
_OF_THE_CLUSTER = {r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}": "<uid>", r"[0-9a-f]{2}(:[0-9a-f]{2}){5}": "<mac>"}
_ALPHABETS = {"lower and digits": "[a-z0-9]+", "letters and digits": "[a-zA-Z0-9]{13,}", "any": "(?s:.+)"}


class Normal:
    """Knows the names of one run: `names` maps texts of this machine to what the records call them."""

    def __init__(self, names):
        self.names = {text: name for text, name in names.items() if text}

    def value(self, found):
        """A copy of a state value with secrets as {"secret": plaintext}."""
        if isinstance(found, dict):
            if _SIGNATURE in found:
                return {"secret": self.value(json.loads(found["plaintext"]) if "plaintext" in found else found.get("value"))}
            return {key: self._member(key, each) for key, each in sorted(found.items()) if key not in _VOLATILE}
        if isinstance(found, list):
            return [self.value(each) for each in found]
        return self.text(found) if isinstance(found, str) else found

    def text(self, found):
        """A text, or what it is."""
        if found in self.names:
            return self.names[found]
        if found.startswith("-----BEGIN"):
            return pem.facts(found)
        for text, name in self.names.items():
            found = found.replace(text, name)
        return re.sub(r"pulumi-kubernetes-[0-9a-f]+", "pulumi-kubernetes-<hash>", found)

    def errors(self, output):
        """The lines of a run that say what failed."""
        lines = {self.text(re.sub(r"^.*?error:", "error:", line.strip())) for line in output.splitlines() if "error:" in line}
        return sorted(re.sub(r"\d+(\.\d+)?m?s\b", "<time>", line) for line in lines if "update failed" not in line)

    def _member(self, key, found):
        secret = isinstance(found, dict) and "plaintext" in found
        text = json.loads(found["plaintext"]) if secret else found
        if isinstance(text, str) and key in _RANDOM_TEXT | _RANDOM_BYTES:
            return {"secret": _shape(text)} if secret else _shape(text) if key in _RANDOM_TEXT else {"length": len(text)}
        if isinstance(found, str) and found and key in _NAMED:
            return f"<{key}>"
        return self.value(found)


def _shape(text):
    return {"length": len(text), "of": next(name for name, pattern in _ALPHABETS.items() if re.fullmatch(pattern, text))}


def comparable(record):
    """A record without what a stand-in or a cluster may have its own of: the wording of errors, private fields, uids and MAC addresses."""
    if isinstance(record, dict):
        return {key: bool(each) if key == "errors" else comparable(each) for key, each in record.items() if not key.startswith("__")}
    if isinstance(record, str):
        for pattern, name in _OF_THE_CLUSTER.items():
            record = re.sub(pattern, name, record)
        return record
    return [comparable(each) for each in record] if isinstance(record, list) else record
