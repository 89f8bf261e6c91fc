/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/text/text_int.h"

/* Lists are sorted by bytes, for bsearch(); a test holds them to it. */

#define LIST(words)             \
    {                           \
        words, ARRAY_LEN(words) \
    }

static const char *const en_stop_words[] = {
    "a",       "about",     "above",     "after",    "again",      "against",    "all",
    "also",    "although",  "always",    "am",       "among",      "an",         "and",
    "another", "any",       "anyone",    "anything", "are",        "aren't",     "as",
    "ask",     "asked",     "at",        "be",       "because",    "been",       "before",
    "being",   "below",     "between",   "both",     "but",        "by",         "came",
    "can",     "can't",     "cannot",    "come",     "comes",      "could",      "couldn't",
    "did",     "didn't",    "do",        "does",     "doesn't",    "doing",      "don't",
    "done",    "down",      "during",    "each",     "eight",      "either",     "else",
    "enough",  "even",      "ever",      "every",    "everyone",   "everything", "few",
    "five",    "for",       "four",      "from",     "further",    "get",        "gets",
    "go",      "goes",      "going",     "gone",     "got",        "had",        "hadn't",
    "has",     "hasn't",    "have",      "haven't",  "having",     "he",         "he'd",
    "he'll",   "he's",      "her",       "here",     "here's",     "hers",       "herself",
    "him",     "himself",   "his",       "how",      "however",    "hundred",    "i",
    "i'd",     "i'll",      "i'm",       "i've",     "if",         "in",         "instead",
    "into",    "is",        "isn't",     "it",       "it's",       "its",        "itself",
    "just",    "let",       "let's",     "like",     "likely",     "made",       "make",
    "makes",   "many",      "may",       "maybe",    "me",         "might",      "million",
    "mine",    "more",      "most",      "much",     "must",       "mustn't",    "my",
    "myself",  "near",      "neither",   "never",    "nine",       "no",         "nobody",
    "none",    "nor",       "not",       "nothing",  "now",        "of",         "off",
    "often",   "on",        "once",      "one",      "only",       "onto",       "or",
    "other",   "others",    "our",       "ours",     "ourselves",  "out",        "over",
    "own",     "perhaps",   "quite",     "rather",   "really",     "said",       "same",
    "say",     "says",      "seven",     "shall",    "she",        "she'd",      "she'll",
    "she's",   "should",    "shouldn't", "since",    "six",        "so",         "some",
    "someone", "something", "sometimes", "soon",     "still",      "such",       "take",
    "taken",   "takes",     "tell",      "ten",      "than",       "that",       "that's",
    "the",     "their",     "theirs",    "them",     "themselves", "then",       "there",
    "there's", "these",     "they",      "they'd",   "they'll",    "they're",    "they've",
    "this",    "those",     "though",    "thousand", "three",      "through",    "thus",
    "to",      "told",      "too",       "took",     "toward",     "towards",    "two",
    "under",   "until",     "up",        "upon",     "us",         "very",       "was",
    "wasn't",  "we",        "we'd",      "we'll",    "we're",      "we've",      "well",
    "went",    "were",      "weren't",   "what",     "what's",     "when",       "when's",
    "where",   "where's",   "whether",   "which",    "while",      "who",        "who's",
    "whom",    "whose",     "why",       "will",     "with",       "within",     "without",
    "won't",   "would",     "wouldn't",  "yet",      "you",        "you'd",      "you'll",
    "you're",  "you've",    "your",      "yours",    "yourself",   "yourselves"};
static const char *const en_known_words[] = {
    "book",   "come",     "day",  "english", "find",  "give",    "good",  "hello",
    "hi",     "house",    "know", "look",    "make",  "morning", "new",   "old",
    "people", "please",   "see",  "tell",    "thank", "thanks",  "think", "time",
    "today",  "tomorrow", "want", "water",   "work",  "world",   "year",  "yesterday"};
