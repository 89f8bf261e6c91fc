/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What some words stand for, whoever uses them: units, languages, elements. As lists, since they are looked through a few dozen
 * times for a message. "word=code" where the code matters. */
#include "infer/router/router_int.h"

static const char units[] =
    "m km cm mm dm nm metre metres meter meters kilometre kilometres kilometer kilometers kilometr "
    "centimetre "
    "centimetres centimeter centimeters millimetre millimetres millimeter millimeters mile miles "
    "mi yard "
    "yards yd yds foot feet ft inch inches inchs furlong furlongs fathom fathoms league leagues "
    "micron microns "
    "parsec parsecs au lightyear lightyears "
    "g kg mg kilo kilos gram grams gramme grammes kilogram kilograms kilogramme kilogrammes "
    "milligram "
    "milligrams tonne tonnes ton tons lb lbs pound pounds ounce ounces oz stone stones st grain "
    "grains carat "
    "carats l ml cl dl litre litres liter liters millilitre millilitres milliliter milliliters "
    "gallon gallons gal pint "
    "pints quart quarts cup cups tbsp tablespoon tablespoons tsp teaspoon teaspoons barrel barrels "
    "s sec secs second seconds min mins minute minutes hour hours hr hrs h day days week weeks "
    "fortnight fortnights month months year years decade decades century centuries ms millisecond "
    "milliseconds "
    "kmh kph mph mpg km/h m/s knot knots mach celsius fahrenheit kelvin centigrade degree degrees "
    "°c "
    "°f "
    "acre acres hectare hectares ha sqm sqft "
    "joule joules j kj kilojoule kilojoules cal kcal calorie calories kilocalorie kilocalories kwh "
    "wh watt watts w "
    "kw kilowatt kilowatts mw megawatt horsepower hp bhp newton newtons n pascal pascals pa kpa "
    "hpa mpa bar bars "
    "mbar psi atm atmosphere atmospheres torr mmhg volt volts v amp amps ampere amperes ohm ohms "
    "hertz hz khz mhz "
    "ghz bit bits byte bytes kb mb gb tb pb kib mib gib tib kilobyte kilobytes megabyte megabytes "
    "gigabyte "
    "gigabytes terabyte terabytes megabit megabits mbit gbit radian radians rad arcmin lumen lux "
    "mole moles mol "
    "furlongs hands dozen";

static const char currencies[] =
    "eur euro euros usd dollar dollars gbp quid pence cents cent yen jpy franc "
    "francs chf rupee rupees inr yuan cny rouble roubles ruble rubles krona kronor zloty "
    "peso pesos € $ £ ¥";

static const char languages[] =
    "spanish=es español=es espanol=es castilian=es spaniard=es spaniards=es spain=es espanish=es "
    "french=fr français=fr francais=fr frenchman=fr german=de "
    "deutsch=de germans=de italian=it italiano=it italians=it english=en englisch=en inglés=en "
    "ingles=en anglais=en portuguese=pt "
    "português=pt portugues=pt brazilian=pt catalan=ca català=ca dutch=nl nederlands=nl "
    "esperanto=eo galician=gl "
    "basque=eu romanian=ro swedish=sv danish=da norwegian=nb icelandic=is welsh=cy breton=br "
    "occitan=oc asturian=ast "
    "aragonese=an sardinian=sc russian=ru ukrainian=uk belarusian=be polish=pl czech=cs slovak=sk "
    "slovene=sl "
    "slovenian=sl croatian=hr serbian=sr bosnian=bs serbo-croatian=hbs bulgarian=bg macedonian=mk "
    "greek=el "
    "turkish=tr arabic=ar persian=fa farsi=fa hebrew=he hindi=hi urdu=ur chinese=zh mandarin=zh "
    "japanese=ja "
    "korean=ko vietnamese=vi thai=th indonesian=id malay=ms swahili=sw afrikaans=af finnish=fi "
    "estonian=et "
    "latvian=lv lithuanian=lt hungarian=hu maltese=mt albanian=sq irish=ga gaelic=gd kazakh=kk "
    "tatar=tt "
    "crimean=crh northern-sami=se latin=la";

