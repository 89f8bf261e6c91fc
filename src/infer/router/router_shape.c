/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What kind of text something is, by its form alone. */
#include <ctype.h>

#include "infer/router/router_int.h"

#define LOOK_BYTES ((size_t)4096) /* of a long text */

static const char *const shape_names[] = {
    [ROUTER_SHAPE_NONE] = "none",     [ROUTER_SHAPE_WORD] = "word",
    [ROUTER_SHAPE_PHRASE] = "phrase", [ROUTER_SHAPE_SENTENCE] = "sentence",
    [ROUTER_SHAPE_LONG] = "long",     [ROUTER_SHAPE_FOREIGN] = "foreign",
    [ROUTER_SHAPE_MATH] = "math",     [ROUTER_SHAPE_JSON] = "json",
    [ROUTER_SHAPE_XML] = "xml",       [ROUTER_SHAPE_SQL] = "sql",
    [ROUTER_SHAPE_CODE] = "code",     [ROUTER_SHAPE_REGEX] = "regex",
    [ROUTER_SHAPE_CRON] = "cron",     [ROUTER_SHAPE_FORMAT] = "format",
    [ROUTER_SHAPE_MODE] = "mode",
};
_Static_assert(ARRAY_LEN(shape_names) == ROUTER_SHAPE_COUNT, "every shape has a name");

const char *router_shape_name(enum router_shape shape)
{
    return shape_names[shape];
}

bool router_shape_is_code(enum router_shape shape)
{
    return shape >= ROUTER_SHAPE_JSON;
}

bool router_next_word(struct str text, size_t *at, struct str *out)
{
    size_t i = *at;
    while (i < text.n && isspace((unsigned char)text.p[i])) {
        i++;
    }
    size_t start = i;
    while (i < text.n && !isspace((unsigned char)text.p[i])) {
        i++;
    }
    *at = i;
    *out = str_sub(text, start, i);
    return i > start;
}

size_t router_count_words(struct str text)
{
    size_t count = 0;
    size_t at = 0;
    struct str word;
    while (router_next_word(text, &at, &word)) {
        count++;
    }
    return count;
}

static size_t count_any(struct str text, const char *bytes)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++) {
        count += strchr(bytes, text.p[i]) != NULL && text.p[i] != '\0';
    }
    return count;
}

static bool has(struct str text, const char *part)
{
    return text.n > 0 && memmem(text.p, text.n, part, strlen(part)) != NULL;
}

/* All bytes are among these. */
static bool consists_of(struct str text, const char *bytes)
{
    return text.n > 0 && count_any(text, bytes) == text.n;
}

/* ---- small code ---- */

static bool is_cron_field(struct str word)
{
    return consists_of(word, "0123456789*/,-?L#") && word.n <= 20;
}

static bool is_cron_day(struct str word)
{
    return is_cron_field(word) ||
           router_in_list(
               "MON TUE WED THU FRI SAT SUN JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC "
               "mon tue wed thu fri sat sun MON-FRI mon-fri SAT,SUN",
               word);
}

/* Five fields of a crontab line, the first at `from`. */
static bool find_cron(struct str text, size_t from, size_t *out_end)
{
    size_t at = from;
    size_t stars = 0;
    struct str word = STR_EMPTY;
    for (size_t i = 0; i < 5; i++) {
        if (!router_next_word(text, &at, &word)) {
            return false;
        }
        bool has_mark = i == 4 && word.n > 1 && router_is_one_of("?,;", word.p[word.n - 1]);
        word = has_mark ? str_sub(word, 0, word.n - 1) : word;
        if (!(i < 3 ? is_cron_field(word) : is_cron_day(word))) {
            return false;
        }
        stars += word.p[0] == '*';
    }
    *out_end = (size_t)(word.p - text.p) + word.n;
    return stars > 0;
}

static bool is_regex(struct str word)
{
    if (word.n < 3) {
        return false;
    }
    bool is_anchored = word.p[0] == '^' || (str_ends(word, STR("$")) && word.p[0] != '$');
    bool has_class = has(word, "\\d") || has(word, "\\w") || has(word, "\\s") || has(word, "\\b") ||
                     has(word, "\\.") || has(word, "\\/") || has(word, "(?") || has(word, ".*") ||
                     has(word, ".+");
    size_t open = str_find_byte(word, '[');
    bool has_range = open < word.n && has(word, "]") &&
                     (has(word, "-") || has(word, "]+") || has(word, "]*") || has(word, "]{") ||
                      has(word, "[^")) &&
                     !has(word, ",") && !has(word, "\"");
    bool has_choice = has(word, "|") && has(word, "(") && has(word, ")");
    return is_anchored || has_class || has_range || has_choice || has(word, ")?") ||
           has(word, ")+");
}

