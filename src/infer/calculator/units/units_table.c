/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "infer/calculator/units/units_int.h"

/*                        m  kg s  A  K mol cd bit */
#define NONE  \
    {         \
        {     \
            0 \
        }     \
    }
#define LENGTH \
    {          \
        {      \
            1  \
        }      \
    }
#define AREA  \
    {         \
        {     \
            2 \
        }     \
    }
#define VOLUME \
    {          \
        {      \
            3  \
        }      \
    }
#define MASS     \
    {            \
        {        \
            0, 1 \
        }        \
    }
#define TIME        \
    {               \
        {           \
            0, 0, 1 \
        }           \
    }
#define CURRENT        \
    {                  \
        {              \
            0, 0, 0, 1 \
        }              \
    }
#define HEAT              \
    {                     \
        {                 \
            0, 0, 0, 0, 1 \
        }                 \
    }
#define AMOUNT               \
    {                        \
        {                    \
            0, 0, 0, 0, 0, 1 \
        }                    \
    }
#define LIGHT                   \
    {                           \
        {                       \
            0, 0, 0, 0, 0, 0, 1 \
        }                       \
    }
#define BITS                       \
    {                              \
        {                          \
            0, 0, 0, 0, 0, 0, 0, 1 \
        }                          \
    }
#define SPEED        \
    {                \
        {            \
            1, 0, -1 \
        }            \
    }
#define RATE         \
    {                \
        {            \
            0, 0, -1 \
        }            \
    }
#define FORCE        \
    {                \
        {            \
            1, 1, -2 \
        }            \
    }
#define PRESSURE      \
    {                 \
        {             \
            -1, 1, -2 \
        }             \
    }
#define ENERGY       \
    {                \
        {            \
            2, 1, -2 \
        }            \
    }
#define POWER        \
    {                \
        {            \
            2, 1, -3 \
        }            \
    }
#define CHARGE         \
    {                  \
        {              \
            0, 0, 1, 1 \
        }              \
    }
#define VOLTAGE          \
    {                    \
        {                \
            2, 1, -3, -1 \
        }                \
    }
#define CAPACITY         \
    {                    \
        {                \
            -2, -1, 4, 2 \
        }                \
    }
#define RESISTANCE       \
    {                    \
        {                \
            2, 1, -3, -2 \
        }                \
    }
#define CONDUCT          \
    {                    \
        {                \
            -2, -1, 3, 2 \
        }                \
    }
#define FLUX             \
    {                    \
        {                \
            2, 1, -2, -1 \
        }                \
    }
#define FIELD            \
    {                    \
        {                \
            0, 1, -2, -1 \
        }                \
    }
#define INDUCTANCE       \
    {                    \
        {                \
            2, 1, -2, -2 \
        }                \
    }
#define DOSE         \
    {                \
        {            \
            2, 0, -2 \
        }            \
    }
#define ILLUMINANCE              \
    {                            \
        {                        \
            -2, 0, 0, 0, 0, 0, 1 \
        }                        \
    }
#define CATALYSIS             \
    {                         \
        {                     \
            0, 0, -1, 0, 0, 1 \
        }                     \
    }

#define US_VOLUME "The American (US customary) measure is taken."
#define UK_GALLON "0.00454609"
#define GALLON    "0.003785411784"
#define BYTES     "Bytes are taken, not bits, in thousands; 1024 of them would be written KiB."
#define YEAR      "A year is taken as 365.25 days, a month as a twelfth of it."

