"""The constants that the programme's columns are sealed under, and that its hashes are made with.

They never change: what was sealed or found under another one would open, or be found, no more.
"""

from service.messaging.outbox import NUMBER

__all__ = [
    "BROWSER",
    "BUSINESS_NAME",
    "CARD",
    "CASE_ANSWER",
    "CASE_WORDS",
    "CODE",
    "COLLECTOR",
    "EVENT_WORDS",
    "FAILURE",
    "GUARDIAN",
    "IMPORT_BEFORE",
    "LOGIN",
    "NAME",
    "NUMBER",
    "OF_CALL",
    "PHONE",
    "RECOVERY",
    "REFERRAL_REASON",
    "SENSITIVE_CONTACT",
    "SENSITIVE_EVENT_WORDS",
    "SENSITIVE_WHO",
    "SENSITIVE_WORDS",
    "SESSION",
    "STAFF_LOGIN",
    "STAFF_NAME",
    "STAFF_PASSWORD",
    "STAFF_PHONE",
    "STAFF_TOTP",
    "STAYED",
    "TARGET_ANSWER",
    "TOKEN",
    "VISIT_PROBLEMS",
]

# Labels of sealed columns: "table.column".
NAME, CODE = "person.name", "person.code"
GUARDIAN, COLLECTOR, STAYED = "person.guardian", "person.collector", "person.stayed"
STAFF_NAME, STAFF_PHONE = "staff.name", "staff.phone"
STAFF_LOGIN, STAFF_PASSWORD, STAFF_TOTP = "staff.login", "staff.password", "staff.totp"
CASE_WORDS, CASE_ANSWER, EVENT_WORDS = "case.words", "case.answer", "case_event.words"
SENSITIVE_WORDS, SENSITIVE_WHO, SENSITIVE_CONTACT = (
    "sensitive_case.words",
    "sensitive_case.who",
    "sensitive_case.contact",
)
SENSITIVE_EVENT_WORDS = "sensitive_event.words"
REFERRAL_REASON, VISIT_PROBLEMS = "referral.reason", "visit.problems"
BUSINESS_NAME, IMPORT_BEFORE = "business.name", "import_change.before"
TARGET_ANSWER = "campaign_target.answer"

# Kinds of keyed hashes (Vault.index).
LOGIN, SESSION, BROWSER, RECOVERY, FAILURE = "login", "staff_session", "browser", "recovery_code", "sign_in_failure"
PHONE, CARD, TOKEN, OF_CALL = "phone", "card", "name_token", "sensitive_case"
