"""How long the laws are tried: ``ci`` on every run, another when CARA_HYPOTHESIS_PROFILE says so.

``exhaustive`` tries them at length. ``mutation`` tries as ``ci`` does, and looks for no smaller example of a failure:
there it is enough that a law fails, and looking takes minutes.
"""

import os

from hypothesis import HealthCheck, Phase, settings


def register_profiles() -> None:
    """Register both profiles and load the one that the environment names."""
    slow_machines_are_fine = [HealthCheck.too_slow]
    settings.register_profile(
        "ci", max_examples=60, deadline=None, derandomize=True, suppress_health_check=slow_machines_are_fine
    )
    settings.register_profile(
        "mutation",
        settings.get_profile("ci"),
        phases=(Phase.explicit, Phase.generate),
        report_multiple_bugs=False,
        print_blob=False,
    )
    settings.register_profile(
        "exhaustive", max_examples=3000, deadline=None, suppress_health_check=slow_machines_are_fine
    )
    settings.load_profile(os.environ.get("CARA_HYPOTHESIS_PROFILE", "ci"))


register_profiles()