static const char code_languages[] =
    "json yaml yml xml html css c++ cpp c# csharp java javascript js typescript ts python py ruby "
    "perl php golang rust "
    "sql sqlite postgres postgresql mysql bash shell sh zsh kotlin swift scala haskell lua toml "
    "ini markdown dockerfile makefile awk "
    "powershell fortran pascal-code cobol lisp clojure erlang elixir ocaml matlab";

static const char elements[] = "hydrogen helium lithium beryllium boron carbon nitrogen oxygen "
                               "fluorine neon sodium magnesium aluminium "
                               "aluminum silicon phosphorus sulfur sulphur chlorine argon "
                               "potassium calcium scandium titanium vanadium chromium "
                               "manganese iron cobalt nickel copper zinc gallium germanium arsenic "
                               "selenium bromine krypton rubidium strontium "
                               "yttrium zirconium niobium molybdenum technetium ruthenium rhodium "
                               "palladium silver cadmium indium tin antimony "
                               "tellurium iodine xenon caesium cesium barium lanthanum cerium "
                               "praseodymium neodymium promethium samarium "
                               "europium gadolinium terbium dysprosium holmium erbium thulium "
                               "ytterbium lutetium hafnium tantalum tungsten "
                               "wolfram rhenium osmium iridium platinum gold mercury thallium lead "
                               "bismuth polonium astatine radon francium "
                               "radium actinium thorium protactinium uranium neptunium plutonium "
                               "americium curium berkelium californium "
                               "einsteinium fermium mendelevium nobelium lawrencium rutherfordium "
                               "dubnium seaborgium bohrium hassium "
                               "meitnerium darmstadtium roentgenium copernicium nihonium flerovium "
                               "moscovium livermorium tennessine oganesson";

static const char planets[] =
    "venus earth mars jupiter saturn uranus neptune pluto moon sun ceres eris titan "
    "ganymede europa callisto io phobos deimos planet planets asteroid comet";

static const char days[] = "january february march april june july august september october "
                           "november december jan feb apr jun jul aug "
                           "sep sept oct nov dec monday tuesday wednesday thursday friday saturday "
                           "sunday christmas easter halloween diwali deepavali holi nowruz norooz "
                           "ramadan eid hanukkah passover thanksgiving pentecost "
                           "today tomorrow yesterday midnight noon febuary";

static const char number_words[] = "zero=0 one=1 two=2 three=3 four=4 five=5 six=6 seven=7 eight=8 "
                                   "nine=9 ten=10 eleven=11 twelve=12 dozen=12 "
                                   "thirteen=13 fourteen=14 fifteen=15 sixteen=16 seventeen=17 "
                                   "eighteen=18 nineteen=19 twenty=20 thirty=30 forty=40 "
                                   "fifty=50 sixty=60 seventy=70 eighty=80 ninety=90 hundred=100 "
                                   "thousand=1000 million=1000000 single=1 couple=2 "
                                   "few=3";

static const struct {
    enum router_class class;
    const char *words;
} lists[] = {
    {ROUTER_NUMBER_WORD, number_words},
    {ROUTER_LANGUAGE, languages},
    {ROUTER_ELEMENT, elements},
    {ROUTER_PLANET, planets},
    {ROUTER_DAY, days},
    {ROUTER_CODE_LANGUAGE, code_languages},
    {ROUTER_CURRENCY, currencies},
    {ROUTER_UNIT, units},
};

/* The entry of a list that is the word, with its code. */
static bool find_in(const char *list, struct str word, struct str *out_code)
{
    const char *end = list + strlen(list);
    const char *at = list;
    while (word.n > 0 && (at = memmem(at, (size_t)(end - at), word.p, word.n)) != NULL) {
        const char *behind = at + word.n;
        bool is_whole =
            (at == list || at[-1] == ' ') && (behind == end || *behind == ' ' || *behind == '=');
        if (is_whole) {
            size_t from = (size_t)(behind - list) + (*behind == '=');
            struct str rest = str_sub(str_from(list), from, (size_t)(end - list));
            *out_code = *behind == '=' ? str_sub(rest, 0, str_find_byte(rest, ' ')) : STR_EMPTY;
            return true;
        }
        at++;
    }
    return false;
}

