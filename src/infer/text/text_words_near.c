/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/text/text_int.h"

/* Lists are sorted by bytes, for bsearch(); a test holds them to it. */

#define LIST(words)             \
    {                           \
        words, ARRAY_LEN(words) \
    }

static const char *const pt_stop_words[] = {
    "a",       "ainda",  "além",   "ao",     "aos",    "apenas", "após",   "aquela",   "aquele",
    "aquilo",  "as",     "assim",  "até",    "cada",   "com",    "como",   "contra",   "contudo",
    "cuja",    "da",     "das",    "de",     "dela",   "delas",  "dele",   "deles",    "depois",
    "desde",   "dessa",  "desse",  "desta",  "deste",  "do",     "dois",   "dos",      "durante",
    "e",       "ela",    "elas",   "ele",    "eles",   "em",     "embora", "enquanto", "entre",
    "era",     "eram",   "essa",   "essas",  "esse",   "esses",  "esta",   "estas",    "estava",
    "estavam", "este",   "estes",  "está",   "estão",  "eu",     "foi",    "foram",    "fosse",
    "há",      "isso",   "isto",   "já",     "lhe",    "lhes",   "logo",   "mais",     "mas",
    "me",      "menos",  "mesma",  "mesmo",  "meu",    "meus",   "minha",  "minhas",   "muita",
    "muitas",  "muito",  "muitos", "na",     "nas",    "nem",    "nenhum", "nessa",    "nesse",
    "nesta",   "neste",  "no",     "nos",    "nossa",  "nosso",  "num",    "numa",     "não",
    "nós",     "o",      "onde",   "os",     "ou",     "outra",  "outras", "outro",    "outros",
    "para",    "pela",   "pelas",  "pelo",   "pelos",  "pois",   "por",    "porque",   "porém",
    "pouco",   "quais",  "qual",   "quando", "quanto", "que",    "quem",   "se",       "seja",
    "sem",     "sempre", "sendo",  "ser",    "será",   "seu",    "seus",   "si",       "sido",
    "sobre",   "sua",    "suas",   "são",    "só",     "também", "tanto",  "te",       "tem",
    "tendo",   "tenha",  "ter",    "teu",    "teve",   "tinha",  "tinham", "toda",     "todas",
    "todo",    "todos",  "tu",     "tua",    "tudo",   "têm",    "um",     "uma",      "umas",
    "uns",     "você",   "vocês",  "vos",    "à",      "às",     "é"};
static const char *const pt_known_words[] = {
    "ano",      "anos",     "boa",   "bom",       "casa",  "crianças", "dia",
    "gente",    "homem",    "livro", "mulher",    "mundo", "nova",     "novo",
    "obrigada", "obrigado", "olá",   "português", "tempo", "trabalho", "água"};
static const char *const pt_abbreviations[] = {
    "abr",  "ago", "art",  "av",    "cap", "dez",  "dr", "dra", "eng", "ex",
    "fev",  "fig", "jan",  "jul",   "jun", "nov",  "nº", "núm", "out", "p",
    "p.ex", "pp",  "prof", "profa", "pág", "págs", "sr", "sra", "srs", "vol"};
static const char *const pt_end_abbreviations[] = {"etc", "ltda"};

const struct text_language text_pt = {
    .code = "pt",
    .name = "Portuguese",
    .stop_words = LIST(pt_stop_words),
    .known_words = LIST(pt_known_words),
    .abbreviations = LIST(pt_abbreviations),
    .end_abbreviations = LIST(pt_end_abbreviations),
    .letters = U"ãõçêâ",
};

static const char *const nl_stop_words[] = {
    "aan",    "achter", "al",     "alle",    "alleen", "alles", "als",    "altijd", "andere",
    "anders", "ben",    "bij",    "bijna",   "binnen", "boven", "daar",   "daarom", "dan",
    "dat",    "de",     "deze",   "die",     "dit",    "doch",  "doen",   "door",   "dus",
    "een",    "eens",   "en",     "enige",   "er",     "erg",   "ge",     "geen",   "geweest",
    "haar",   "had",    "hadden", "heb",     "hebben", "heeft", "hem",    "het",    "hier",
    "hij",    "hoe",    "hoewel", "hun",     "iets",   "ik",    "in",     "is",     "ja",
    "je",     "jij",    "jou",    "jouw",    "kan",    "kon",   "konden", "kunnen", "maar",
    "me",     "meer",   "men",    "met",     "mij",    "mijn",  "moet",   "moeten", "na",
    "naar",   "niet",   "niets",  "nog",     "nooit",  "nu",    "of",     "om",     "omdat",
    "onder",  "ons",    "onze",   "ook",     "op",     "over",  "reeds",  "sinds",  "te",
    "tegen",  "ten",    "ter",    "terwijl", "toch",   "toen",  "tot",    "tussen", "u",
    "uit",    "uw",     "van",    "vanaf",   "veel",   "voor",  "vooral", "waar",   "waarom",
    "want",   "waren",  "was",    "wat",     "we",     "weer",  "wel",    "welke",  "wie",
    "wij",    "wil",    "worden", "wordt",   "zal",    "ze",    "zei",    "zelf",   "zich",
    "zij",    "zijn",   "zo",     "zoals",   "zonder", "zou",   "zouden", "zullen"};