static const char *const en_abbreviations[] = {
    "al",   "approx", "apr",   "art",   "aug",  "ca",   "capt", "cf",  "ch",   "cmdr",
    "col",  "cpl",    "dec",   "dept",  "dr",   "ed",   "eds",  "eg",  "eq",   "feb",
    "fig",  "figs",   "fr",    "gen",   "gov",  "hon",  "ie",   "jan", "lt",   "messrs",
    "mlle", "mme",    "mr",    "mrs",   "ms",   "mt",   "no",   "nos", "nov",  "oct",
    "p",    "pp",     "pres",  "prof",  "rep",  "rev",  "sec",  "sen", "sept", "sgt",
    "st",   "supt",   "thurs", "trans", "tues", "univ", "viz",  "vol", "vols", "vs"};
static const char *const en_end_abbreviations[] = {
    "a.m", "ad",  "ave",  "b.a", "bc",  "blvd", "bros", "co",  "corp",
    "d.c", "e.u", "esq",  "etc", "inc", "jr",   "llc",  "ltd", "m.a",
    "m.d", "p.m", "ph.d", "plc", "rd",  "sr",   "u.k",  "u.n", "u.s"};

const struct text_language text_en = {
    .code = "en",
    .name = "English",
    .stop_words = LIST(en_stop_words),
    .known_words = LIST(en_known_words),
    .abbreviations = LIST(en_abbreviations),
    .end_abbreviations = LIST(en_end_abbreviations),
};

static const char *const de_stop_words[] = {
    "aber",   "alle",    "allem",   "allen",   "aller",   "alles",  "als",      "also",
    "am",     "an",      "andere",  "anderen", "auch",    "auf",    "aus",      "bei",
    "beim",   "bin",     "bis",     "bist",    "da",      "dabei",  "dadurch",  "daher",
    "dann",   "darauf",  "darum",   "das",     "dass",    "davon",  "dazu",     "dein",
    "deine",  "dem",     "den",     "denn",    "der",     "deren",  "des",      "deshalb",
    "dessen", "dich",    "die",     "dies",    "diese",   "diesem", "diesen",   "dieser",
    "dieses", "dir",     "doch",    "dort",    "du",      "durch",  "ein",      "eine",
    "einem",  "einen",   "einer",   "eines",   "einige",  "er",     "es",       "etwas",
    "euch",   "euer",    "für",     "gegen",   "gewesen", "hab",    "habe",     "haben",
    "hat",    "hatte",   "hatten",  "hier",    "hin",     "hinter", "ich",      "ihm",
    "ihn",    "ihnen",   "ihr",     "ihre",    "ihrem",   "ihren",  "ihrer",    "im",
    "immer",  "in",      "indem",   "ins",     "ist",     "ja",     "jede",     "jedem",
    "jeden",  "jeder",   "jedes",   "jedoch",  "jene",    "jetzt",  "kann",     "kein",
    "keine",  "keinem",  "keinen",  "keiner",  "können",  "könnte", "man",      "manche",
    "mehr",   "mein",    "meine",   "meinem",  "meinen",  "meiner", "mich",     "mir",
    "mit",    "muss",    "musste",  "müssen",  "nach",    "nicht",  "nichts",   "noch",
    "nun",    "nur",     "ob",      "oder",    "ohne",    "schon",  "sehr",     "sei",
    "sein",   "seine",   "seinem",  "seinen",  "seiner",  "seit",   "sich",     "sie",
    "sind",   "so",      "solche",  "soll",    "sollen",  "sollte", "sondern",  "sonst",
    "um",     "und",     "uns",     "unser",   "unsere",  "unter",  "viel",     "viele",
    "vom",    "von",     "vor",     "war",     "waren",   "warum",  "was",      "weg",
    "weil",   "welche",  "welcher", "wenn",    "wer",     "werde",  "werden",   "wie",
    "wieder", "will",    "wir",     "wird",    "wo",      "wollen", "worden",   "wurde",
    "wurden", "während", "zu",      "zum",     "zur",     "zwar",   "zwischen", "über"};
