"""Previews 预演: the decisions over the register as it stands that a change of lines would flip. Nothing is written."""

from register.policies.preview.impact import Example, Impact
from register.policies.preview.previewing import examples, preview

__all__ = ["Example", "Impact", "examples", "preview"]
