"""Which columns stay plain, and why. Every other column is sealed by the vault, or is a keyed hash (bytes).

Ids are random and say nothing about anybody: a column of the type UUID needs no line here. A new column that
is neither bytes nor a UUID must be entered, with its reason, or a test fails.
"""

from collections.abc import Mapping
from types import MappingProxyType

PLAIN: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "reference data, known to everybody": {
            "place": "pcode level name parent lat lon",
            "business_type": "code names position",
            "kit": "code names visit_days active",
            "kit_item": "position code names quantity",
            "facility": "kind name place",
            "journey_version": "digest journey source texts at",
        },
        "audiences, figures and sorted lists count by it": {
            "household": "head_sex size band_0_5 band_6_17 band_18_59 band_60 place",
            "person": "sex birth_year head place language status vulnerability wish left_on returned_on",
            "business": "type place started_on",
            "business_member": "role since",
            "distribution": "place planned_on",
            "delivery": "place planned_on delivered_on differs",
            "delivery_item": "quantity",
            "receipt": "overall asked_to_pay collected_by waited knew_rights knew_complaint respect at",
            "receipt_item": "outcome count",
            "visit": (
                "after_days due_on visited_on presence interview business_status reasons takings money_decision "
                "new_debt next_visit_on wants_call born died alive confirmed confirmed_at"
            ),
            "visit_item": "outcome count",
            "care": "kind on",
            "sensitive_case": "place",
        },
        "deadlines and work lists are found by it": {
            "person": "state origin file_complete registered_at updated_at",
            "business": "state",
            "distribution": "state created_at",
            "delivery": "state recorded_at recorded_how",
            "duplicate": "score why decision proposed_at decided_at",
            "handed": "kind handed_at done_at outcome",
            "silence_line": "kind since place sex kit",
            "verification": "name seed confidence margin expected population size created_at",
            "verification_target": "place outcome tries at",
            "receipt": "counted",
            "visit": "state channel",
            "case": (
                "reference type topic criticality state opened_at promised_at answered_at heard_at closed_at "
                "closed_how satisfied reopened coding outcome calls_failed called_at held_until reminded_at"
            ),
            "case_event": "kind at",
            "sensitive_case": "opened_at due_at state incomplete reminded_at closed_at outcome",
            "sensitive_event": "kind at",
            "referral": "service state at outcome referred_on received_on closed_at",
        },
        "proof of what was agreed to": {
            "consent": "purpose given at channel version",
            "opt_out": "scope origin at resumed_at",
        },
        "how a phone is spoken to and guarded; the number itself is sealed": {
            "phone": "language operator state first_seen last_seen second_fact_failures locked_until undelivered",
            "person_phone": "relation origin since until",
        },
        "a carrier's session, and where in a journey it stands; blank when the journey is sensitive": {
            "conversation": (
                "gateway session_id channel language state draft sensitive journey screen version seen_len "
                "turn reply_ends hops started_at touched_at ended_at end_status duration_ms"
            ),
        },
        "counts of where people go in a journey, of nobody": {
            "journey_passage": "day version screen next journey taken",
        },
        "the outbox is worked through by it; number and text are sealed": {
            "message": (
                "kind priority language parts state gateway carrier_id not_before best_before created_at "
                "sent_at reason attempts cost asks answered_at"
            ),
            "gateway_state": "gateway paused_until pauses permanent reason received_upto",
            "message_attempt": "worker until state carrier_id reason at",
            "gateway_pace": "gateway free_at",
            "delivery_report": "gateway carrier_id status means reason adopted at",
            "incoming_sms": "gateway carrier_id addressee kind written_at at",
        },
        "what is sent to whom, and how far it has come; name, texts and audience are sealed": {
            "campaign": "occasion days journey state priority starts_at best_before recipients created_at",
            "campaign_target": "state answered_at",
            "campaign_draft": "state kept_at",
        },
        "files that were taken in: what columns they have, and how far they have come": {
            "import_mapping": "kind headings columns used_at",
            "import_job": "kind state rows done skipped created_at finished_at",
            "import_change": "line subject subject_id",
        },
        "rights of staff and of programs, and what they did": {
            "api_token": "name scopes created_at used_at ended_at",
            "staff": "role pin_failures pin_locked_until places active",
            "audit_event": "at actor action subject subject_id detail",
        },
        "how staff sign in, and until when; the names, passwords and secrets are sealed": {
            "staff": "password_until totp_step language signed_in_at",
            "staff_session": "device created_at seen_at ends_at ended_at",
            "recovery_code": "used_at",
            "sign_in_failure": "at",
        },
        "numbers as the programme reports them, without the small ones": {"counted": "what at found"},
        "marks the people and things of the demo, who must never be reached": {
            "place": "made_up",
            "person": "made_up",
            "phone": "made_up",
            "kit": "made_up",
            "business": "made_up",
            "distribution": "made_up",
            "delivery": "made_up",
            "case": "made_up",
            "facility": "made_up",
            "care": "made_up",
            "message": "made_up",
            "staff": "made_up",
        },
        "says how a keyed hash was made": {"name_token": "kind"},
        "one row, number 1": {"vault_check": "id"},
    }
)
"""Reason → table → columns, separated by spaces."""


def plain_columns(table: str) -> frozenset[str]:
    """The columns of a table that stay plain."""
    return frozenset(word for tables in PLAIN.values() for word in tables.get(table, "").split())