static const char *const de_known_words[] = {
    "arbeit", "bitte", "buch",  "danke", "deutsch", "gehen",  "gut",   "guten",
    "hallo",  "haus",  "heute", "jahr",  "jahre",   "kinder", "leute", "machen",
    "morgen", "neue",  "neuen", "tag",   "wasser",  "zeit"};
static const char *const de_abbreviations[] = {
    "abb",  "abs", "apr", "art",  "aug", "bd",   "bzw", "ca",  "d.h",  "dez",   "dipl", "dr",
    "evtl", "feb", "fr",  "frl",  "geb", "gest", "ggf", "hr",  "hrsg", "i.d.r", "ing",  "inkl",
    "jan",  "jul", "jun", "kap",  "max", "min",  "mio", "mrd", "mär",  "nov",   "nr",   "okt",
    "prof", "s.o", "s.u", "sept", "st",  "str",  "tab", "u.a", "vgl",  "vs",    "z.b",  "zzgl"};
static const char *const de_end_abbreviations[] = {"etc", "n.chr", "u.a.m", "usw", "v.chr"};

const struct text_language text_de = {
    .code = "de",
    .name = "German",
    .stop_words = LIST(de_stop_words),
    .known_words = LIST(de_known_words),
    .abbreviations = LIST(de_abbreviations),
    .end_abbreviations = LIST(de_end_abbreviations),
    .letters = U"äöüß",
    .flags = TEXT_ORDINAL_DOTS,
};

static const char *const fr_stop_words[] = {
    "a",        "afin",    "ai",          "ainsi",     "alors",  "après",    "as",      "au",
    "aucun",    "aucune",  "aujourd'hui", "aussi",     "autre",  "autres",   "aux",     "avaient",
    "avait",    "avant",   "avec",        "avoir",     "ayant",  "beaucoup", "bien",    "bon",
    "c'est",    "car",     "ce",          "ceci",      "cela",   "celle",    "celles",  "celui",
    "ces",      "cet",     "cette",       "ceux",      "chaque", "chez",     "comme",   "comment",
    "d'un",     "d'une",   "dans",        "de",        "depuis", "des",      "deux",    "donc",
    "dont",     "du",      "elle",        "elles",     "en",     "encore",   "entre",   "est",
    "et",       "eu",      "eux",         "faire",     "fait",   "faut",     "furent",  "fut",
    "ici",      "il",      "ils",         "j'ai",      "je",     "jusqu'à",  "l'on",    "la",
    "le",       "les",     "leur",        "leurs",     "lors",   "lui",      "là",      "ma",
    "mais",     "me",      "mes",         "moi",       "moins",  "mon",      "même",    "n'a",
    "n'est",    "ne",      "ni",          "non",       "nos",    "notre",    "nous",    "on",
    "ont",      "ou",      "où",          "par",       "parce",  "pas",      "pendant", "peu",
    "peut",     "peuvent", "plus",        "plusieurs", "pour",   "pourquoi", "qu'elle", "qu'il",
    "qu'un",    "qu'une",  "quand",       "que",       "quel",   "quelle",   "quelles", "quelque",
    "quelques", "quels",   "qui",         "quoi",      "s'est",  "sa",       "sans",    "se",
    "selon",    "sera",    "ses",         "si",        "son",    "sont",     "sous",    "sur",
    "ta",       "te",      "tes",         "toi",       "ton",    "toujours", "tous",    "tout",
    "toute",    "toutes",  "trop",        "très",      "tu",     "un",       "une",     "vers",
    "vos",      "votre",   "vous",        "y",         "à",      "étaient",  "était",   "étant",
    "été",      "être"};
static const char *const fr_known_words[] = {"année",    "bonjour",  "bonne", "eau",    "enfants",
                                             "femme",    "français", "gens",  "homme",  "jour",
                                             "livre",    "maison",   "merci", "monde",  "nouveau",
                                             "nouvelle", "oui",      "temps", "travail"};
