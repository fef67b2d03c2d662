"""How long the platform's work takes beside the plainest way to do the same, measured in one run.

Every figure is a ratio or a percentile of CPU time, never a limit that a test holds: machines differ, ratios less so.

    python -m benchmarks            every measurement
    python -m benchmarks decide     one of them
"""