static bool is_date_format(struct str word)
{
    if (word.p[0] == '%' && word.n >= 2 && isalpha((unsigned char)word.p[1])) {
        return true;
    }
    size_t kinds = has(word, "yyyy") + has(word, "YYYY") + has(word, "MM") + has(word, "dd") +
                   has(word, "DD") + has(word, "HH") + has(word, "mm") + has(word, "ss") +
                   has(word, "yy");
    return kinds >= 2 && count_any(word, "yYMdDHhmsS.-/:_T'Z,aE") == word.n;
}

static bool is_mode(struct str word)
{
    bool is_long =
        (word.n == 9 || word.n == 10) && consists_of(word, "rwxstST-dl") && has(word, "r");
    bool is_change = word.n >= 3 && word.n <= 12 && count_any(word, "+=-") > 0 &&
                     consists_of(word, "ugoarwxXst+=-,") && strchr("ugoa", word.p[0]) != NULL &&
                     strchr("+=-,ugoa", word.p[1]) != NULL && !has(word, "--");
    return is_long || (is_change && strchr("rwxXst", word.p[word.n - 1]) != NULL);
}

/* ---- code ---- */

static bool is_json(struct str text)
{
    if (text.p[0] == '{') {
        return has(text, ":") && (has(text, "\"") || has(text, "'"));
    }
    return text.p[0] == '[' && text.n > 2 && count_any(text, ",\"{") > 0 && !is_regex(text);
}

static bool is_xml(struct str text)
{
    return text.p[0] == '<' && text.n > 3 && has(text, ">") &&
           (isalpha((unsigned char)text.p[1]) || text.p[1] == '?' || text.p[1] == '!' ||
            text.p[1] == '/');
}

static bool is_sql(struct str text)
{
    size_t at = 0;
    struct str first;
    struct str second;
    if (!router_next_word(text, &at, &first) || !router_next_word(text, &at, &second)) {
        return false;
    }
    char word[16];
    size_t n = size_min(first.n, sizeof(word));
    for (size_t i = 0; i < n; i++) {
        word[i] = (char)tolower((unsigned char)first.p[i]);
    }
    struct str low = {word, n};
    bool is_upper =
        isupper((unsigned char)first.p[0]) && first.n > 1 && isupper((unsigned char)first.p[1]);
    if (router_in_list("select", low)) {
        return str_has_nocase(text, STR(" from ")) || is_upper || has(text, ",") || has(text, "*");
    }
    if (router_in_list("insert", low)) {
        return str_eq_nocase(second, STR("into"));
    }
    if (router_in_list("update", low)) {
        return str_has_nocase(text, STR(" set "));
    }
    if (router_in_list("delete", low)) {
        return str_eq_nocase(second, STR("from"));
    }
    return router_in_list("create alter drop with", low) &&
           (str_eq_nocase(second, STR("table")) || str_eq_nocase(second, STR("index")) ||
            str_eq_nocase(second, STR("view")) || is_upper);
}

static const char *const code_marks[] = {
    "#include", "int main", "def ",    "fn ",        "func ", "function ",   "console.log",
    "println",  "print(",   "printf(", "puts ",      "echo ", "import ",     "public ",
    "private ", "static ",  "void ",   "return ",    "let ",  "const ",      "var ",
    "=> ",      "};",       "});",     "();",        "();",   "#!/",         "end\n",
    "elif ",    "else:",    "while (", "while True", "for (", "if (",        "for i in",
    "== ",      "!= ",      "&& ",     "|| ",        "$HOME", "module Main", "package ",
    "class ",   "struct ",  "std::",   "<?php",      "; do",  "; then",      "fi\n",
    "my $",     "->",       ":=",      "lambda ",    "self.",
};

/* One of them is enough. */
static const char *const strong_marks[] = {
    "#include", "#!/",   "print(", "printf(",       "println",    "console.log(", "fn main",
    "int main", "<?php", "std::",  "echo $",        "| grep",     "):\n",         ":\n    ",
    ":\n\t",    "() {",  "(){",    "public static", "System.out", "=> {",
};