static const char *const fr_abbreviations[] = {
    "apr",  "art",  "av",   "avr", "cf",   "chap", "dr",  "déc",  "env", "ex",  "fig",
    "févr", "janv", "juil", "m",   "mlle", "mm",   "mme", "mmes", "no",  "nov", "oct",
    "p",    "p.ex", "pp",   "pr",  "prof", "sept", "st",  "ste",  "vol", "éd"};
static const char *const fr_end_abbreviations[] = {"etc"};

const struct text_language text_fr = {
    .code = "fr",
    .name = "French",
    .stop_words = LIST(fr_stop_words),
    .known_words = LIST(fr_known_words),
    .abbreviations = LIST(fr_abbreviations),
    .end_abbreviations = LIST(fr_end_abbreviations),
    .letters = U"çêèœîûà",
};

static const char *const es_stop_words[] = {
    "a",        "al",        "algo",    "alguna", "algunas",  "alguno",  "algunos",  "ante",
    "antes",    "aquel",     "aquella", "aquí",   "así",      "aun",     "aunque",   "aún",
    "bajo",     "bien",      "cada",    "casi",   "como",     "con",     "contra",   "cual",
    "cuales",   "cualquier", "cuando",  "cuanto", "de",       "del",     "desde",    "donde",
    "dos",      "durante",   "e",       "el",     "ella",     "ellas",   "ello",     "ellos",
    "en",       "entre",     "era",     "eran",   "es",       "esa",     "esas",     "ese",
    "eso",      "esos",      "esta",    "estaba", "estaban",  "estado",  "estamos",  "estar",
    "estas",    "este",      "esto",    "estos",  "está",     "están",   "fue",      "fueron",
    "fui",      "ha",        "haber",   "había",  "habían",   "hace",    "hacia",    "han",
    "has",      "hasta",     "hay",     "he",     "hemos",    "la",      "las",      "le",
    "les",      "lo",        "los",     "luego",  "mas",      "me",      "mi",       "mientras",
    "mis",      "mucha",     "muchas",  "mucho",  "muchos",   "muy",     "más",      "mí",
    "nada",     "ni",        "no",      "nos",    "nosotros", "nuestra", "nuestras", "nuestro",
    "nuestros", "o",         "os",      "otra",   "otras",    "otro",    "otros",    "para",
    "pero",     "poco",      "por",     "porque", "pues",     "que",     "quien",    "quienes",
    "qué",      "se",        "sea",     "según",  "ser",      "si",      "sido",     "siempre",
    "sin",      "sino",      "sobre",   "solo",   "son",      "su",      "sus",      "sí",
    "sólo",     "también",   "tan",     "tanto",  "te",       "tenía",   "tiene",    "tienen",
    "toda",     "todas",     "todavía", "todo",   "todos",    "tras",    "tu",       "tus",
    "un",       "una",       "unas",    "uno",    "unos",     "usted",   "ustedes",  "y",
    "ya",       "yo",        "él"};
static const char *const es_known_words[] = {"agua",  "año",    "años",    "buenas", "buenos",
                                             "casa",  "días",   "español", "gente",  "gracias",
                                             "hola",  "hombre", "libro",   "mujer",  "mundo",
                                             "niños", "nueva",  "nuevo",   "tiempo", "trabajo"};
static const char *const es_abbreviations[] = {
    "abr", "ago",  "arq",  "art", "av",   "avda", "cap",  "d",   "dic",  "dr",   "dra",
    "dña", "ej",   "ene",  "feb", "fig",  "gral", "ing",  "jul", "jun",  "lic",  "no",
    "nov", "núm",  "oct",  "p",   "p.ej", "pp",   "prof", "pág", "págs", "sept", "sr",
    "sra", "sres", "srta", "tel", "ud",   "uds",  "vd",   "vds", "vol"};