const struct units_row units_rows[] = {
    /* length */
    {"m", "metre|meter|metres|meters", "m", "1", LENGTH, true},
    {"in", "inch|inches", "in", "0.0254", LENGTH, false, 'f'},
    {"ft", "foot|feet", "ft", "0.3048", LENGTH, false, 'f'},
    {"yd", "yard|yards", "yd", "0.9144", LENGTH, false, 'f'},
    {"mi", "mile|miles", "mi", "1609.344", LENGTH, false, 'f'},
    {"nmi|NM", "nautical mile|nautical miles|sea mile|sea miles", "nmi", "1852", LENGTH},
    {"", "furlong|furlongs", "furlong", "201.168", LENGTH},
    {"", "fathom|fathoms", "fathom", "1.8288", LENGTH},
    {"", "hand|hands", "hand", "0.1016", LENGTH},
    {"", "angstrom|angstroms", "Å", "10^-10", LENGTH},
    {"au|AU", "astronomical unit|astronomical units", "au", "149597870700", LENGTH},
    {"ly", "lightyear|lightyears|light year|light years", "ly", "9460730472580800", LENGTH},
    {"pc", "parsec|parsecs", "pc", "(149597870700*648000/pi)", LENGTH, true},
    {"", "micron|microns", "µm", "10^-6", LENGTH},
    {"thou", "mil|mils", "mil", "0.0000254", LENGTH},
    /* area and volume */
    {"ha", "hectare|hectares", "ha", "10000", AREA},
    {"ac", "acre|acres", "acre", "4046.8564224", AREA},
    {"sqm", "", "m²", "1", AREA},
    {"sqft", "", "ft²", "0.09290304", AREA},
    {"sqkm", "", "km²", "1000000", AREA},
    {"L|l", "litre|liter|litres|liters", "L", "0.001", VOLUME, true},
    {"cc|ccm", "", "cm³", "10^-6", VOLUME},
    {"gal", "gallon|gallons", "gal", GALLON, VOLUME, false, 'v', US_VOLUME, "imperial gallon"},
    {"qt", "quart|quarts", "qt", "(" GALLON "/4)", VOLUME, false, 'v', US_VOLUME, "imperial quart"},
    {"pt", "pint|pints", "pt", "(" GALLON "/8)", VOLUME, false, 'v', US_VOLUME, "imperial pint"},
    {"", "cup|cups|us cup|us cups", "cup", "(" GALLON "/16)", VOLUME, false, 'v', US_VOLUME,
     "metric cup"},
    {"floz", "fluid ounce|fluid ounces|fl oz", "fl oz", "(" GALLON "/128)", VOLUME, false, 'v',
     US_VOLUME, "imperial fluid ounce"},
    {"tbsp|Tbsp", "tablespoon|tablespoons", "tbsp", "(" GALLON "/256)", VOLUME, false, 'v',
     US_VOLUME, "metric tablespoon"},
    {"tsp", "teaspoon|teaspoons", "tsp", "(" GALLON "/768)", VOLUME, false, 'v', US_VOLUME,
     "metric teaspoon"},
    {"", "us gallon|us gallons", "US gal", GALLON, VOLUME},
    {"", "us pint|us pints", "US pt", "(" GALLON "/8)", VOLUME},
    {"", "us fluid ounce|us fluid ounces", "US fl oz", "(" GALLON "/128)", VOLUME},
    {"", "imperial gallon|imperial gallons|uk gallon|uk gallons", "imperial gal", UK_GALLON,
     VOLUME},
    {"", "imperial quart|imperial quarts|uk quart|uk quarts", "imperial qt", "(" UK_GALLON "/4)",
     VOLUME},
    {"", "imperial pint|imperial pints|uk pint|uk pints", "imperial pt", "(" UK_GALLON "/8)",
     VOLUME},
    {"", "imperial fluid ounce|imperial fluid ounces|uk fluid ounce|uk fluid ounces",
     "imperial fl oz", "(" UK_GALLON "/160)", VOLUME},
    {"", "metric cup|metric cups", "metric cup", "0.00025", VOLUME},
    {"", "metric tablespoon|metric tablespoons", "metric tbsp", "0.000015", VOLUME},
    {"", "metric teaspoon|metric teaspoons", "metric tsp", "0.000005", VOLUME},
    {"bbl", "barrel|barrels", "bbl", "(42*" GALLON ")", VOLUME, false, '\0',
     "A barrel is taken as one of oil, 42 American gallons."},
    /* mass */
    {"g", "gram|grams|gramme|grammes", "g", "0.001", MASS, true},
    {"kg", "kilo|kilos", "kg", "1", MASS},
    {"t", "tonne|tonnes|metric ton|metric tons", "t", "1000", MASS, true},
    {"", "ton|tons", "t", "1000", MASS, false, '\0', "A ton is taken as a metric one, 1000 kg.",
     "short ton"},
    {"", "short ton|short tons|us ton|us tons", "short ton", "907.18474", MASS},
    {"", "long ton|long tons|imperial ton|imperial tons", "long ton", "1016.0469088", MASS},
    {"lb|lbs", "pound|pounds", "lb", "0.45359237", MASS, false, 'p'},
    {"oz", "ounce|ounces", "oz", "0.028349523125", MASS, false, 'p'},
    {"ozt", "troy ounce|troy ounces", "troy oz", "0.0311034768", MASS},
    {"st", "stone|stones", "st", "6.35029318", MASS, false, 'p'},
    {"gr", "grain|grains", "gr", "0.00006479891", MASS},
    {"ct", "carat|carats", "ct", "0.0002", MASS},
    /* time and frequency */
    {"s|sec|secs", "second|seconds", "s", "1", TIME, true, 't'},
    {"min|mins", "minute|minutes", "min", "60", TIME, false, 't'},
    {"h|hr|hrs", "hour|hours", "h", "3600", TIME, false, 't'},
    {"d", "day|days", "days", "86400", TIME, false, 't'},
    {"wk|wks", "week|weeks", "weeks", "604800", TIME, false, 't'},
    {"", "fortnight|fortnights", "fortnights", "1209600", TIME},
    {"", "month|months", "months", "2629800", TIME, false, 't', YEAR},
    {"yr|yrs", "year|years", "years", "31557600", TIME, false, 't', YEAR},
    {"", "decade|decades", "decades", "315576000", TIME, false, '\0', YEAR},
    {"", "century|centuries", "centuries", "3155760000", TIME, false, '\0', YEAR},
    {"Hz", "hertz", "Hz", "1", RATE, true},
    {"Bq", "becquerel|becquerels", "Bq", "1", RATE, true},
    {"Ci", "curie|curies", "Ci", "37000000000", RATE},
    /* speed */
    {"mph", "", "mph", "0.44704", SPEED},
    {"kph|kmh|kmph", "", "km/h", "(1/3.6)", SPEED},
    {"fps", "", "ft/s", "0.3048", SPEED},
    {"kn|kt", "knot|knots", "kn", "(1852/3600)", SPEED},
    /* temperature */
    {"K", "kelvin|kelvins", "K", "1", HEAT, true},
    {"C|degC", "celsius|centigrade|degree celsius|degrees celsius|deg c|degrees c|degree c", "°C",
     "1", HEAT, false, '\0', NULL, NULL, "273.15"},
    {"F|degF", "fahrenheit|degree fahrenheit|degrees fahrenheit|deg f|degrees f|degree f", "°F",
     "(5/9)", HEAT, false, '\0', NULL, NULL, "459.67"},
    {"degR", "rankine", "°R", "(5/9)", HEAT},
    /* force, pressure, energy, power */
    {"N", "newton|newtons", "N", "1", FORCE, true},
    {"lbf", "pound force|pounds force", "lbf", "4.4482216152605", FORCE},
    {"kgf", "", "kgf", "9.80665", FORCE},
    {"dyn", "dyne|dynes", "dyn", "0.00001", FORCE},
    {"Pa", "pascal|pascals", "Pa", "1", PRESSURE, true},
    {"bar", "bars", "bar", "100000", PRESSURE, true},
    {"atm", "atmosphere|atmospheres", "atm", "101325", PRESSURE},
    {"psi", "", "psi", "(4.4482216152605/0.0254^2)", PRESSURE},
    {"mmHg", "", "mmHg", "133.322387415", PRESSURE},
    {"Torr|torr", "torrs", "Torr", "(101325/760)", PRESSURE},
    {"J", "joule|joules", "J", "1", ENERGY, true},
    {"cal", "calorie|calories", "cal", "4.184", ENERGY, true, '\0',
     "A calorie is taken as 4.184 J; on food, a “Calorie” is a thousand of them (kcal)."},
    {"Wh", "watt hour|watt hours|watthour|watthours", "Wh", "3600", ENERGY, true},
    {"eV", "electronvolt|electronvolts|electron volt|electron volts", "eV", "(1.602176634*10^-19)",
     ENERGY, true},
    {"BTU|Btu", "btus", "BTU", "1055.05585262", ENERGY},
    {"erg", "ergs", "erg", "10^-7", ENERGY},
    {"W", "watt|watts", "W", "1", POWER, true},
    {"hp", "horsepower", "hp", "(550*0.3048*4.4482216152605)", POWER, false, '\0',
     "Mechanical horsepower is taken, 550 foot-pounds a second.", "metric horsepower"},
    {"PS", "metric horsepower", "PS", "735.49875", POWER},
    /* electricity and others of the SI */
    {"A", "ampere|amperes|amp|amps", "A", "1", CURRENT, true},
    {"C", "coulomb|coulombs", "C", "1", CHARGE, true},
    {"Ah", "ampere hour|ampere hours|amp hour|amp hours", "Ah", "3600", CHARGE, true},
    {"V", "volt|volts", "V", "1", VOLTAGE, true},
    {"F", "farad|farads", "F", "1", CAPACITY, true},
    {"ohm", "ohms", "Ω", "1", RESISTANCE, true},
    {"S", "siemens", "S", "1", CONDUCT, true},
    {"Wb", "weber|webers", "Wb", "1", FLUX, true},
    {"T", "tesla|teslas", "T", "1", FIELD, true},
    {"gauss", "", "G", "0.0001", FIELD},
    {"H", "henry|henrys|henries", "H", "1", INDUCTANCE, true},
    {"mol", "mole|moles", "mol", "1", AMOUNT, true},
    {"cd", "candela|candelas", "cd", "1", LIGHT, true},
    {"lm", "lumen|lumens", "lm", "1", LIGHT, true},
    {"lx", "lux", "lx", "1", ILLUMINANCE, true},
    {"Gy", "gray|grays", "Gy", "1", DOSE, true},
    {"Sv", "sievert|sieverts", "Sv", "1", DOSE, true},
    {"kat", "katal|katals", "kat", "1", CATALYSIS, true},
    {"u|Da", "dalton|daltons|atomic mass unit|atomic mass units", "u", "(1.66053906660*10^-27)",
     MASS},
    /* information */
    {"b|bit", "bits", "bit", "1", BITS, true},
    {"B|byte", "bytes|octet|octets", "B", "8", BITS, true},
    {"KB|kb", "", "kB", "8000", BITS, false, '\0', BYTES},
    {"mb", "", "MB", "8000000", BITS, false, '\0', BYTES},
    {"gb", "", "GB", "8000000000", BITS, false, '\0', BYTES},
    {"tb", "", "TB", "8000000000000", BITS, false, '\0', BYTES},
    {"bps", "", "bit/s", "1", {{0, 0, -1, 0, 0, 0, 0, 1}}, true},
    /* angles and counts */
    {"rad", "radian|radians", "rad", "1", NONE, true},
    {"deg", "degree|degrees", "°", "(pi/180)", NONE},
    {"arcmin", "arcminute|arcminutes", "′", "(pi/10800)", NONE},
    {"arcsec", "arcsecond|arcseconds", "″", "(pi/648000)", NONE},
    {"rev", "revolution|revolutions|turn|turns", "turns", "(2*pi)", NONE},
    {"rpm", "", "rpm", "(1/60)", RATE},
    {"", "dozen|dozens", "dozen", "12", NONE},
    {"ppm", "", "ppm", "10^-6", NONE},
};
const size_t units_row_count = ARRAY_LEN(units_rows);

