"""What `retour serve` says once when it starts."""

from rich.panel import Panel
from rich.text import Text

from service.programme.demo import AGENT_PIN
from service.settings import Settings


def banner(settings: Settings, key: str) -> Panel:
    """The addresses and the code. The hook's address holds its secret: it is shown to whoever starts the
    line, and logged nowhere."""
    address = f"http://{settings.host}:{settings.port}"
    rows = [("Line", address), ("USSD code", settings.ussd_code)]
    if settings.simulator:
        rows.insert(1, ("Phone", f"{address}/phone   (or: retour dial)"))
        rows.append(("Agents' PIN", f"{AGENT_PIN} (demo)"))
    rows.append(("Hook", f"{address}/hooks/{key}/africastalking/ussd"))
    text = Text()
    for name, value in rows:
        text.append(f"{name:<12}", style="bold").append(f"{value}\n")
    return Panel(text, title="Retour", expand=False)
