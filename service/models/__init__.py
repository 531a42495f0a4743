"""The tables, one file a subject. All of them are known once this package is imported."""

from service.models.base import Row, table_of
from service.models.business import Business, BusinessMember, BusinessType
from service.models.campaign import Campaign, CampaignDraft, CampaignTarget
from service.models.case import Case, CaseEvent, SensitiveCase, SensitiveEvent
from service.models.conversation import Conversation
from service.models.counted import Counted
from service.models.handed import Handed
from service.models.incoming import DeliveryReport, IncomingSms
from service.models.journey import JourneyPassage, JourneyVersion
from service.models.kit import (
    Delivery,
    DeliveryItem,
    Distribution,
    Kit,
    KitItem,
    Receipt,
    ReceiptItem,
    Verification,
    VerificationTarget,
)
from service.models.message import GatewayPace, GatewayState, Message, MessageAttempt
from service.models.person import Consent, Duplicate, Household, NameToken, Person
from service.models.phone import OptOut, PersonPhone, Phone
from service.models.place import Place
from service.models.referral import Care, Facility, Referral
from service.models.silence import SilenceLine
from service.models.staff import AuditEvent, RecoveryCode, SignInFailure, Staff, StaffSession
from service.models.token import ApiToken
from service.models.transfer import ImportChange, ImportJob, ImportMapping
from service.models.vault_check import VaultCheck
from service.models.visit import Visit, VisitItem

__all__ = [
    "ApiToken",
    "AuditEvent",
    "Business",
    "BusinessMember",
    "BusinessType",
    "Campaign",
    "CampaignDraft",
    "CampaignTarget",
    "Care",
    "Case",
    "CaseEvent",
    "Consent",
    "Conversation",
    "Counted",
    "Delivery",
    "DeliveryItem",
    "DeliveryReport",
    "Distribution",
    "Duplicate",
    "Facility",
    "GatewayPace",
    "GatewayState",
    "Handed",
    "Household",
    "ImportChange",
    "ImportJob",
    "ImportMapping",
    "IncomingSms",
    "JourneyPassage",
    "JourneyVersion",
    "Kit",
    "KitItem",
    "Message",
    "MessageAttempt",
    "NameToken",
    "OptOut",
    "Person",
    "PersonPhone",
    "Phone",
    "Place",
    "Receipt",
    "ReceiptItem",
    "RecoveryCode",
    "Referral",
    "Row",
    "SensitiveCase",
    "SensitiveEvent",
    "SignInFailure",
    "SilenceLine",
    "Staff",
    "StaffSession",
    "VaultCheck",
    "Verification",
    "VerificationTarget",
    "Visit",
    "VisitItem",
    "table_of",
]
