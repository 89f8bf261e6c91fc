# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the places of the phrases. All of it was written for this."""
import random
from collections.abc import Callable

WORDS = """abundant accurate adapt admire adventure afraid agile ambiguous ambitious ample ancient anxious apology apparent arrogant
astonish authentic awkward banana barren benevolent bewilder bicycle bizarre blunt bold brave breeze brief brisk burden calm candid
capable careful careless casual cautious charming cheap cheerful clever clumsy coarse comfort compassion complex conceal concise confess
confident confuse content convince courage courteous coward crave crisis crooked cruel curious dainty damage damp dare dazzle debris deceive
decent decline delay deliberate delicate delight dense deserve despair devour diligent dim dismal disturb docile doubt dreadful dull
dwell eager earnest eccentric elegant eloquent embark emerge empathy enchant endure enormous enthusiasm envy evade exhaust extravagant
fable faint faithful famine fatigue feeble ferocious fertile fierce flaw flee flimsy flourish foe fond forbid fortunate fragile frantic
freedom frequent fresh frighten frugal furious futile gentle genuine giant gloomy gorgeous grace gracious gradual grateful greedy grief
grumpy guilt habit happy harmony harsh haste haughty hazard heal hesitate hideous hinder honest hostile humble humid idle ignore immense impartial
imply impulse inevitable infer inherit innocent insolent intense intricate jealous jovial joy keen kind labyrinth lament lavish lazy
legacy lenient liberty linger lively loathe lofty lonely lucid luxury majestic mansion meager meander melancholy mellow menace mercy metaphor
meticulous mighty mischief misery modest moist momentum morale mourn mundane mutual mystery naive narrow neglect nimble noble nostalgia notorious novel
nuisance oath obedient oblivion obscure obstacle obstinate odd optimist orbit ordeal ornate paradox pardon patient peculiar peril persuade plausible
plunge polite ponder posture pragmatic precious precise prejudice prestige proud prudent quaint quarrel quench quest quick quiet random rapid rare reckless
refuge reluctant remedy remorse renown resilient restless reveal revenge rigid ripe ritual robust rough rude rumour rural ruthless sacred sad sane scarce
scorn serene severe shabby shallow shrewd shy silent sincere skeptical slender sly smooth sober solemn solitude sorrow sparse spontaneous squander
stale steady stern stingy strange strict stubborn sturdy subtle sudden superb swift tame tedious temporary tender tense thrifty thrive tidy timid tiny tolerant
torment tranquil treacherous triumph trivial turmoil ugly unique urgent vague vain valiant valid vanish vast verbose vibrant victory vigilant
vivid vulnerable wander wary weary whisper wicked wild wisdom wise witty wonder worthy wrath yearn yield zeal zest algorithm inflation
osmosis metabolism mitosis catalyst hypothesis renaissance bureaucracy epilogue plankton glacier nebula tundra sonnet quorum
peninsula omnivore vaccine pedestrian chandelier tapestry mosaic kiosk parliament verdict alibi bail mortgage dividend invoice
""".split()
RARE = """petulant esoteric gossamer halcyon mellifluous insouciant penumbra quixotic sesquipedalian vellichor apricity defenestration susurrus cacophony
limerence pulchritude perfunctory recalcitrant obsequious lugubrious magnanimous nefarious innocuous juxtapose laconic maudlin parsimonious
querulous sagacious taciturn truculent vicissitude zeitgeist schadenfreude bildungsroman aplomb bucolic chicanery denouement effervescent
fastidious garrulous hegemony iconoclast jejune kismet leviathan misanthrope nadir oscillate palimpsest raconteur sanguine umbrage
""".split()
MISSPELT = """accomodate acheive adress agressive amatuer apparantly arguement assasinate athiest awfull basicly beatiful becuase begining beleive buisness
calender carribean catagory cemetary changable cheif collegue comming commitee concious congradulate copywrite curiousity decieve desparate dilemna
disapear dissapoint dissapear ecstacy embarrasing enviroment equiptment exagerate excede excercise existance experiance familar finaly flourescent foriegn
freind gaurd goverment grammer gratefull guarentee happend harrass heighth heirarchy humourous hygene ignorence imediately independant indispensible
inteligence interupt irresistable jewelery judgement knowlege labratory lenght liason libary lisence lollypop luminous maintainance manuever medeval
millenium minature mispell misspel morgage neice neighbour nieghbor noticable ocasion occurence offical oppurtunity parliment passtime persistant
personel playwrite posession potatos prefered presance principle privelege probaly promiss publically que recomend refered relevent religous repitition
resteraunt rythem sargent scedule sceince sieze shedule similer sincerly speach stragety succesful supercede suprise temperture tendancy therefor threshhold
tommorow tounge truely twelth tyrany underate untill usefull vaccum vegtable vehical visious wierd wether whereever wich writting yatch
rhythm necessary beautiful colonel separate receive theatre through queue knight psychology pneumonia bouquet lieutenant yacht jewellery
""".split()
PHRASES = """good morning|good night|thank you very much|where is the bathroom|I love you|see you tomorrow|how are you|excuse me|happy new year|
I am hungry|a glass of water|the bill please|what time is it|my name is Peter|nice to meet you|I don't understand|please speak slowly|help|
congratulations|dog|house|apple|bread|the red car|tree|window|I am tired|it is raining|we are lost|good luck|cheese|friend|butter|school|
where can I buy a ticket|the train is late|I would like a beer|two coffees please|have a nice day|get well soon|welcome|snow|summer|
can you help me|how much does it cost|I live in London|my sister is a teacher|the children play in the park|bicycle|mountain|milk|
do you speak English|merry Christmas|sleep well|enjoy your meal|the cat is on the roof|I work in an office|yes|no|please|sorry|never mind|
the book is on the table|we will come on Friday|open the door|close the window|the soup is too hot|spoon|kitchen|river|church|peace
""".replace("\n", "").split("|")
FOREIGN = """Guten Morgen|Wie geht es dir?|Ich liebe dich|Das Wetter ist schön.|Wo ist der Ausgang?|Ich verstehe nicht|der Hund schläft|Bis morgen|
Auf Wiedersehen|Ich habe Hunger.|Können Sie mir helfen?|Die Rechnung bitte|Buenos días|¿Cómo estás?|Me llamo Juan|La casa es grande.|Hasta luego|
Quiero una cerveza, por favor|El gato está en la mesa.|No entiendo|¿Cuánto cuesta?|Tengo frío|Mi hermana vive en Madrid|Muchas gracias|Buen viaje|
Bonjour|Je suis fatigué|Où est la gare?|Il fait beau aujourd'hui|Merci beaucoup|La vie est belle|Je voudrais un café|Comment ça va?|le chat noir|
Buongiorno|Dove è la stazione?|Grazie mille|Mi piace la pizza|Ti amo|Obrigado|Onde fica o hotel?|Bom dia|Eu não sei|Dank je wel|Goedemorgen|
Ik hou van jou|Hvor er toget?|Jag heter Anna|Dziękuję bardzo|Où habites-tu?|c'est la vie|hasta la vista|mañana|Feierabend|Gemütlichkeit|joie de vivre|
Per favore|Estoy cansado|Ich muss gehen|Der Zug hat Verspätung.|La bibliothèque est fermée.|Me duele la cabeza|por favor|guten Appetit|à bientôt
""".replace("\n", "").split("|")
ENGLISH = """The new library opens at nine in the morning.|My uncle repairs old clocks in his cellar.|A storm damaged the roof of the station.|
Scientists have found a new kind of frog in the hills.|The company wants to build a factory near the harbour.|Prices for bread have risen again this year.|
The teacher asked the pupils to write about their holidays.|Nobody knew who had left the parcel at the door.|The river flooded two villages last week.|
After the concert the musicians went home by bus.|The minister said that the law would be changed.|Her grandmother told her stories of the war.|
The museum shows paintings from three centuries.|Farmers complain about the dry summer.|The old bridge will be closed for repairs until June.|
In winter the road over the pass is often blocked.|Experts warn that the ice is melting faster than expected.|The children built a hut of branches in the wood.|
Trains were late because of a fallen tree.|The bakery on the corner sells the best rolls in town.|Volunteers planted four hundred trees along the canal.|
The judge will decide about the case next month.|For many years he worked as a sailor.|They found the dog in a barn two miles away.|
The hospital needs more nurses and doctors.|A fire broke out in the kitchen of the hotel.|The letter was written in a language that nobody could read.|
Visitors must leave their bags at the entrance.|The machine counts the bottles and packs them into boxes.|He had never seen the sea before.|
Dear Sir or Madam, I am writing to you about the flat.|We regret that we have to cancel your order.|The meeting has been moved to Thursday at ten.|
The results of the study were published yesterday.|Most of the money came from small gifts.|Since then the number of cyclists has doubled.|
The castle stands on a rock above the lake.|At night you could hear the owls.|The council plans a new park behind the school.|
It was the first time that a woman led the team.|The ship brought tea, silk and spices to the north.|Researchers measured how well people sleep at full moon.|
""".replace("\n", "").split("|")
ERRORS = """He go to work by bus every day.|I have saw this film before.|She don't likes coffee.|They was at home yesterday.|I am interesting in music.|
My brother is more taller than me.|There is many people in the street.|I didn't knew that.|He explained me the problem.|We are here since two hours.|
I want that you come.|The advices were good.|She is married with a doctor.|I am boring in this lesson.|He said me the truth.|Can you to help me?|
I have two childs.|its raining again|your welcome|I think your right about there house.|She works as teacher.|an useful tool|He is a honest man.|
We have less problems then before.|I must to go now.|Everyone are happy.|I'm used to wake up early.|He suggested me to wait.|Neither of them were there.|
The man which I saw was old.|I look forward to see you.|He has been to Paris last year.|If he will come, I will tell him.|I and my friend goes swimming.|
the the door is open|Where you are going?|What means this word?|I am agree.|She sings very good.|He drives too fastly.|You should to eat more.|
How long are you living here?|Despite of the rain we went out.|I prefer tea than coffee.|It depend on the weather.|He is good in maths.|
I have been knowing him for years.|Please discuss about it.|they has a new car|this are my books|We enjoyed to swim.|I can't hardly see.|
dear mr smith i am writing you because of the job|i like dogs they is nice|On monday we have test.|She told that she was ill.|
My mother cook very well and my father clean.|Whose going to help?|The team play good yesterday.|I wish I can fly.|
I could of come earlier.|Their is a mouse in they're kitchen.|Me and her is friends.|He have three cat.|Yesterday I eat too much cake.
""".replace("\n", "").split("|")
CODE = {
    "json": ['{"name": "Bob", "age": 3}', '{"a":[1,2,{"b":null}]}', '[1, 2, 3', '{"k": true,}', '{"list":[{"id":1},{"id":2}],"ok":false}', "{'x': 1}",
             '{"title":"x","tags":["a","b"],"n":1.5}', '[{"a":1},{"b":2}]', '{"user":{"id":7,"roles":["admin","editor"]}}', '{"price": 12.50 "currency": "EUR"}'],
    "yaml": ["name: test\nitems:\n  - a\n  - b", "a: 1\n b: 2", "key: [1, 2", "version: 3\nservices:\n  web:\n    image: nginx", "- x\n- y: z\n  w: 1"],
    "xml": ["<a><b>1</b></a>", "<note><to>Ann</to></note", "<p>Hello<br></p>", '<div class="x"><span>hi</span></div>', "<?xml version=\"1.0\"?><root/>", "<ul><li>one</li><li>two</ul>"],
    "sql": ["SELECT * FROM users WHERE id = 3", "select a,b from t where a>1", "INSERT INTO x VALUES (1,2)", "UPDATE t SET a = 1 WHERE b = 2", "SELECT name FORM people",
            "DELETE FROM logs WHERE day < 10", "select u.id, count(*) from u join o on o.uid = u.id group by u.id", "CREATE TABLE t (id int, name text)"],
    "python": ["def f(x):\n    return x + 1", "for i in range(10) print(i)", "import os\nprint(os.getcwd())", "print('hi'", "class A:\n    def __init__(self):\n        self.x = 1",
               "x = [i * 2 for i in y if i > 3]", "while True\n    pass", "if a == 1:\nprint(a)", "lambda x: x * 2", "with open('f') as f:\n    data = f.read()"],
    "javascript": ["function add(a, b) { return a + b; }", "const x = [1,2].map(n => n * 2);", "console.log('a'", "let a = 5; if (a > 3 { alert(a); }", "document.getElementById('x').innerHTML = 'y';",
                   "var f = function() { return 1; };", "async function g() { await fetch(url); }"],
    "c": ["#include <stdio.h>\nint main(void) { printf(\"hi\"); return 0; }", "int x = 5\nreturn x;", "for (int i = 0; i < 10; i++) { sum += i; }", "char *p = malloc(10);", "struct point { int x, y; };"],
    "shell": ["#!/bin/sh\nfor f in *.txt; do echo $f; done", "if [ -f a ]; then cat a; fi", "ls -l | grep foo > out.txt", "echo \"$HOME", "export PATH=$PATH:/opt/bin"],
    "java": ["public class A { public static void main(String[] args) { System.out.println(\"x\"); } }", "List<String> l = new ArrayList<>();", "private int x = 3;"],
    "rust": ["fn main() { let x = 5; println!(\"{}\", x); }", "let mut v: Vec<i32> = Vec::new();", "match x { Some(n) => n, None => 0 }"],
    "go": ["package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"x\") }", "x := 5\nif x > 3 { return x }"],
    "ruby": ["def hi\n  puts 'x'\nend", "[1,2].each do |x|\n  puts x\nend"],
    "php": ["<?php echo 'hi'; ?>", "$a = array(1, 2); foreach ($a as $b) { echo $b; }"],
    "haskell": ["main :: IO ()\nmain = putStrLn \"hi\"", "f x = x + 1 where y = 2"],
    "css": ["body { color: red; margin: 0; }", ".a > .b { display: flex }"],
}
REGEX = [r"^[a-z]+$", r"\d+", r"^\w{3,8}$", r"[A-Z][a-z]*", r"(a|b)+c?", r"^\s*$", r"\bfoo\b", r"[0-9]{4}-[0-9]{2}", r"^(\d{3})\s?(\d+)$", r".*\.txt$", r"(?i)hello", r"[^abc]+", r"^https?://",
         r"\$\d+\.\d{2}", r"(?<=a)b", r"^[\w.]+@[\w.]+$", r"/^#[0-9a-f]{6}$/i", r"(\d+)(px|em)?", r"^(?!.*x).*$", r"^.{8,}$"]