const struct units_si_row units_si_rows[] = {
    {NONE, "a plain number", ""},
    {LENGTH, "a length", "m"},
    {AREA, "an area", "m²"},
    {VOLUME, "a volume", "m³"},
    {MASS, "a mass", "kg"},
    {TIME, "a time", "s"},
    {CURRENT, "an electric current", "A"},
    {HEAT, "a temperature", "K"},
    {AMOUNT, "an amount of substance", "mol"},
    {LIGHT, "a luminous intensity", "cd"},
    {BITS, "an amount of information", "bit"},
    {SPEED, "a speed", "m/s"},
    {{{1, 0, -2}}, "an acceleration", "m/s²"},
    {RATE, "a frequency", "1/s"},
    {{{-3, 1}}, "a density", "kg/m³"},
    {FORCE, "a force", "N"},
    {PRESSURE, "a pressure", "Pa"},
    {ENERGY, "an energy", "J"},
    {POWER, "a power", "W"},
    {CHARGE, "an electric charge", "C"},
    {VOLTAGE, "a voltage", "V"},
    {CAPACITY, "a capacitance", "F"},
    {RESISTANCE, "an electric resistance", "Ω"},
    {CONDUCT, "an electric conductance", "S"},
    {FLUX, "a magnetic flux", "Wb"},
    {FIELD, "a magnetic flux density", "T"},
    {INDUCTANCE, "an inductance", "H"},
    {{{2, 1, -1}}, "an action", "J·s"},
    {{{1, 1, -1}}, "a momentum", "kg·m/s"},
    {{{3, 0, -1}}, "a volume flow", "m³/s"},
    {{{0, 0, -1, 0, 0, 0, 0, 1}}, "a data rate", "bit/s"},
};
const size_t units_si_row_count = ARRAY_LEN(units_si_rows);
