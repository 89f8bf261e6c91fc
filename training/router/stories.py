# SPDX-License-Identifier: GPL-3.0-or-later
"""What people tell before they come to what they want, or behind it: so that a request is found in a message most of whose words ask for nothing."""
import random

from router import slots

STORIES = """so my {p} said we have to know this by {d}|honestly I wasn't listening|I was reading a book about {x} yesterday|we talked about {x} the whole evening|
my {p} and I had an argument|I have been at this for an hour|you won't believe what happened today|I am sitting on the train with my {p}|
it is raining and I cannot go out|my {p} called me this morning|I have never been good at this|they told us about {x} in the meeting|
the shop was closed when I got there|I had to think of you|there was this programme on the radio|we went to {W} last summer|{W} asked me about it|
I am writing to my {p}|my {p} is leaving on {d}|I do not want to bother anybody|it has been a long day|I can't find my glasses|
everybody else seems to know that|I have looked everywhere|I was never taught this at school|the children are asleep now|
I wanted to ask {W} but she is on holiday|we are having guests on {d}|he laughed at me when I asked|my phone is nearly empty|
I am not very good with computers|this has been on my mind since {d}|I promised my {p} that I would find out|I heard about {x} on the bus|
it's probably a stupid question|I hope you are well|thank you for yesterday|I'm cooking and my hands are wet|the meeting starts in ten minutes|
my {p} is standing behind me and waits|I got a letter from {W}|I had it on the tip of my tongue|you helped my {p} last week|I'm new at this job|
I tried to look it up but the internet is down|we were playing cards and it came up|it says so on the box|I lost my notes|nobody here could tell me|
I'm preparing a talk about {x}|the exam is on {d}|my {p} reads a lot|the doctor told me to rest|I have to hand it in on {d}|
I have been learning for three years|I bought it at the market""".replace("\n", "").split("|")
PEOPLE = """teacher boss sister brother mother father wife husband neighbour friend colleague grandmother uncle daughter son cousin landlord doctor
teammate coach aunt flatmate nephew""".split()
DAYS = ["Monday", "Friday", "Sunday", "tomorrow", "tonight"]
THINGS = slots.WORDS + ["animals", "pictures", "words", "the weather", "trains", "money", "history", "languages", "numbers"]
LEADS = [", ", ". ", " and ", " so ", ", anyway ", ". anyway, ", ", so ", ". So: ", " anyway ", ", but ", ". Now ", " - ", "... ", ", and ", ". ", ". ", " "]
TAILS = [". ", ", ", " - ", " because ", ", you see "]
BEFORE = 0.85  # of the stories stand before the request


def story(rng: random.Random) -> str:
    text = rng.choice(STORIES).replace("{p}", rng.choice(PEOPLE)).replace("{d}", rng.choice(DAYS))
    return text.replace("{x}", rng.choice(THINGS)).replace("{W}", slots.SLOTS["W"](rng))


def told(text: str, may_follow: bool, rng: random.Random) -> str:
    """The request with a story of one to three sentences before it; or with one behind it, where nothing else has to stand there."""
    if rng.random() < BEFORE:
        lead = "".join(story(rng) + rng.choice(LEADS) for _ in range(rng.choice([1, 1, 1, 2, 2, 3])))
        begins = lead.rstrip()[-1:] in (".", ":") and rng.random() < 0.7
        text = lead + (text if begins else text[:1].lower() + text[1:])
        return text[:1].upper() + text[1:] if rng.random() < 0.4 else text
    return text + rng.choice(TAILS) + story(rng) if may_follow else text