static const char *const nl_known_words[] = {
    "boek", "dag",   "dank",     "goede",  "goedemorgen", "hallo",      "huis",
    "jaar", "jaren", "kinderen", "man",    "mensen",      "nederlands", "nieuwe",
    "tijd", "vrouw", "water",    "wereld", "werk"};
static const char *const nl_abbreviations[] = {
    "afb",  "apr", "art",  "aug", "bijv", "blz",  "bv",  "ca", "d.w.z", "dec",  "dhr", "dr",
    "drs",  "evt", "excl", "feb", "fig",  "incl", "ing", "ir", "jan",   "jul",  "jun", "m.b.t",
    "mevr", "mr",  "mw",   "nov", "nr",   "okt",  "p",   "pp", "prof",  "sept", "st",  "vgl"};
static const char *const nl_end_abbreviations[] = {"a.u.b", "enz", "etc"};

const struct text_language text_nl = {
    .code = "nl",
    .name = "Dutch",
    .stop_words = LIST(nl_stop_words),
    .known_words = LIST(nl_known_words),
    .abbreviations = LIST(nl_abbreviations),
    .end_abbreviations = LIST(nl_end_abbreviations),
};

static const char *const sv_stop_words[] = {
    "alla", "allt",  "att",    "av",    "bara",   "bland",  "blev",   "bli",   "blir",  "både",
    "de",   "dem",   "den",    "denna", "deras",  "dess",   "dessa",  "det",   "detta", "dig",
    "din",  "dina",  "ditt",   "du",    "där",    "då",     "efter",  "ej",    "eller", "en",
    "er",   "ett",   "fick",   "finns", "från",   "får",    "för",    "före",  "genom", "ha",
    "hade", "han",   "hans",   "har",   "hela",   "henne",  "hennes", "hon",   "honom", "hur",
    "här",  "i",     "icke",   "in",    "inga",   "ingen",  "inget",  "inom",  "inte",  "jag",
    "kan",  "kunde", "man",    "med",   "mellan", "men",    "mer",    "mig",   "min",   "mina",
    "mitt", "mot",   "mycket", "ni",    "nog",    "nu",     "när",    "någon", "något", "några",
    "och",  "också", "om",     "oss",   "på",     "redan",  "samma",  "sedan", "sig",   "sin",
    "sina", "sitt",  "ska",    "skall", "skulle", "som",    "så",     "till",  "under", "upp",
    "ut",   "utan",  "vad",    "var",   "vara",   "varför", "varit",  "varje", "vem",   "vi",
    "vid",  "vilka", "vilken", "vill",  "än",     "även",   "år",     "åt",    "över"};
static const char *const sv_known_words[] = {
    "arbete",    "barn", "bok", "dag",     "god",  "hej", "hus",    "idag", "kvinna",
    "människor", "ny",   "nya", "svenska", "tack", "tid", "vatten", "värld"};
static const char *const sv_abbreviations[] = {"apr",  "aug", "bl.a", "ca",  "dec", "dr", "dvs",
                                               "feb",  "jan", "kl",   "m.m", "nov", "nr", "okt",
                                               "prof", "s.k", "sept", "st",  "t.ex"};
static const char *const sv_end_abbreviations[] = {"etc", "osv"};

const struct text_language text_sv = {
    .code = "sv",
    .name = "Swedish",
    .stop_words = LIST(sv_stop_words),
    .known_words = LIST(sv_known_words),
    .abbreviations = LIST(sv_abbreviations),
    .end_abbreviations = LIST(sv_end_abbreviations),
    .letters = U"åäö",
};

