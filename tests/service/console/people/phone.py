"""A phone that calls and writes to a running office, as its carrier does."""

from dataclasses import dataclass, field
from uuid import uuid4

from tests.support.line import HOOK, KEY
from tests.support.office import OfficeUnderTest

INBOX = f"/hooks/{KEY}/africastalking/inbox"


@dataclass
class Phone:
    """`page`: what it shows."""

    office: OfficeUnderTest
    number: str
    page: str = ""
    texts: list[str] = field(default_factory=list)
    session: str = ""

    def dial(self, *inputs: str) -> str:
        """A new call, and what is typed in it; the page that it ends on."""
        self.session, self.texts = f"ATUid_{uuid4().hex}", []
        self._hop()
        for text in inputs:
            self.texts.append(text)
            self._hop()
        return self.page

    def _hop(self) -> None:
        form = {"phoneNumber": self.number, "serviceCode": "*384*70421#", "text": "*".join(self.texts)}
        answer = self.office.stranger().client.post(HOOK, data={**form, "sessionId": self.session, "networkCode": "1"})
        assert answer.status_code == 200, answer.text
        self.page = answer.text
