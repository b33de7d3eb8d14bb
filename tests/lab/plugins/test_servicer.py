"""How what a stand-in raises reaches the engine."""

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2, status_pb2

from lab.plugins.serving import Created, Failure, InvalidInputs, PartialFailure, Provider, Resource, Secret
from lab.plugins.serving.log import Engine
from lab.plugins.serving.servicer import Servicer
from lab.plugins.serving.values import from_struct, to_struct

URN = "urn:pulumi:dev::test::component$test:index:Thing::a"


class Thing(Resource):
    """Raises what its input says."""

    def check(self, call, old, new):
        if "bad" in new:
            raise InvalidInputs(("bad", "is not good"), ("worse", "is missing"))
        return new | {"name": call.name}

    def create(self, call, inputs):
        if "raises" in inputs:
            raise {
                "failure": Failure("no such place"),
                "late": InvalidInputs(("bad", "is not good")),
                "partial": PartialFailure("id1", {"half": Secret("way")}, ["not ready"]),
                "bug": ZeroDivisionError("oops"),
            }[inputs["raises"]]
        return Created("id1", inputs)

    def update(self, call, resource_id, state, old_inputs, new):
        return new

    def delete(self, call, resource_id, state): ...


class Test(Provider):
    __test__ = False
    name, version = "test", "1.0.0"

    def resource(self, token):
        if token != "test:index:Thing":
            raise self.unsupported(token)
        return Thing()


class Aborted(Exception):
    pass


class Context:
    """Keeps how a call ended."""

    metadata = ()

    def set_trailing_metadata(self, metadata):
        self.metadata = metadata

    def abort(self, code, details):
        self.code, self.details = code, details
        raise Aborted


def asked(method, request):
    """The servicer's answer, or the context of a call that failed."""
    context = Context()
    try:
        return getattr(Servicer(Test(), Engine(None)), method)(request, context)
    except Aborted:
        return context


def created(raises):
    return asked("Create", provider_pb2.CreateRequest(urn=URN, properties=to_struct({"raises": raises})))


def test_inputs_with_defaults():
    answer = asked("Check", provider_pb2.CheckRequest(urn=URN, news=to_struct({"size": 1})))
    assert from_struct(answer.inputs) == {"size": 1, "name": "a"}


def test_every_problem_of_the_inputs():
    answer = asked("Check", provider_pb2.CheckRequest(urn=URN, news=to_struct({"bad": 1})))
    assert [(each.property, each.reason) for each in answer.failures] == [("bad", "is not good"), ("worse", "is missing")]


@pytest.mark.parametrize(("raises", "said"), [("failure", "no such place"), ("late", "bad: is not good")])
def test_a_failure_is_its_text(raises, said):
    assert created(raises).details == said


def test_a_bug_is_named_as_one():
    context = created("bug")
    assert context.code == grpc.StatusCode.INTERNAL
    assert context.details.startswith("the lab's test stand-in broke down:\nTraceback")


def test_what_is_half_made_is_kept_with_its_secrets():
    context = created("partial")
    [(name, status)] = context.metadata
    assert (name, context.details) == ("grpc-status-details-bin", "not ready")
    detail = provider_pb2.ErrorResourceInitFailed()
    status_pb2.Status.FromString(status).details[0].Unpack(detail)
    assert (detail.id, list(detail.reasons), from_struct(detail.properties)) == ("id1", ["not ready"], {"half": Secret("way")})


def test_a_type_outside_the_subset_is_refused():
    context = asked("Check", provider_pb2.CheckRequest(urn=URN.replace("Thing", "Other")))
    assert context.details.startswith("test:index:Other is not supported by the lab's stand-in")


def test_a_diff_names_reasons_and_details():
    request = provider_pb2.DiffRequest(urn=URN, old_inputs=to_struct({"a": {"b": 1}}), news=to_struct({"a": {"b": 2}, "c": 1}))
    answer = asked("Diff", request)
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert (list(answer.diffs), list(answer.replaces), answer.hasDetailedDiff) == (["a", "c"], [], True)
    assert {path: each.kind for path, each in answer.detailedDiff.items()} == {
        "a.b": provider_pb2.PropertyDiff.UPDATE,
        "c": provider_pb2.PropertyDiff.ADD,
    }
