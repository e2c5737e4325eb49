"""Labels that plain words settle, and those that only the talk can settle: where the classifier has been seen to err. Pure.

A sentence is labelled out of any talk (moves.py). What moves.md decides by words is decided here by words; and what gives
back, nobody can know who has not heard what was said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.practice.angles import angles, greets, history, suffers
from assistant.practice.forms import asks, form, yes_no
from assistant.practice.gate import ASKING, UNMISTAKEN
from assistant.practice.moves import Labelled
from assistant.practice.words import bag, content, figures, plain, tokens

RECENT = 3  # replies that an echo may take up
ECHO = 0.5  # of its content words must be theirs
ANEW = 0.35  # cosine of a statement with what was said last, from which on it says that anew
LIKELY = (
    0.7  # a label for a question about a decision that is surer than that stays; what plain words settle is as sure
)
PUSHING = ("pitch", "tell", "criticism")
CERTAIN = 0.9  # a label that is surer than that stays

FEELING = bag(
    """angry annoyed frustrated frustrating tired exhausted worn worried afraid scared anxious nervous stressed overwhelmed stuck lonely
    alone sad disappointed hurt proud ashamed embarrassed guilty relieved torn fed upset unsure uncertain trapped invisible
    unheard pressure pressured heavy weighs tough painful unfair resentful bored lost hopeless stressful exhausting tiring annoying worrying scary discouraging upsetting humiliating
    maddening hurtful rough miserable embarrassing humiliated awkward frightening frightened confusing unsettling
    hard difficult disappointing demoralising demotivating infuriating isolating draining drained gutted gutting belittled
    ignored overlooked undervalued unappreciated unseen powerless helpless jealous thrilled flat low stung sting stings"""
)
_SUPPOSES = re.compile(r"\b(?:if|suppose|imagine|once|when) .{0,30}\b(?:fixed|solved|sorted|gone|worked)\b")
_ADVISES = re.compile(r"\byou (?:really |just )?(?:need to|have to|ought to|should|must)\b")
_JUDGES = re.compile(
    r"\b(?:always|too (?=\w)|lazy|arrogant|rude|selfish|stubborn|difficult|negative|defensive|unprofessional|careless|weak|attitude|wrong|bad|poor\w*|worse|fault|blame|should|must|just|bother\w*|fail\w*|refus\w*"
    r"|problem|excuses?|not (?:good|enough|serious|trying)|don't (?:care|listen|try|want to)|hard to|hardly|behind|ignor\w+|hid\w+|childish|sloppy|smart|silly|stupid|crazy|ridiculous)\b"
)
_SAYS_BACK = re.compile(
    r"\byou mean\b|^(?:ah|right|okay|ok)?,? ?so (?:it|you|your|he|she|they|that|there|what|nothing|nobody|everything|all)\b|,? then\.?$|, then, (?:and|but)\b|^(?:what|all) you(?:'d| would)? (?:\w+ )?(?:love|want|wish|miss|couldn't|need)\b"
)
_OURS = re.compile(r"\b(?:we|we're|we've|we'd|our|ours|let's|i'd|i'll|if i were|what i)\b")
_NOTICES = re.compile(
    r"^(?:and |but |also |so )?i(?:'ve| have)? (?:just |also )?(?:saw|seen|noticed|see|read|heard|observed|counted)\b"
)
_BAD_FIGURES = re.compile(
    r"\byour (?:\w+ ){0,2}(?:numbers?|figures?|results?|targets?|quota|pipeline|sales|calls|deals)\b.{0,30}\b(?:down|low|lower|behind|short|slipp\w+|dropp\w+|miss\w+|bad|poor|worse|weak\w*|declin\w+|fall\w*|fell)\b"
)
_CURIOUS = re.compile(
    r"\bi'?d (?:like|love) to (?:understand|hear|know|learn)\b|\bi(?:'m| am) (?:curious|interested)\b"
)
_FREQUENCY = re.compile(r"(?:(?:and|so|but|okay|ok|right),? )*(?:how (?:often|long|old)|when (?:do|does|did|is|was))\b")
_DECIDES = re.compile(
    r"(?:(?:and|so|but|okay|ok|right),? )*(?:how|who)\b.{0,40}\b(?:decid\w+|approv\w+|signs?)\b|.*\bwhose (?:voices?|say|word)\b"
)
_SUMS = re.compile(
    r"^(?:so,? |okay,? |right,? )*(?:here's what i(?:'ve| have)? (?:heard|understood|taken|got)|let me (?:sum|play)\b|to (?:sum up|recap)\b|if i (?:understand|heard?|understood|got) (?:you|it|that)\b|what i(?:'m hearing| hear|'ve heard)\b)"
)
_LOSES = re.compile(r"\b(?:los(?:e|es|ing|t)|wast\w+|miss\w*|takes? away|eats?)\b")
_HABIT = re.compile(r"\b(?:what|how) (?:do|does|did) (?:you|they|your)\b")
_AHEAD = re.compile(
    r"\b(?:will|would|could|can|shall|should|going to|by (?:when|then|\w+day)|day|date|first|next|tomorrow|this week|go on|from here)\b"
)
_OFFERS = re.compile(
    r"\b(?:we|i) (?:make|sell|offer|provide|build|develop|do)\b.{0,40}\b(?:software|tools?|platforms?|solutions?|products?|services?|systems?)\b"
    r"|\bour (?:\w+ )?(?:software|tool|platform|solution|product|offer)\b|\bi had a customer\b|\bwe (?:got|cut|brought|took|saved|fixed)\b.{0,60}\b(?:down|by \w+ per ?cent|by half)\b|\b(?:special|good|better) price\b|\bdiscount\b|\bfree trial\b|\bai-powered\b"
    r"|\b(?:cuts?|saves?|reduces?|boosts?|doubles?)\b.{0,40}\b(?:percent|per cent|half)\b|\bcustomers? (?:just |exactly )?like you\b"
)
_ORDERS = re.compile(
    r"^(?:and |but |so |well,? |because )?(?:from now on|when i was (?:a|in|your|new|selling)|in my (?:day|days|time)|don't (?!you|i|we|they|worry)\w+|stop \w+ing)\b|\bi (?:want|need|expect) you to\b|\bmy (?:first|worst|own) (?:\w+ )?(?:year|month|quarter|job)\b|\b(?:that|it|this) (?:helped|worked for) me\b"
)
# Who one is and what one's house makes offers nothing yet (moves.md: an answer about oneself).
_INTRODUCES = re.compile(
    r"(?:\b(?i:i am|i'm|my name is|my name's|name's) (?!(?i:\w+ing|\w+ed|sure|certain|here|sorry|glad|happy|not|just)\b)|\b(?i:this is|it's|here is|here's) (?=[A-Z]))"
    r"\w+.{0,60}\b(?i:(?:we|i) (?:make|sell|build|develop|provide|offer|do|work)|from|with|at|of|for)\b"
)
_TRADE = re.compile(r"^(?:and |so )?(?:we|i) (?:make|sell|build|develop|provide|offer|do|work (?:for|with|at))\b")
_PROMOTES = re.compile(
    r"\b(?:sav(?:es?|ing)|cuts?|reduc\w+|boosts?|doubles?|faster|cheaper|easier|better|best|leading|number one|only|help(?:s|ing)?|lets? you|allows?|show you|demo|offer you|sell you|for you|your|price|free|discount|could|can)\b"
)
_IN_THEIR_EYES = re.compile(r"\b(?:do you (?:think|believe|feel)|would you say|how do you see)\b")
_RATES = re.compile(
    r"\bnot (?:a |an |very |really |that )?(?:smart|good|clever|great|ideal)\b|\b(?:stupid|silly|crazy|ridiculous)\b"
)
_OFFERS_HELP = re.compile(
    r"^(?:and |so |just |please )*(?:shout|ask me|call me|ring me|ping me|come to me) (?:if|when)\b|^(?:and |so |just |please )*let me know (?:if|what|when|how|where)\b.{0,30}\b(?:need|help|support)\b"
)
_APOLOGY = re.compile(
    r"\b(?:i'm|i am|we're|we are) (?:so |really |very |truly )?sorry\b|\bi (?:owe you an apology|apologi[sz]e)\b"
    r"|\bi should(?:'ve| have) (?:noticed|asked|seen|listened|said|told|known|thanked)\b"
)
_SHRUGS = re.compile(
    r"^(?:well,? |oh,? |look,? |yeah,? )*(?:(?:everybody|everyone|people|we all|nobody)(?:'s| has| have|'ve)? (?:got|has|have|gets?|goes|needs?|thinks?|likes?)|that's (?:life|business|sales|how it is|(?:just )?(?:part of )?the job)|it is what it is|such is)\b"
)
_AGENDA = re.compile(
    r"^(?:so,? |and |hi,? |today,? )*(?:i(?:'d| would)? (?:want(?:ed)?|like|love|need(?:ed)?) to|let's|we (?:need|have|should|wanted) to|i thought (?:we|i)(?:'d| could| would)?|i'll get straight to)"
    r" (?:talk|speak|discuss|go (?:over|through)|look at|cover|chat|catch up|check in|it|the point)\b"
)
_FELL = re.compile(
    r"^(?:and |but |so )?you(?:'re|'ve| are| have) (?:\w+ ){0,4}(?:down|behind|late|below|under|miss\w+|dropp\w+|slipp\w+|fallen|short)\b"
)
_VERDICT = re.compile(
    r"\byou(?:'ve| have| seem to have) (?:\w+ )?(?:lost|given up) (?:all |some of )?(?:your )?(?:\w+ )?(?:drive|edge|hunger|motivation|spark|fire|interest|touch|bite|appetite)\b"
)
_LEADING = re.compile(r"^(?:and |so |but )?(?:do(?:n't)? you (?:think|feel)|have(?:n't)? you|could it be|is it)\b")
_LET_DOWN = re.compile(
    r"\b(?:person|someone|somebody|people) with your (?:experience|track record|talent|record|seniority)\b|\byou(?:'ve| have) become (?:\w+ ){0,3}(?:passive|negative|cynical|lazy|complacent|sloppy|unreliable|moody|difficult)\b|\bexpect(?:ed)? (?:more|better|something else) (?:from|of)\b|\bdisappointed (?:in|with|by) you\b|\b(?:need|want|miss) the (?:old|hungry|motivated|ambitious|happy) (?!ways?\b|system\b|one\b|days?\b)\w+\b"
)
_BOASTS = re.compile(
    r"\bhalf the price\b|\bguaranteed\b|\b(?:cheaper|better|faster|less|lower) than (?:what |anything )?(?:you|your)\b"
)
_WH = re.compile(r"^(?:(?:and|so|but|okay|ok|right|well|then|yes|no),? )*(?:what|where|when|who|whom|which|how|why)\b")
_BAITS = re.compile(  # a question that already holds the answer
    r"\bwhat (?:if|about)\b|\bhow about\b|\bwhy (?:not|don't|can't|won't|couldn't|wouldn't)\b|\b(?:sound|interested|i (?:told|said|showed)|we (?:told|said|showed|could|can))\b"
)
_PRAISES = re.compile(
    r"\b(?:solid|great|brilliant|excellent|reliable|dependable|valuable|a star|a rock|the best|never a problem|no trouble|well done|good (?:job|work)|talented|amazing|fantastic|wonderful|impressive|proud of you)\b|\bwish (?:everyone|everybody|they all)\b"
)
_WHY = re.compile(r"^(?:and |so |but |hm,? )*(?:why(?:(?: is| was|'s)? (?:that|it|this|so))?|how come|how so)\W*$")
_SETS = re.compile(r"^(?:okay,? |ok,? |right,? |so,? |then )*let's (?:say|do (?:this|it|that)|make it|agree|try)\b")
_REPROACH = re.compile(
    r"^(?:and |so |but )?why (?:can't|don't|won't|couldn't|didn't) you (?:just|ever|simply|finally)\b"
)
_LENDS = re.compile(
    r"\bi(?:'ll| will) (?:ask|speak to|talk to|find out|look into)\b|\bi(?:'ll| can| could| will|'d be happy to| am happy to|'m happy to)\b.{0,50}\b(?:if (?:that|it|this) (?:helps|would help|'d help)|if you (?:like|want|wish)|with you|next to you|beside you|for you|along)\b"
)
_PROPOSES = re.compile(
    r"\b(?:do you want to|would you(?: like to)?) (?:renew|sign|buy|order|go ahead)\b|\bi(?:'ll| will| could) (?:\w+ ){0,3}(?:send|ring|call|mail|get back to|come back to) you\b|\bi(?:'ll| will) send it\b|"
    r"\b(?:shall|should|can|could|may) (?:i|we) (?:\w+ )?(?:send|e-?mail|draw up|prepare|book|set up|schedule|meet|put in|arrange|come (?:back|by|in|over|along|to))\b"
)
_SEEMS = re.compile(r"\b(?:that|it|this) (?:must|sounds?|seems?|looks?)\b|\byou (?:seem|sound|look|feel|must)\b")


def by_words(sentence: Labelled) -> Labelled:
    """The sentence with the label that its words settle."""
    text = plain(sentence.text)
    if _INTRODUCES.search(sentence.text.replace("’", "'")) and not _PROMOTES.search(text) and not asks(sentence.text):
        return replace(sentence, move="other", form="none")
    asked = asks(sentence.text)
    if sentence.move not in PUSHING and sentence.confidence < CERTAIN:
        offers = _OFFERS.search(text) or (not asked and _BOASTS.search(text))
        pushes = "pitch" if offers else "tell" if _ORDERS.search(text) else ""
        if pushes:
            return replace(sentence, move=pushes, form=form(sentence.text, pushes), confidence=LIKELY)
    if sentence.move in ("criticism", "tell", "other") and sentence.confidence < CERTAIN and _REPROACH.match(text):
        return replace(sentence, move="criticism", confidence=max(sentence.confidence, LIKELY))
    if asked and sentence.move == "goal" and "wish" in angles(sentence.text):
        return replace(sentence, confidence=max(sentence.confidence, UNMISTAKEN))
    if asked and _VERDICT.search(text) and _LEADING.match(text):
        return replace(sentence, move="criticism", confidence=LIKELY)
    if not asked and sentence.confidence < CERTAIN and _LET_DOWN.search(text):
        return replace(sentence, move="criticism", form="none", confidence=max(sentence.confidence, LIKELY))
    plainly = {"tell": _ADVISES, "criticism": _VERDICT}.get(sentence.move)
    if plainly and not asked and plainly.search(text):
        return replace(sentence, confidence=max(sentence.confidence, LIKELY))
    move = _asked(sentence, text) if asked else _stated(sentence, text)
    return sentence if move == sentence.move else replace(sentence, move=move, form=form(sentence.text, move))


def _asked(sentence: Labelled, text: str) -> str:
    """The move of a question: attempts are history, whom it touches is not (rule 3), what comes next is a process (rule 9)."""
    move, asked = sentence.move, angles(sentence.text)
    certain = sentence.confidence >= CERTAIN
    open_ = _WH.match(text) and not (certain or _BAITS.search(text) or _OFFERS.search(text))
    blames = move == "criticism" and not _JUDGES.search(text)
    if open_ and (move == "pitch" or (sentence.confidence < LIKELY and (move == "tell" or blames))):
        # Who asks for what is not known yet, offers nothing and tells nothing.
        move = "commitment" if "first step" in asked else "goal" if "wish" in asked else "information"
    if move in ASKING and "tried" in asked and not _SUPPOSES.search(text):
        return "information"
    if move in ("tell", "other", "commitment") and history(sentence.text) and not certain:
        return "information"
    if move == "other" and _WHY.match(text):
        return "information"
    bears = ({"self", "whom", "money"} & asked or suffers(text)) and not proposes(text)
    if bears and move not in ASKING and sentence.confidence < LIKELY:
        return "consequence"
    if move == "other" and sentence.confidence < 0.5 and yes_no(sentence.text) and not greets(text):
        return "information"
    if move in ("other", "tell") and not certain and _PROPOSES.search(text):
        return "commitment"
    if move == "pitch" and sentence.confidence < LIKELY and not (_OFFERS.search(text) or _PROMOTES.search(text)):
        return "information"  # who supposes something of everybody offers nothing yet
    if move == "criticism" and _IN_THEIR_EYES.search(text) and not _JUDGES.search(text):
        return "information"
    if "help" in asked and not (certain or proposes(text)) and move in ("information", "goal", "commitment"):
        return "support"
    if move == "information":
        return "consequence" if suffers(text) else "goal" if "joy" in asked else move
    if move in ASKING and _CURIOUS.search(text):
        return "information"
    if (
        move in ASKING
        and "decision" in asked
        and (sentence.confidence < LIKELY or (_DECIDES.match(text) and not certain))
    ):
        return "information"
    if move == "consequence" and not certain and _FREQUENCY.match(text) and not (asked or _LOSES.search(text)):
        return "information"
    if move == "commitment" and _HABIT.search(text) and not (certain or _AHEAD.search(text)):
        return "information"
    return "support" if move == "other" and "help" in asked else move


def _stated(sentence: Labelled, text: str) -> str:
    """The move of a statement: an apology, a feeling named (rule 8), conduct that was noticed (rule 7), advice that sounds kind."""
    move = sentence.move
    if move == "reflection" and _SHRUGS.search(text) and sentence.confidence < CERTAIN:
        return "other"
    if move in ("reflection", "commitment") and _AGENDA.search(text) and sentence.confidence < CERTAIN:
        return "other"
    if move == "reflection" and _RATES.search(text) and not _SEEMS.search(text):
        return "tell"
    if sentence.confidence >= CERTAIN:
        return move
    if _SUMS.match(text):
        return "reflection"
    if move in ("criticism", "tell", "other") and praises(text):
        return "support"
    if move == "other" and _SETS.match(text):
        return "commitment"
    if move in ("other", "tell") and proposes(text):
        return "commitment"
    if move in ("other", "tell", "reflection", "commitment", *ASKING) and (
        _OFFERS_HELP.search(text) or _LENDS.search(text)
    ):
        return "support"
    if move in ("other", "tell", "feedback") and _APOLOGY.search(text):
        return "support"
    noticed = _NOTICES.match(text) and not _JUDGES.search(text)
    if noticed and (move in ("other", "criticism") or (move == "reflection" and _conduct(sentence, text))):
        return "feedback"
    if move == "support":
        if _BAD_FIGURES.search(text):
            return "feedback"
        if _ADVISES.search(text):
            return "tell"
    if move in ("support", "other", *ASKING) and _SEEMS.search(text) and FEELING & set(tokens(text)):
        return "reflection"
    return move


def _conduct(sentence: Labelled, text: str) -> bool:
    """Whether what was noticed is what somebody does, and nothing that was said or felt."""
    return sentence.confidence < LIKELY and not FEELING & set(tokens(text)) and not re.search(r"\bheard?\b", text)


def praises(text: str) -> bool:
    """Whether a statement praises and finds no fault. `text` is plain."""
    rest = _PRAISES.sub("", text)
    return rest != text and not (
        _JUDGES.search(rest) or _ADVISES.search(rest) or re.search(r"\b(?:but|if|not|n't|would)\b", rest)
    )


def proposes(text: str) -> bool:
    """Whether a sentence proposes what comes next: a meeting, a paper, a call. `text` is plain."""
    return bool(_PROPOSES.search(text))


def after_pitches(sentences: Sequence[Labelled]) -> list[Labelled]:
    """What follows an offer in the same breath and is not surely something else goes on with it."""
    found: list[Labelled] = []
    for sentence in sentences:
        before = found[-1] if found else None
        goes_on = before is not None and before.move == "pitch" and before.confidence >= LIKELY
        weak = sentence.move == "reflection" and sentence.confidence < LIKELY and not asks(sentence.text)
        found.append(replace(sentence, move="pitch", form="none") if goes_on and weak else sentence)
    return found


def in_talk(sentence: Labelled, said: Sequence[str]) -> Labelled:
    """A statement made of what the other person has just said, or saying it anew, gives it back (moves.md, rules 7 and 8).

    Out of a talk nobody can know that; in it, the label follows.
    """
    if sentence.confidence >= CERTAIN or asks(sentence.text) or not said:
        return sentence
    text, stems = plain(sentence.text), set(content(sentence.text))
    if sentence.move == "reflection":
        news = _FELL.search(text) and not (FEELING & set(tokens(text)) or stems & set(content(" ".join(said))))
        return replace(sentence, move="feedback", form="none") if news else sentence
    if len(said) == 1 and _TRADE.match(text) and not _PROMOTES.search(text):
        return replace(sentence, move="other", form="none")
    if any(other.search(text) for other in (_RATES, _SHRUGS, _AGENDA, _SETS, _LET_DOWN, _VERDICT)):
        return sentence
    again = bool(figures(sentence.text) & figures(said[-1]))  # "Eight times a day, that's a lot."
    if sentence.move == "support":
        return replace(sentence, move="reflection", form="none") if again else sentence
    heard = {stem for reply in said[-RECENT:] for stem in content(reply)}
    # "You know those plants inside out."
    back = again if sentence.move in ("other", "tell") else sentence.move == "criticism" and bool(stems & heard)
    back = back or sentence.echo >= ANEW or bool(_SAYS_BACK.search(text))
    back = back and not any(own.search(text) for own in (_JUDGES, _ADVISES, _OURS, _OFFERS, _ORDERS))
    if sentence.move == "commitment":
        return replace(sentence, move="reflection", form="none") if stems and stems <= heard else sentence
    echoes = len(stems & heard) >= 2 and len(stems & heard) >= ECHO * len(stems)
    return replace(sentence, move="reflection", form="none") if back or echoes else sentence
