"""apply: one handler an effect, in one table. What changes the conversation itself is done by the line."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from flows import effects as e
from flows.effects import Effect
from service.programme import cases, check_ins, identity, kits, messages, pins, referrals, registry, visits
from service.programme.context import Context, Results

Handler = Callable[[Context, Any], Results]

EFFECTS: Mapping[type[Effect], Handler] = MappingProxyType(
    {
        e.RegisterReturnee: registry.register_returnee,
        e.CompleteFile: registry.complete_file,
        e.CorrectVillage: registry.correct_village,
        e.WithdrawMyData: registry.withdraw,
        e.JoinPhone: identity.join_phone,
        e.IdentifyCaller: identity.identify,
        e.ChooseLanguage: identity.choose_language,
        e.PinFailed: pins.pin_failed,
        e.ConfirmKitReceipt: kits.confirm_receipt,
        e.RecordDelivery: kits.record_delivery,
        e.LogFollowUpVisit: visits.log_visit,
        e.ConfirmVisit: visits.confirm_visit,
        e.OpenCase: cases.open_case,
        e.OpenSensitiveCase: cases.open_sensitive,
        e.AnswerHeard: cases.answer_heard,
        e.AnswerCheckIn: check_ins.answer_check_in,
        e.RequestCallBack: cases.call_back,
        e.RequestReferral: referrals.request,
        e.StopMessages: messages.stop,
        e.ResumeMessages: messages.resume,
    }
)


class UnknownEffect(LookupError):
    """An effect that nothing handles: a fault of the service, never of a caller."""


def apply(ctx: Context, effects: Iterable[Effect]) -> dict[str, str]:
    """Carry out effects in order; their results together, later ones on top."""
    results: dict[str, str] = {}
    for effect in effects:
        handler = EFFECTS.get(type(effect))
        if handler is None:
            raise UnknownEffect(type(effect).__name__)
        results.update(handler(ctx, effect))
    return results
