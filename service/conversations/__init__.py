"""gather → step → apply → render: one hop, one transaction, committed before the reply leaves."""

from service.conversations.line import Line
from service.conversations.reply import Reply

__all__ = ["Line", "Reply"]
