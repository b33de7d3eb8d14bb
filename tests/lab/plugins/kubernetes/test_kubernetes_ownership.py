"""Field managers: names, hand-over, and when an apply may take a field."""

from lab.plugins.kubernetes.ownership import forces, hand_over, manager_name, owned_by_others

FORCE = {"metadata": {"annotations": {"pulumi.com/patchForce": "true"}}}


def entry(manager, operation, fields, **more):
    return {"manager": manager, "operation": operation, "fieldsV1": fields, **more}


def live(*entries):
    return {"metadata": {"resourceVersion": "7", "managedFields": list(entries)}}


def test_the_annotation_names_the_manager_then_the_state():
    named = {"metadata": {"annotations": {"pulumi.com/patchFieldManager": "mine"}}}
    assert manager_name(named, "stored") == "mine"
    assert manager_name({}, "stored") == "stored"
    assert manager_name({}, "").startswith("pulumi-kubernetes-")


def test_the_creators_fields_pass_to_the_resources_own_manager():
    created = entry("pulumi-kubernetes", "Update", {"f:data": {"f:a": {}}})
    by_hand = entry("kubectl-label", "Update", {"f:metadata": {"f:labels": {"f:team": {}}}})
    other = entry("kube-controller-manager", "Update", {"f:status": {}}, subresource="status")
    fields, version = hand_over(live(created, by_hand, other), "m")
    assert fields["value"] == [other, entry("m", "Apply", {"f:data": {"f:a": {}}, "f:metadata": {"f:labels": {"f:team": {}}}})]
    assert version["value"] == "7"


def test_what_the_manager_holds_already_is_kept():
    own = entry("m", "Apply", {"f:data": {"f:a": {}}})
    created = entry("pulumi-kubernetes", "Update", {"f:data": {"f:b": {}}})
    fields, _ = hand_over(live(own, created), "m")
    assert [each["fieldsV1"] for each in fields["value"]] == [{"f:data": {"f:a": {}, "f:b": {}}}]


def test_a_scaled_deployment_stays_with_who_scaled_it():
    assert hand_over(live(entry("kubectl", "Update", {"f:spec": {"f:replicas": {}}}, subresource="scale")), "m") == []


def test_an_annotation_or_the_provider_forces():
    assert forces(FORCE, live(entry("x", "Apply", {})), always=False, preview=False)
    assert forces({}, live(entry("x", "Apply", {})), always=True, preview=False)


def test_a_preview_forces_where_the_run_hands_over_first():
    created = live(entry("pulumi-kubernetes", "Update", {}))
    assert forces({}, created, always=False, preview=True)
    assert not forces({}, created, always=False, preview=False)
    assert not forces({}, live(entry("m", "Apply", {})), always=False, preview=True)


def test_a_preview_of_a_new_object_forces():
    assert forces({}, None, always=False, preview=True)
    assert not forces({}, None, always=False, preview=False)


def test_a_field_is_others_when_only_they_hold_it():
    held = live(entry("them", "Update", {"f:spec": {"f:replicas": {}}}), entry("m", "Apply", {"f:spec": {"f:paused": {}}}))
    assert owned_by_others(held, "m", ("spec", "replicas"))
    assert not owned_by_others(held, "m", ("spec", "paused"))
    assert not owned_by_others(held, "m", ("spec", "other"))
