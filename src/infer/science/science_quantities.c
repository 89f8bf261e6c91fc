/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of nature that people ask for and that are no constants: they hold under the conditions that are told. Air: ISO 9613-1:1993
 * and the International Standard Atmosphere (ISO 2533:1975); water: IAPWS, and the CRC Handbook of Chemistry and Physics; light: IAU
 * 2012 resolution B2 and 2015 resolution B3. */
#include "infer/science/science_int.h"

#define CRC "CRC Handbook of Chemistry and Physics"

const struct science_quantity science_quantities[] = {
    {"Speed of sound",
     "in dry air at 20 °C, and elsewhere",
     "speed of sound|sound speed|velocity of sound|speed of sound in air|mach 1|mach one|sound|how "
     "fast is sound|speed of sound in "
     "water|speed of sound in steel",
     {{"In dry air at 20 °C", "343.2", "m/s"},
      {"In dry air at 20 °C, an hour", "1236", "km/h"},
      {"In dry air at 0 °C", "331.3", "m/s"},
      {"In water at 20 °C", "1482", "m/s"},
      {"In steel, along a bar", "about 5000 to 6000", "m/s"}},
     "ISO 9613-1:1993 (air); " CRC " (water, steel)"},
    {"Water",
     "H2O, at one atmosphere",
     "water|h2o|properties of water|pure water",
     {{"Boiling point", "99.97", "°C"},
      {"Melting point", "0.00", "°C"},
      {"Density", "998.2 (at 20 °C), 999.97 (at 4 °C)", "kg/m³"},
      {"Heat capacity", "4.18 (at 20 °C)", "kJ/(kg K)"},
      {"Molar mass", "18.015", "g/mol"}},
     "IAPWS (density, heat capacity, boiling point); IUPAC (molar mass)"},
    {"Air",
     "dry, at sea level",
     "air|composition of air|atmosphere of earth|earth's atmosphere|what is air made of",
     {{"Density", "1.225 (at 15 °C)", "kg/m³"},
      {"Pressure", "101325", "Pa"},
      {"Nitrogen", "78.08", "% of the volume"},
      {"Oxygen", "20.95", "% of the volume"},
      {"Argon", "0.93", "% of the volume"}},
     "International Standard Atmosphere, ISO 2533:1975"},
    {"Absolute zero",
     "the lowest temperature",
     "absolute zero|coldest temperature|lowest temperature|coldest possible temperature",
     {{"Temperature", "−273.15", "°C"},
      {"In kelvins", "0", "K"},
      {"In degrees Fahrenheit", "−459.67", "°F"}},
     "BIPM, SI brochure, 9th edition (2019)"},
    {"Light year",
     "how far light goes in a Julian year",
     "light year|lightyear|light-year|light years",
     {{"Length", "9.4607 × 10^12", "km"}, {"In astronomical units", "63241", "au"}},
     "IAU (Julian year of 365.25 days; speed of light: SI)"},
    {"Astronomical unit",
     "about the distance of the Earth from the Sun",
     "astronomical unit|au|distance from earth to the sun|distance of the earth from the "
     "sun|distance earth sun",
     {{"Length", "149597870.7", "km"}},
     "IAU 2012 resolution B2"},
    {"Parsec",
     "the distance at which one astronomical unit is one arc second wide",
     "parsec|parsecs",
     {{"Length", "3.0857 × 10^13", "km"}, {"In light years", "3.2616", "ly"}},
     "IAU 2015 resolution B2"},
};
const size_t science_quantity_count = ARRAY_LEN(science_quantities);