static bool is_code(struct str text)
{
    size_t marks = 0;
    for (size_t i = 0; i < ARRAY_LEN(strong_marks); i++) {
        if (has(text, strong_marks[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(code_marks); i++) {
        marks += has(text, code_marks[i]);
    }
    size_t signs = count_any(text, "{}();=<>[]$\\_");
    bool is_dense = signs * 12 >= text.n && signs >= 2;
    bool has_keys = has(text, ": ") && has(text, "\n") && count_any(text, ".!?") == 0 &&
                    text.n < 200; /* YAML */
    size_t open = str_find_byte(text, '{');
    struct str inside = str_sub(text, open, text.n);
    bool has_block = has(inside, "}") && (has(inside, ";") || has(inside, ": ")); /* CSS */
    bool has_items = has(text, "\n") && has(text, "- ") && has(text, ":");
    return (marks >= 1 && is_dense) || marks >= 3 || (signs * 6 >= text.n && signs >= 4) ||
           has_keys || has_items || has_block || (has(text, "lambda ") && has(text, ": "));
}

/* ---- the rest ---- */

static bool is_math(struct str text)
{
    size_t digits = count_any(text, "0123456789");
    size_t operators =
        count_any(text, "+-*/^=%!()") + has(text, "\xc3\x97") + has(text, "\xc3\xb7");
    size_t letters = 0;
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.n; i++) {
        run = isalpha((unsigned char)text.p[i]) ? run + 1 : 0;
        letters += run > 0;
        longest = size_max(longest, run);
    }
    return digits > 0 && operators > 0 && count_any(text, "[]{}$\\?|\"") == 0 && !has(text, "</") &&
           (longest <= 1 || (longest <= 4 && letters * 2 <= text.n && has(text, "(")));
}

bool router_looks_foreign(struct str text)
{
    static const char foreign[] =
        "der die das und ist ich nicht ein eine wo wir sie mit von zu "
        "den dem auf wie keine habe für sind bitte "
        "el la los las es un una que de en no por con para mi está donde "
        "dónde como cómo hola buenas buenos "
        "noches días gracias muy perro casa le les je ne pas vous nous "
        "est des du et dans sur une bonjour "
        "merci avec sais il di che non per è sono buongiorno grazie ciao "
        "o os um uma não com obrigado bom "
        "dia het een niet ik ben je wat van amigo "
        "guten tag morgen abend nacht danke bitte hallo wo wer wie geht "
        "dir mir mich dich sie ihr haben hat sein war kann muss nur noch "
        "auch aber oder wenn weil schön heute liebe gehen essen "
        "tengo tiene eres soy somos quiero puedo hay muy buen buena bien "
        "hasta luego mañana adiós aquí pero porque cuando este esta eso "
        "su tu yo él ella nosotros favor frío calor hambre feliz "
        "suis es sommes êtes sont fait vie amour ami mais ou où quand "
        "comment pourquoi ça cette ce mon ma mes ton ta votre notre très "
        "bien aussi tout tous petit bon bonne nuit jour soir "
        "sono sei siamo ho hai ha voglio dove quando perché questo questa "
        "mio mia tuo bello molto bene notte mi piace ti amo "
        "eu você ele ela nós tenho quero onde isso muito bem boa noite "
        "sim obrigada jij hij wij zij hou jou heb heeft dit dat maar ook "
        "goed dank goede goedemorgen jag du han hon vi är och inte det "
        "heter hvor er og ikke jeg takk tak nie jest to się dziękuję dobry "
        "proszę tak";
    static const char english[] =
        "the a is of and to in it that this i you he she we they was are for on my what "
        "how do does can please translate say mean means english me";
    size_t at = 0;
    size_t count = 0;
    size_t hits = 0;
    size_t own = 0;
    size_t beyond = 0;
    struct str word;
    char small[24];
    while (count < 60 && router_next_word(text, &at, &word)) {
        size_t n = 0;
        for (size_t i = 0; i < word.n && n < sizeof(small); i++) {
            beyond += (uint8_t)word.p[i] >= 0xC3 && (uint8_t)word.p[i] != 0xE2;
            bool is_mark = strchr(".,!?;:\"", word.p[i]) != NULL || (uint8_t)word.p[i] == 0xC2;
            if (!is_mark &&
                !(n == 0 && ((uint8_t)word.p[i] == 0xBF || (uint8_t)word.p[i] == 0xA1))) {
                small[n++] = (char)tolower((unsigned char)word.p[i]);
            }
        }
        hits += router_in_list(foreign, (struct str){small, n});
        own += router_in_list(english, (struct str){small, n});
        count++;
    }
    return hits > own && ((hits * 3 >= count) || beyond > 0 || (hits > 0 && count <= 4))
               ? true
               : beyond > own * 3 + 1;
}

static size_t count_sentences(struct str text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.n; i++) {
        bool ends = router_is_one_of(".!?", text.p[i]) || text.p[i] == '\n';
        count += ends && (i + 1 == text.n || isspace((unsigned char)text.p[i + 1]));
    }
    return count;
}

static enum router_shape shape_of_code(struct str text)
{
    size_t end;
    if (router_count_words(text) <= 3 && is_math(text) && !has(text, "\\")) {
        return ROUTER_SHAPE_MATH;
    }
    if (is_json(text)) {
        return ROUTER_SHAPE_JSON;
    }
    if (is_xml(text)) {
        return ROUTER_SHAPE_XML;
    }
    if (find_cron(text, 0, &end) && end == text.n) {
        return ROUTER_SHAPE_CRON;
    }
    if (is_sql(text)) {
        return ROUTER_SHAPE_SQL;
    }
    bool is_one = router_count_words(text) == 1;
    if (is_date_format(text)) {
        return ROUTER_SHAPE_FORMAT;
    }
    if (is_one && is_mode(text)) {
        return ROUTER_SHAPE_MODE;
    }
    if (is_one && is_regex(text)) {
        return ROUTER_SHAPE_REGEX;
    }
    return is_math(text) && !has(text, "\n") ? ROUTER_SHAPE_MATH
           : is_code(text)                   ? ROUTER_SHAPE_CODE
                                             : ROUTER_SHAPE_NONE;
}

enum router_shape router_shape_of(struct str text)
{
    text = str_trim(str_sub(text, 0, LOOK_BYTES));
    if (text.n == 0) {
        return ROUTER_SHAPE_NONE;
    }
    enum router_shape code = shape_of_code(text);
    if (code != ROUTER_SHAPE_NONE) {
        return code;
    }
    size_t words = router_count_words(text);
    size_t sentences = count_sentences(text);
    if (words >= 40 || (sentences >= 3 && words >= 15)) {
        return ROUTER_SHAPE_LONG;
    }
    if (router_looks_foreign(text)) {
        return ROUTER_SHAPE_FOREIGN;
    }
    if (words == 1) {
        return ROUTER_SHAPE_WORD;
    }
    return sentences == 0 && words <= 5 ? ROUTER_SHAPE_PHRASE : ROUTER_SHAPE_SENTENCE;
}

/* A word without the marks of the sentence around it. */
static struct str without_marks(struct str word)
{
    const char *marks = word.n > 0 && word.p[0] == '@' ? "?,;.!:" : "?,;";
    while (word.n > 3 && router_is_one_of(marks, word.p[word.n - 1])) {
        word.n--;
    }
    return word;
}

bool router_find_snippet(struct str text, size_t *out_start, size_t *out_end)
{
    size_t at = 0;
    struct str word;
    while (router_next_word(text, &at, &word)) {
        size_t start = (size_t)(word.p - text.p);
        word = without_marks(word);
        bool is_cron =
            find_cron(text, start, out_end) ||
            (word.p[0] == '@' &&
             router_in_list("@hourly @daily @weekly @monthly @yearly @reboot @annually @midnight",
                            word));
        bool is_small =
            router_shape_of(word) == ROUTER_SHAPE_REGEX || is_date_format(word) || is_mode(word);
        if (is_cron || is_small) {
            *out_start = start;
            *out_end = is_cron && word.p[0] != '@' ? *out_end : start + word.n;
            struct str next; /* "%Y-%m-%d %H:%M" is one */
            size_t behind = *out_end;
            while (is_date_format(word) && router_next_word(text, &behind, &next) &&
                   is_date_format(next)) {
                *out_end = behind - (str_ends(next, STR("?")) ? 1 : 0);
            }
            return true;
        }
    }
    return false;
}