CRON = ["0 5 * * *", "*/10 * * * *", "0 0 1 * *", "30 8 * * 1-5", "0 */2 * * *", "15 3 * * 0", "0 9 * * MON", "5,35 * * * *", "@daily", "@weekly", "* * * * *", "0 22 * * 5"]
MODE = ["644", "755", "600", "777", "0700", "u+x", "rw-r--r--", "rwxr-xr-x", "g-w", "a+r", "-rwxr-x---", "4755", "o-rwx", "750"]
FORMAT = ["%d.%m.%Y", "%Y-%m-%d", "%H:%M:%S", "yyyy-MM-dd", "dd/MM/yyyy", "%A %d %B", "%Y%m%dT%H%M%SZ", "HH:mm:ss", "MM/dd/yy", "%j", "%b %e"]
LANGUAGES = """Spanish French German Italian English Portuguese Catalan Dutch Esperanto Galician Romanian Swedish Danish Norwegian Welsh Russian Ukrainian Polish
Czech Turkish Arabic Persian Chinese Japanese Greek Latin Hindi Basque Finnish Afrikaans Icelandic""".split()
CODE_LANGUAGES = "JSON YAML XML HTML SQL Python JavaScript shell bash Java Rust C++ PHP Ruby TypeScript Perl CSS C# Kotlin Swift Golang Lua".split()
UNITS = """km kilometres kilometers miles metres meters feet foot inches cm centimetres yards mm kg kilos kilograms pounds lbs ounces oz grams g stone tonnes
litres liters gallons pints cups ml tablespoons teaspoons seconds minutes hours days weeks months years kmh km/h mph knots celsius fahrenheit kelvin acres hectares joules calories
kcal kilojoules watts kilowatts horsepower pascal bar psi atmospheres bytes kilobytes megabytes gigabytes terabytes radians degrees""".split()
CURRENCIES = "dollars euros pounds yen francs USD EUR GBP CHF JPY rupees".split()
ELEMENTS = """gold silver iron copper oxygen hydrogen helium carbon nitrogen sodium uranium lead tin zinc mercury aluminium titanium tungsten platinum chlorine bromine iodine neon argon
calcium potassium magnesium silicon sulphur phosphorus lithium nickel cobalt radium radon plutonium osmium gallium caesium xenon krypton arsenic selenium""".split()
PLANETS = "Mars Venus Jupiter Saturn Earth Neptune Uranus Mercury Pluto Titan Europa Ceres".split() + ["the Moon", "the Sun", "the Earth"]
CONSTANTS = ["the speed of light", "Planck's constant", "the gravitational constant", "Avogadro's number", "the Boltzmann constant", "the elementary charge", "the gas constant",
             "the electron mass", "the mass of a proton", "the speed of sound", "the Faraday constant", "the fine-structure constant", "the Rydberg constant",
             "absolute zero", "the vacuum permittivity", "standard gravity", "the Stefan-Boltzmann constant", "the mass of an electron", "Avogadro constant", "pi to ten digits"]
