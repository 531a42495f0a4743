"""What `retour serve` says once when it starts."""

from rich.panel import Panel
from rich.text import Text

from service.programme.demo import AGENT_PIN, DEMO_ACCOUNTS, PASSWORD_FILE, demo_password
from service.settings import Settings


def banner(settings: Settings, key: str) -> Panel:
    """The addresses, the code, and how to sign in to the demo. The hook's address holds its secret: it is shown to
    whoever starts the line, and logged nowhere."""
    address = f"http://{settings.host}:{settings.port}"
    rows = [("Line", address), ("Console", f"{address}/login"), ("USSD code", settings.ussd_code)]
    if settings.simulator:
        rows.insert(2, ("Phone", f"{address}/phone   (or: retour dial)"))
        rows.insert(3, ("Tour", f"{address}/tour"))
        rows.append(("Agents' PIN", f"{AGENT_PIN} (demo)"))
    if (settings.var_dir / PASSWORD_FILE).is_file():
        rows.append(("Sign in as", f"{', '.join(DEMO_ACCOUNTS.values())} (demo)"))
        rows.append(("Password", f"{demo_password(settings)} (demo, for all of them)"))
    else:
        rows.append(("First account", "retour staff add --role administrator --name … --login …"))
    rows.append(("Hook", f"{address}/hooks/{key}/africastalking/ussd"))
    text = Text()
    for name, value in rows:
        text.append(f"{name:<15}", style="bold").append(f"{value}\n")
    return Panel(text, title="Retour", expand=False)
