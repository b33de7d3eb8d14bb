"""All scripts as one file, which a host is given in one piece."""

from collections.abc import Mapping

from .step_input import File, StepInput, digest, shared_document

HEAD = "unpack.sh"
"""The script that the file begins with: it unpacks what follows it."""


def packed(scripts: Mapping[str, str], *shared: tuple[File, ...]) -> str:
    """Returns a shell script that unpacks `scripts` (by path) and runs a step of them. It is the same whenever they are the same.

    The files of each of `shared` are unpacked beside the scripts, where inputs refer to them by digest.

    It ends like every input of a step, so that a copy that was cut is recognized. A copy of 60 files one by one takes three round
    trips for each, and the engine would pack and hash them again for each host.
    """
    files = [File(path, text) for path, text in sorted(scripts.items()) if path != HEAD]
    documents = [shared_document(each) for each in shared]
    files += [File(f"shared/{digest(text)}.sh", text) for text in sorted(documents)]
    return scripts[HEAD] + StepInput({}, tuple(files)).render_whole()