QUANTITIES = "force energy power pressure electric current|voltage resistance temperature mass length frequency charge capacitance luminous intensity|magnetic flux|amount of substance|radioactivity work time speed acceleration".replace("|", " ").split()
SI_UNITS = "newton joule watt pascal kelvin mole ampere candela volt ohm hertz coulomb farad tesla weber henry becquerel gray sievert lux lumen metre kilogram".split()
PROPERTIES = ["atomic weight", "atomic number", "atomic mass", "melting point", "boiling point", "density", "symbol", "mass", "diameter", "radius", "gravity", "electron configuration",
              "temperature", "moons", "orbital period", "day length", "electronegativity", "group", "period", "number of moons", "distance from the sun", "discovery", "discoverer", "isotopes", "surface"]
ANIMALS = "dog cat wolf fox bear lion tiger owl eagle sparrow snake lizard frog toad spider beetle butterfly horse cow sheep goat deer rabbit squirrel hedgehog shark whale dolphin seal bee wasp".split()
MONTHS = "January February March April May June July August September October November December".split()
WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
FEASTS = ["Christmas", "Easter", "Good Friday", "Ramadan", "Thanksgiving", "Pentecost", "New Year", "Halloween", "my birthday on 3 May", "the end of the year", "summer", "next Friday", "New Year's Eve", "Valentine's day", "Christmas Eve", "next month"]
NAMES = """Paris London Berlin Peru Kenya Brazil Tokyo Madrid Mozart Einstein Napoleon Shakespeare Chopin Cleopatra Lincoln Picasso Toronto Norway Vienna Chicago Google Apple
Samsung Toyota Netflix Amazon Messi Beyonce Adele Madonna Elvis Hitchcock Tolkien Beethoven Gandhi Mandela Caesar Newton Darwin Dublin Oslo Texas Venice""".split()
TAILS = """a friend|my grandmother|dogs|the end of summer|my cat|a wedding|my new flat|climate change|two people|tonight|love|a birthday party|the sea|robots|my boss|
a long winter|football|the moon|children|a job interview|the holidays|school uniforms|a sick colleague|nuclear power|the garden|my first date|lose weight|buy flowers|
call the dentist|a five year old|meditation|the economy|freedom|the environment|social media|a small company|a bakery|next weekend|my husband|the kitchen|it|him|them|
learn the guitar|sleep better|move abroad|win an argument|start a business|make friends|a used car|a new phone|spicy food|the dark|get a dog|work from home|tell the truth|
park on the pavement|swim after eating|the office|democracy|an old house|yoga|eat chocolate|see colours|drive to Italy|fish|a boring meeting|my students|vegetarians""".replace("\n", "").split("|")
CODE_TAILS = """reverses a string|sorts numbers|reads a file|a login page|my shop|downloads pages|finds primes|sends emails|counts words|a to-do list|draws a circle|matches phone numbers|
computes factorials|an online shop|checks passwords|scrapes prices|a binary tree|converts dates|plays tic tac toe|a discord bot""".replace("\n", "").split("|")
THING_TAILS = """chair|flat tyre|sourdough bread|scarf|wine stain|roses|tomato plants|garage door|shower|paper plane|new battery|router|lasagne|rice|puppy|tent|bow tie|carpet|bookshelf|
coffee machine|old paint|grass|wasps|mould|the piano|poker|omelette|beer|suitcase|shirt|drain|bike chain|fish|ants|fly|learn to speak|see in the dark|make honey|survive winter|grow so tall|
sleep at night|find food|become famous|get married|vote""".replace("\n", "").split("|")
EQUATIONS = ["2x + 3 = 11", "x^2 = 16", "3x - 7 = 2x + 1", "x^2 - 5x + 6 = 0", "5x = 20", "x/4 = 3", "2(x+1) = 8", "x^2 + 2x = 3", "4y - 2 = 10", "x + 9 = 14", "x^3 = 27"]