static const char *const es_end_abbreviations[] = {"a.c", "d.c", "ee.uu", "etc"};

const struct text_language text_es = {
    .code = "es",
    .name = "Spanish",
    .stop_words = LIST(es_stop_words),
    .known_words = LIST(es_known_words),
    .abbreviations = LIST(es_abbreviations),
    .end_abbreviations = LIST(es_end_abbreviations),
    .letters = U"ñáíóú¿¡",
};

static const char *const it_stop_words[] = {
    "a",       "abbia",  "abbiamo", "ad",         "agli",     "ai",     "al",      "alcuni",
    "alla",    "alle",   "allo",    "allora",     "anche",    "ancora", "avere",   "aveva",
    "avevano", "avuto",  "c'è",     "che",        "chi",      "ci",     "cioè",    "ciò",
    "col",     "come",   "con",     "contro",     "cosa",     "così",   "cui",     "da",
    "dagli",   "dai",    "dal",     "dall'altro", "dalla",    "dalle",  "dallo",   "degli",
    "dei",     "del",    "della",   "delle",      "dello",    "dentro", "di",      "dopo",
    "dove",    "due",    "durante", "e",          "ed",       "era",    "erano",   "essere",
    "essi",    "esso",   "fa",      "fino",       "fra",      "fu",     "furono",  "già",
    "gli",     "ha",     "hai",     "hanno",      "ho",       "i",      "il",      "in",
    "infatti", "io",     "l'altro", "la",         "le",       "lei",    "li",      "lo",
    "loro",    "lui",    "ma",      "me",         "mentre",   "mi",     "mia",     "mie",
    "miei",    "mio",    "molta",   "molte",      "molti",    "molto",  "ne",      "negli",
    "nei",     "nel",    "nella",   "nelle",      "nello",    "nessun", "nessuna", "no",
    "noi",     "non",    "nostra",  "nostre",     "nostri",   "nostro", "o",       "ogni",
    "oppure",  "per",    "perché",  "perciò",     "più",      "poco",   "poi",     "prima",
    "proprio", "può",    "qualche", "quale",      "quali",    "quando", "quanto",  "quasi",
    "quella",  "quelle", "quelli",  "quello",     "questa",   "queste", "questi",  "questo",
    "qui",     "quindi", "sarà",    "se",         "sei",      "sempre", "senza",   "si",
    "sia",     "siamo",  "siano",   "sono",       "sopra",    "sotto",  "sta",     "stata",
    "state",   "stati",  "stato",   "su",         "sua",      "sue",    "sugli",   "sui",
    "sul",     "sulla",  "sulle",   "suo",        "suoi",     "tra",    "tu",      "tutta",
    "tutte",   "tutti",  "tutto",   "un",         "un'altra", "una",    "uno",     "va",
    "verso",   "vi",     "voi",     "è"};
static const char *const it_known_words[] = {
    "acqua", "anni",  "anno",   "bambini", "buongiorno", "casa",   "ciao",
    "donna", "gente", "giorno", "grazie",  "italiano",   "lavoro", "libro",
    "mondo", "nuova", "nuovo",  "tempo",   "uomo"};
static const char *const it_abbreviations[] = {
    "apr", "arch", "art", "avv",  "ca",       "cap", "dic",    "dott", "dott.ssa", "feb",
    "fig", "gen",  "giu", "ing",  "lug",      "mag", "n",      "nov",  "ott",      "p",
    "pag", "pagg", "pp",  "prof", "prof.ssa", "sig", "sig.ra", "sigg", "vol"};
static const char *const it_end_abbreviations[] = {"ecc", "etc"};

const struct text_language text_it = {
    .code = "it",
    .name = "Italian",
    .stop_words = LIST(it_stop_words),
    .known_words = LIST(it_known_words),
    .abbreviations = LIST(it_abbreviations),
    .end_abbreviations = LIST(it_end_abbreviations),
    .letters = U"èàòùì",
};