static const char *const pl_stop_words[] = {
    "a",      "aby",   "albo",    "ale",     "ani",      "aż",      "bardzo", "bez",      "bo",
    "być",    "był",   "była",    "było",    "były",     "będzie",  "będą",   "chce",     "choć",
    "ci",     "cię",   "co",      "coraz",   "czy",      "czyli",   "dla",    "dlaczego", "do",
    "gdy",    "gdyby", "gdzie",   "go",      "i",        "ich",     "ile",    "im",       "inne",
    "innych", "ja",    "jak",     "jakie",   "jako",     "je",      "jednak", "jedynie",  "jego",
    "jej",    "jest",  "jestem",  "jeszcze", "jeśli",    "już",     "każdy",  "kiedy",    "kto",
    "która",  "które", "którego", "której",  "który",    "których", "którzy", "lub",      "ma",
    "mają",   "mi",    "między",  "mnie",    "mną",      "może",    "można",  "mu",       "my",
    "na",     "nad",   "nam",     "nas",     "nawet",    "nic",     "nich",   "nie",      "niego",
    "niej",   "nim",   "niż",     "no",      "o",        "od",      "on",     "ona",      "one",
    "oni",    "oraz",  "po",      "pod",     "ponieważ", "poza",    "przed",  "przez",    "przy",
    "raz",    "się",   "ską",     "są",      "ta",       "tak",     "także",  "tam",      "te",
    "tego",   "tej",   "ten",     "teraz",   "też",      "to",      "tu",     "tych",     "tylko",
    "tym",    "u",     "w",       "was",     "we",       "wiele",   "więc",   "wszystko", "właśnie",
    "z",      "za",    "ze",      "że",      "żeby"};
static const char *const pl_known_words[] = {"czas",   "cześć",    "dobry",   "dom",     "dzieci",
                                             "dzień",  "dziękuję", "kobieta", "książka", "lat",
                                             "ludzie", "nowa",     "nowy",    "polski",  "praca",
                                             "proszę", "rok",      "woda",    "świat"};
static const char *const pl_abbreviations[] = {"al",  "dr",  "im",  "inż",  "mgr", "np",
                                               "nr",  "pn",  "por", "prof", "r",   "str",
                                               "tzn", "tzw", "ul",  "w",    "ww",  "św"};
static const char *const pl_end_abbreviations[] = {"itd", "itp"};

const struct text_language text_pl = {
    .code = "pl",
    .name = "Polish",
    .stop_words = LIST(pl_stop_words),
    .known_words = LIST(pl_known_words),
    .abbreviations = LIST(pl_abbreviations),
    .end_abbreviations = LIST(pl_end_abbreviations),
    .letters = U"ąęłńśźż",
    .flags = TEXT_ORDINAL_DOTS,
};

static const char *const tr_stop_words[] = {
    "acaba",  "ama",   "ancak",  "artık",  "aslında", "az",    "bana",    "bazı",   "belki",
    "ben",    "beni",  "benim",  "bile",   "bir",     "biri",  "birkaç",  "biz",    "bize",
    "bu",     "buna",  "bunda",  "bundan", "bunlar",  "bunu",  "bunun",   "da",     "daha",
    "de",     "defa",  "değil",  "diye",   "dolayı",  "en",    "eğer",    "gibi",   "göre",
    "hem",    "hep",   "hepsi",  "her",    "hiç",     "ile",   "ise",     "için",   "işte",
    "kadar",  "karşı", "kez",    "ki",     "kim",     "mi",    "mu",      "mü",     "mı",
    "nasıl",  "ne",    "neden",  "nerede", "niçin",   "o",     "olan",    "olarak", "oldu",
    "olduğu", "olur",  "on",     "ona",    "ondan",   "onlar", "onların", "onu",    "onun",
    "oysa",   "pek",   "rağmen", "sana",   "sen",     "siz",   "sonra",   "tüm",    "var",
    "ve",     "veya",  "ya",     "yani",   "yine",    "yok",   "zaten",   "çok",    "çünkü",
    "öyle",   "üzere", "şey",    "şu"};
static const char *const tr_known_words[] = {
    "dünya",   "ev", "gün",      "günaydın", "insanlar", "iyi", "iş",    "kadın",   "kitap",
    "merhaba", "su", "teşekkür", "türkçe",   "yeni",     "yıl", "zaman", "çocuklar"};
static const char *const tr_abbreviations[] = {"bkz",  "cad", "doç", "dr",  "mah", "no",
                                               "prof", "sf",  "sn",  "sok", "vb",  "örn"};
static const char *const tr_end_abbreviations[] = {"vs"};

const struct text_language text_tr = {
    .code = "tr",
    .name = "Turkish",
    .stop_words = LIST(tr_stop_words),
    .known_words = LIST(tr_known_words),
    .abbreviations = LIST(tr_abbreviations),
    .end_abbreviations = LIST(tr_end_abbreviations),
    .letters = U"ğışçöü",
    .flags = TEXT_ORDINAL_DOTS,
};
