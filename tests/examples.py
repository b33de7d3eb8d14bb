"""How many examples Hypothesis tries of each property: `make test` all of them, `make unit` a tenth (`--hypothesis-profile=fast`)."""

from hypothesis import HealthCheck, settings

WHOLE, FAST = "whole", "fast"

# A busy machine makes one example slow; that is no finding.
settings.register_profile(WHOLE, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(FAST, settings.get_profile(WHOLE), max_examples=10)


def times(factor: float) -> settings:
    """As many examples as the profile says, times a factor."""
    return settings(max_examples=round(factor * settings.default.max_examples))
