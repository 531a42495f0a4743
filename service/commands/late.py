"""Commands that are imported when they are typed: all of them together take longer than most of what they do."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from typer.core import TyperGroup
from typer.main import get_command

MODULES: Mapping[str, str] = MappingProxyType(
    {
        "figures": "figures",
        "people": "people",
        "business": "business",
        "kit": "kit",
        "distribution": "distribution",
        "verification": "verification",
        "visit": "visit",
        "silence": "silence",
        "alert": "alert",
        "case": "case",
        "referral": "referral",
        "concern": "concern",
        "import": "importing",
        "export": "exporting",
        "sms": "sms",
        "campaign": "campaign",
        "messages": "messages",
        "dial": "dial",
        "staff": "staff",
        "token": "token",
        "flows": "flows",
    }
)
"""The command → its module of this package, which has it as `app`."""


class Late(TyperGroup):
    """`retour`: these commands, then those of the composition root."""

    def list_commands(self, ctx: Any) -> list[str]:
        """In the order of their help."""
        return [*MODULES, *super().list_commands(ctx)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; None where there is none."""
        if cmd_name not in MODULES:
            return super().get_command(ctx, cmd_name)
        command = get_command(import_module(f"service.commands.{MODULES[cmd_name]}").app)
        command.name = cmd_name
        return command
