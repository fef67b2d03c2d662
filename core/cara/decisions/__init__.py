"""Facts and a policy book make a decision that explains itself rule by rule, and that can be replayed for ever."""

from cara.decisions.comparison import Comparison, TopicComparison, compare_areas
from cara.decisions.decision import Decision, RuleResult, Verdict, decide, verdict_of
from cara.decisions.replay import Replay, ReplayAnswer, replay, with_installed_code

__all__ = [
    "Comparison",
    "Decision",
    "Replay",
    "ReplayAnswer",
    "RuleResult",
    "TopicComparison",
    "Verdict",
    "compare_areas",
    "decide",
    "replay",
    "verdict_of",
    "with_installed_code",
]
