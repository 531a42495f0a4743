"""start, step, resume: what follows from an input. Pure: returns the next Progress and the effects,
and carries nothing out."""

from flows.answers import Asked, Moved, Outcome, Taken, key_of, read
from flows.changed import changed
from flows.effects import RequestCallBack, StopMessages
from flows.journey import MENU, Journey, ScreenRule, Target
from flows.moves import answer_key, arrive, branch, fits_still, keeping, onward, raised, turns
from flows.offers import names_for
from flows.picking import up
from flows.state import HELP, OR_STOP, PAGES_ON, WAY_OUT, Facts, Problem, Progress, Step, Value

TRIES_BEFORE_HELP = 3
BACK, TO_MENU = "0", "00"


def start(flow: Journey, facts: Facts) -> Step:
    """The first screen of a journey."""
    return arrive(flow, Progress(flow.name, flow.version, flow.first), facts, Target(flow.first))


def resume(flow: Journey, progress: Progress, facts: Facts) -> Step:
    """Go on where a person was. On a new version of the journey, from its start, past every question
    whose earlier answer still fits."""
    if progress.version == flow.version and _stands(flow, progress, facts):
        return Step(progress.moved(page=0, tries=0, scratch=()))
    problem = Problem("version_changed") if progress.version != flow.version else None
    return changed(_replayed(flow, progress, facts), problem=problem)


def _stands(flow: Journey, progress: Progress, facts: Facts) -> bool:
    """The screen is still there, and so is the entry that it was asking about."""
    rule = flow.screens.get(progress.screen)
    return rule is not None and (not rule.each or progress.turn in turns(flow, rule, progress, facts))


def _replayed(flow: Journey, old: Progress, facts: Facts) -> Step:
    here = start(flow, facts)
    for _ in range(len(flow.screens) * 20):
        rule = flow.screens[here.progress.screen]
        value = old.answers.get(answer_key(rule, here.progress.turn))
        if here.ends or here.enters or not fits_still(flow, rule, here.progress, value, facts):
            break
        onwards = _taken(flow, rule, here.progress, value, facts)
        if onwards.ends or onwards.enters:
            break
        here = onwards
    return Step(here.progress)


def step(flow: Journey, progress: Progress, text: str, facts: Facts) -> Step:
    """What follows from one input at the screen where `progress` stands."""
    rule = flow.screens[progress.screen]
    key = key_of(text)
    if progress.page == WAY_OUT:
        return _way_out(flow, progress, key, facts)
    if progress.page == HELP:
        return _help(progress, key, facts, flow)
    if progress.page == OR_STOP:
        return _meant(flow, rule, progress, key, facts)
    if key == TO_MENU:
        return Step(progress.moved(page=WAY_OUT)) if rule.zero_answers else _left(progress)
    if key == BACK and not rule.zero_answers:
        return back(flow, progress, facts)
    if progress.shown.get(key) == PAGES_ON and rule.kind != "several":
        return Step(progress.moved(page=progress.page + 1))
    if not rule.kind:
        return _taken(flow, rule, progress, None, facts)
    return _answered(flow, rule, progress, text, facts)


def back(flow: Journey, progress: Progress, facts: Facts) -> Step:
    """One page, one opened place, or one screen back; before the first screen lies the menu."""
    if progress.page > 0:
        return Step(progress.moved(page=progress.page - 1))
    rule = flow.screens[progress.screen]
    if rule.kind == "place" and facts.places is not None:
        opened = up(facts.places, progress.scratch)
        if opened is not None:
            return Step(progress.moved(scratch=opened))
    if not progress.trail:
        return Step(progress, enters=MENU)
    screen, turn = progress.trail[-1]
    rule, answers = flow.screens[screen], dict(progress.answers)
    answers.pop(answer_key(rule, turn), None)
    before = Progress(flow.name, flow.version, screen, answers, trail=progress.trail[:-1], turn=turn)
    return Step(keeping(rule, before, facts))


def _answered(flow: Journey, rule: ScreenRule, progress: Progress, text: str, facts: Facts) -> Step:
    names = names_for(flow, progress, rule, facts)
    outcome: Outcome = read(Asked(rule, progress, text, facts, names))
    match outcome:
        case Problem():
            return _wrong(flow, progress, outcome)
        case Moved(scratch, page):
            return Step(progress.moved(scratch=scratch, page=page, tries=0))
        case Taken(value):
            return _taken(flow, rule, progress, value, facts)


def _wrong(flow: Journey, progress: Progress, problem: Problem) -> Step:
    """The same screen with the reason; after three, the offer of help (not where it would leave a trace)."""
    tries = progress.tries + 1
    offers_help = tries >= TRIES_BEFORE_HELP and not flow.sensitive
    page = HELP if offers_help else progress.page
    return Step(progress.moved(tries=tries, page=page), problem=problem)


def _taken(flow: Journey, rule: ScreenRule, progress: Progress, value: Value, facts: Facts) -> Step:
    """Keep the answer, raise what may be raised on any hop, and go on."""
    found = facts.lookup if rule.lookup else None
    kept: Value = found.state if rule.secret and found and value not in _written(rule) else value
    answers = {**progress.answers, **(found.values if found and found.state == "ok" else {})}
    if rule.kind:
        answers[answer_key(rule, progress.turn)] = kept
    after = progress.moved(answers=answers, scratch=(), page=0, tries=0)
    names = names_for(flow, after, rule, facts)
    effects = raised(rule, flow, after, facts, names)
    option = rule.option(str(value)) if rule.kind == "choice" else None
    target = option.go if option and option.go else branch(rule, names, facts)
    behind = after.moved(trail=(*progress.trail, (rule.name, progress.turn)))
    return onward(flow, rule, behind, facts, target, effects)


def _written(rule: ScreenRule) -> set[str]:
    return {option.id for option in rule.options}


def _way_out(flow: Journey, progress: Progress, key: str, facts: Facts) -> Step:
    here = progress.moved(page=0)
    if key in ("2", TO_MENU):
        return _left(here)
    return back(flow, here, facts) if key in ("1", BACK) else Step(here)


def _left(progress: Progress) -> Step:
    """To the menu in the middle of a journey: what was answered stays a draft."""
    return Step(progress, enters=MENU, keeps_draft=True)


def _help(progress: Progress, key: str, facts: Facts, flow: Journey) -> Step:
    """1: be called back (the answers stay a draft); 2 or anything else: try again."""
    here = progress.moved(page=0, tries=0)
    if key == TO_MENU:
        return _left(here)
    if key != "1":
        return Step(here)
    call = RequestCallBack(about=flow.name)
    return Step(progress.moved(tries=0), effects=(call,), ends=True, keeps_draft=True)


def answer_or_stop(progress: Progress, meant: str) -> Step:
    """Ask whether a word was meant as the answer with that id, or as STOP."""
    return Step(progress.moved(page=OR_STOP, scratch=(*progress.scratch, meant)))


def _meant(flow: Journey, rule: ScreenRule, progress: Progress, key: str, facts: Facts) -> Step:
    """1: the answer; 2: no more SMS, and what was answered stays a draft; anything else: the question again."""
    here = progress.moved(page=0, scratch=progress.scratch[:-1])
    if key == "1":
        return _taken(flow, rule, here, progress.scratch[-1], facts)
    if key == "2":
        return Step(here, (StopMessages(),), enters=MENU, keeps_draft=True)
    return _left(here) if key == TO_MENU else Step(here)


__all__ = ["BACK", "HELP", "PAGES_ON", "TO_MENU", "answer_or_stop", "back", "resume", "start", "step"]