def choose(items: list[str], rng: random.Random) -> str:
    return rng.choice(items).strip()


def number(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.55:
        return str(rng.randint(2, 120))
    if kind < 0.75:
        return str(rng.randint(100, 9999))
    if kind < 0.9:
        return f"{rng.randint(0, 300)}.{rng.randint(1, 99)}"
    return f"{rng.randint(1, 99)},{rng.randint(100, 999)}" if rng.random() < 0.5 else choose("two three five ten twelve twenty fifty hundred".split(), rng)


def small(rng: random.Random) -> str:
    return str(rng.randint(2, 25)) if rng.random() < 0.7 else choose("two three four five six seven eight ten twelve fifteen twenty".split(), rng)


def term(rng: random.Random, depth: int = 0) -> str:
    kind = rng.random()
    if depth < 2 and kind < 0.15:
        return "(" + math(rng, depth + 1) + ")"
    if kind < 0.25:
        return rng.choice(["sqrt", "sin", "cos", "log", "ln", "tan"]) + "(" + str(rng.randint(1, 99)) + ")"
    if kind < 0.3:
        return f"{rng.randint(2, 12)}^{rng.randint(2, 9)}"
    if kind < 0.35:
        return rng.choice(["pi", "e", "5!"])
    return str(rng.randint(1, 999)) if rng.random() < 0.7 else f"{rng.randint(0, 99)}.{rng.randint(1, 9)}"


def math(rng: random.Random, depth: int = 0) -> str:
    space = rng.choice(["", " "])
    text = term(rng, depth)
    for _ in range(rng.choice([1, 1, 1, 2, 2, 3])):
        text += space + rng.choice(["+", "-", "*", "/", "+", "*", "^", "×", "÷", "x"] if space else ["+", "-", "*", "/", "^"]) + space + term(rng, depth)
    return text + (rng.choice(["%", " percent of 80", " squared"]) if rng.random() < 0.05 else "")


def date(rng: random.Random) -> str:
    day, month, year = rng.randint(1, 28), rng.choice(MONTHS), rng.randint(1950, 2040)
    return rng.choice([f"{day} {month}", f"{day} {month} {year}", f"{month} {day}", f"{month} {day}, {year}", f"{year}-{rng.randint(1, 12):02}-{day:02}", f"{day}.{rng.randint(1, 12)}.{year}",
                       f"the {day}th of {month}", f"{day}/{rng.randint(1, 12)}/{year}", rng.choice(FEASTS), rng.choice(FEASTS), rng.choice(WEEKDAYS), "today", "tomorrow", f"{month} {year}"])


def span(rng: random.Random) -> str:
    n = rng.choice([str(rng.randint(2, 120)), small(rng), "a", "three", "two"])
    unit = rng.choice(["day", "week", "month", "year", "fortnight", "hour"])
    return f"{n} {unit}" + ("" if n == "a" else "s")


def quantity(rng: random.Random) -> str:
    if rng.random() < 0.1:
        return rng.choice(["a", "one", "half a", "an"]) + " " + rng.choice(["mile", "kilometre", "pound", "ounce", "foot", "stone", "litre", "gallon", "pint", "acre", "yard", "hour", "day", "inch"])
    if rng.random() < 0.1:
        return f"{number(rng)} " + rng.choice(["square metres", "square feet", "cubic metres", "nautical miles", "light years", "square miles", "metres per second", "miles per hour", "degrees F", "degrees celsius"])
    return number(rng) + rng.choice(["", " ", " "]) + choose(UNITS, rng)


def paragraph(rng: random.Random) -> str:
    count = rng.choice([3, 4, 5, 6, 7, 8, 10])
    return rng.choice([" ", " ", " ", "\n"]).join(sentence.strip() for sentence in rng.sample(ENGLISH, count))


def sentence(rng: random.Random) -> str:
    pool = ERRORS if rng.random() < 0.75 else ENGLISH
    return " ".join(choose(pool, rng) for _ in range(rng.choice([1, 1, 1, 1, 2, 3])))


def word(rng: random.Random) -> str:
    if rng.random() < 0.08:  # words that also name something
        return choose(["mile", "pound", "stone", "foot", "lead", "mercury", "gold", "earth", "may", "march", "second", "yard", "sun", "polish", "latin", "ounce", "silver", "day", "kelvin", "acre",
                       "swift", "python", "sunday", "easter", "million", "dozen", "dollar", "french", "degree", "iron"], rng)
    return choose(WORDS if rng.random() < 0.75 else RARE, rng)


def code(rng: random.Random) -> str:
    return choose(CODE[rng.choice(list(CODE))], rng)


SNIPPETS = {
    "regex": (REGEX, ["regex", "regular expression", "regexp", "pattern", "expression"]),
    "cron": (CRON, ["cron", "cron line", "crontab", "crontab line", "cron expression", "cron job", "schedule", "crontab entry"]),
    "mode": (MODE, ["chmod", "file mode", "permissions", "file permissions", "unix permissions", "mode"]),
    "format": (FORMAT, ["date format", "format string", "strftime format", "date pattern", "time format", "strftime"]),
}

SLOTS: dict[str, Callable[[random.Random], str]] = {
    "n": number, "math": math, "date": date, "span": span, "qty": quantity, "long": paragraph, "sentence": sentence, "word": word, "code": code,
    "misspelt": lambda r: choose(MISSPELT, r) if r.random() < 0.75 else word(r), "phrase": lambda r: choose(PHRASES, r), "foreign": lambda r: choose(FOREIGN, r),
    "sentence2": lambda r: choose(ERRORS, r), "lang": lambda r: choose(LANGUAGES, r), "cl": lambda r: choose(CODE_LANGUAGES, r),
    "unit": lambda r: choose(UNITS, r), "u": lambda r: choose("km m cm mm mi ft in kg g lb oz l ml h min s mph kmh c f".split(), r),
    "currency": lambda r: choose(CURRENCIES, r), "elem": lambda r: choose(ELEMENTS, r), "planet": lambda r: choose(PLANETS, r),
    "const": lambda r: choose(CONSTANTS, r), "quantity": lambda r: choose(QUANTITIES, r), "siunit": lambda r: choose(SI_UNITS, r),
    "prop": lambda r: choose(PROPERTIES, r), "thing": lambda r: choose(ELEMENTS + PLANETS * 2, r), "thing2": lambda r: choose(ELEMENTS + PLANETS * 2, r),
    "symn": lambda r: choose("Fe Au Ag Na K Cu Pb Sn W Hg He O 26 79 8 92 6 47 1 13 50 Zn Ca Cl".split(), r),
    "thing3": lambda r: r.choice([choose(ELEMENTS, r), choose(PLANETS, r), choose(LANGUAGES, r), word(r), quantity(r), number(r), choose(UNITS, r), choose(PHRASES, r)]),
    "animal": lambda r: choose(ANIMALS, r), "month": lambda r: choose(MONTHS, r), "day": lambda r: choose(WEEKDAYS + ["today", "tomorrow", "now"], r),
    "year": lambda r: str(r.randint(1700, 2090)), "time": lambda r: r.choice(["8:30", "9 am", "noon", "17:45", "half past six", "10 pm", "6:15 pm", "midnight"]),
    "level": lambda r: choose("easy medium hard difficult simple tricky advanced basic harder".split(), r),
    "letter": lambda r: r.choice("abcdeilmnoprstu"), "op": lambda r: choose("plus|minus|times|divided by|multiplied by|+|-|*|/|x|over|to the power of|mod|÷|×".split("|"), r),
    "snippet": lambda r: choose(r.choice([REGEX, REGEX, CRON, CRON, FORMAT]), r),
    "equation": lambda r: choose(EQUATIONS, r), "W": lambda r: choose(NAMES, r), "w": word, "tail": lambda r: choose(TAILS, r),
    "codetail": lambda r: choose(CODE_TAILS, r), "thingtail": lambda r: choose(THING_TAILS, r),
    "regex": lambda r: choose(REGEX, r), "cron": lambda r: choose(CRON, r), "mode": lambda r: choose(MODE, r), "format": lambda r: choose(FORMAT, r),
}