bool router_in_list(const char *list, struct str word)
{
    struct str code;
    return find_in(list, word, &code);
}

enum router_class router_find_name(struct str word, struct str *out_code)
{
    *out_code = STR_EMPTY;
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        if (find_in(lists[i].words, word, out_code)) {
            return lists[i].class;
        }
    }
    return ROUTER_WORD;
}

struct str router_language_name(struct str code)
{
    struct str rest = str_from(languages);
    while (rest.n > 0 && code.n > 0) {
        struct str own;
        struct str name = str_cut(str_cut(rest, ' ', &rest), '=', &own);
        if (str_eq(own, code)) {
            return name;
        }
    }
    return STR_EMPTY;
}

/* ---- the words of requests ---- */

static int compare(struct str a, struct str b)
{
    int order = memcmp(a.p, b.p, size_min(a.n, b.n));
    return order != 0 ? order : (a.n > b.n) - (a.n < b.n);
}

bool router_knows_word(const struct router_words *words, struct str word)
{
    size_t low = 0;
    size_t high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = compare(words->items[middle], word);
        if (order == 0) {
            return true;
        }
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

/* Whether one letter too many, too few or wrong, or two that have changed places, make the one of the other. */
static bool is_near(struct str a, struct str b)
{
    if (a.n < b.n) {
        struct str longer = b;
        b = a;
        a = longer;
    }
    if (a.n - b.n > 1) {
        return false;
    }
    size_t begin = 0;
    while (begin < b.n && a.p[begin] == b.p[begin]) {
        begin++;
    }
    size_t end = 0;
    while (end < b.n - begin && a.p[a.n - 1 - end] == b.p[b.n - 1 - end]) {
        end++;
    }
    size_t left = b.n - begin - end;
    return left == 0 || (a.n == b.n && (left == 1 || (left == 2 && a.p[begin] == b.p[begin + 1] &&
                                                      a.p[begin + 1] == b.p[begin])));
}

#define NEAR_MIN ((size_t)5) /* letters: shorter words are too near to others */

static int compare_lengths(const void *one, const void *other)
{
    const struct str *a = one;
    const struct str *b = other;
    return a->n != b->n ? (a->n > b->n) - (a->n < b->n) : compare(*a, *b);
}

void router_read_words(struct str file, struct arena *arena, struct router_words *out)
{
    size_t lines = 0;
    for (size_t i = 0; i < file.n; i++) {
        lines += file.p[i] == '\n';
    }
    out->items = arena_calloc(arena, lines + 2, sizeof(*out->items));
    out->by_length = arena_calloc(arena, lines + 2, sizeof(*out->by_length));
    out->count = 0;
    while (file.n > 0) {
        struct str word = str_cut(file, '\n', &file);
        if (word.n > 0) {
            out->by_length[out->count] = word;
            out->items[out->count++] = word;
        }
    }
    qsort(out->by_length, out->count, sizeof(*out->by_length), compare_lengths);
}

/* The first word by length that has at least so many bytes. */
static size_t first_of_length(const struct router_words *words, size_t n)
{
    size_t low = 0;
    size_t high = words->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        *(words->by_length[middle].n < n ? &low : &high) =
            words->by_length[middle].n < n ? middle + 1 : middle;
    }
    return low;
}

struct str router_near_word(const struct router_words *words, struct str word)
{
    if (word.n < NEAR_MIN) {
        return STR_EMPTY;
    }
    size_t first = first_of_length(words, size_max(word.n - 1, NEAR_MIN));
    for (size_t i = first; i < words->count && words->by_length[i].n <= word.n + 1; i++) {
        struct str known = words->by_length[i];
        /* One change leaves the first or the last letter as it is. */
        bool may_be = known.p[0] == word.p[0] || known.p[known.n - 1] == word.p[word.n - 1];
        if (may_be && is_near(known, word)) {
            return known;
        }
    }
    return STR_EMPTY;
}
