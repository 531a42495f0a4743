"""The one row by which a start proves that it has the keys of this database (service.vault)."""

from sqlmodel import Field

from service.models.base import Row


class VaultCheck(Row, table=True):
    __tablename__ = "vault_check"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    blob: bytes
