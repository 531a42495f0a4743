"""The tables as Core statements see them."""

from typing import Any

from sqlalchemy import Row

from service import models as m
from service.models import table_of

AnyRow = Row[*tuple[Any, ...]]
"""A row of whatever columns; what reads it says which."""

audit_event, staff = table_of(m.AuditEvent), table_of(m.Staff)
staff_session, recovery_code, sign_in_failure = (
    table_of(m.StaffSession),
    table_of(m.RecoveryCode),
    table_of(m.SignInFailure),
)
phone, person_phone, opt_out = table_of(m.Phone), table_of(m.PersonPhone), table_of(m.OptOut)
person, household = table_of(m.Person), table_of(m.Household)
consent, name_token = table_of(m.Consent), table_of(m.NameToken)
business, business_member, business_type = (
    table_of(m.Business),
    table_of(m.BusinessMember),
    table_of(m.BusinessType),
)
kit, kit_item = table_of(m.Kit), table_of(m.KitItem)
distribution = table_of(m.Distribution)
verification, verification_target = table_of(m.Verification), table_of(m.VerificationTarget)
delivery, delivery_item = table_of(m.Delivery), table_of(m.DeliveryItem)
receipt, receipt_item = table_of(m.Receipt), table_of(m.ReceiptItem)
visit, visit_item = table_of(m.Visit), table_of(m.VisitItem)
case, case_event = table_of(m.Case), table_of(m.CaseEvent)
sensitive_case, sensitive_event = table_of(m.SensitiveCase), table_of(m.SensitiveEvent)
campaign, campaign_target, message = table_of(m.Campaign), table_of(m.CampaignTarget), table_of(m.Message)
campaign_draft = table_of(m.CampaignDraft)
place = table_of(m.Place)
referral, care, facility = table_of(m.Referral), table_of(m.Care), table_of(m.Facility)
incoming_sms, conversation = table_of(m.IncomingSms), table_of(m.Conversation)
journey_version, journey_passage = table_of(m.JourneyVersion), table_of(m.JourneyPassage)
duplicate, handed, counted = table_of(m.Duplicate), table_of(m.Handed), table_of(m.Counted)
silence_line = table_of(m.SilenceLine)
import_mapping, import_job, import_change = (
    table_of(m.ImportMapping),
    table_of(m.ImportJob),
    table_of(m.ImportChange),
)
