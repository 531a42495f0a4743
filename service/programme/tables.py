"""The tables as Core statements see them, and the one statement that the two databases spell differently."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, Table
from sqlalchemy.dialects import postgresql, sqlite

from service import models as m
from service.models import table_of

_COUNTED = {"preserve_rowcount": True}
"""PostgreSQL tells how many rows an INSERT wrote only when it is asked."""

AnyRow = Row[*tuple[Any, ...]]
"""A row of whatever columns; what reads it says which."""

audit_event, staff = table_of(m.AuditEvent), table_of(m.Staff)
phone, person_phone, opt_out = table_of(m.Phone), table_of(m.PersonPhone), table_of(m.OptOut)
person, household = table_of(m.Person), table_of(m.Household)
consent, name_token = table_of(m.Consent), table_of(m.NameToken)
business, business_member, business_type = (
    table_of(m.Business),
    table_of(m.BusinessMember),
    table_of(m.BusinessType),
)
kit, kit_item = table_of(m.Kit), table_of(m.KitItem)
delivery, delivery_item = table_of(m.Delivery), table_of(m.DeliveryItem)
receipt, receipt_item = table_of(m.Receipt), table_of(m.ReceiptItem)
visit, visit_item = table_of(m.Visit), table_of(m.VisitItem)
case, case_event, sensitive_case = table_of(m.Case), table_of(m.CaseEvent), table_of(m.SensitiveCase)
referral = table_of(m.Referral)


class AddOnce:
    """An insert that does nothing where a row with the same unique columns stands already, even one that
    another process has not yet committed."""

    def __init__(self, table: Table, *unique: str) -> None:
        self._statements = {
            "sqlite": sqlite.insert(table).on_conflict_do_nothing(index_elements=unique),
            "postgresql": postgresql.insert(table).on_conflict_do_nothing(index_elements=unique),
        }

    def __call__(self, db: Connection, row: Mapping[str, Any]) -> bool:
        """Whether the row was added."""
        statement = self._statements[db.dialect.name]
        return db.execute(statement, row, execution_options=_COUNTED).rowcount == 1
