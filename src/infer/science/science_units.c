/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units and prefixes: BIPM, The International System of Units (SI), 9th edition, 2019, tables 2 and 4; the prefixes of 2022 by
 * resolution 3 of the 27th CGPM. */
#include "infer/science/science_int.h"

const struct science_unit science_units[] = {
    {"s", "second", "time",
     "9 192 631 770 periods of the radiation of the hyperfine transition of caesium 133", true},
    {"m", "metre", "length", "the way of light in vacuum in 1/299 792 458 of a second", true},
    {"kg", "kilogram", "mass", "fixed by the Planck constant h = 6.62607015 × 10^-34 J s", true},
    {"A", "ampere", "electric current", "fixed by the elementary charge e = 1.602176634 × 10^-19 C",
     true},
    {"K", "kelvin", "thermodynamic temperature",
     "fixed by the Boltzmann constant k = 1.380649 × 10^-23 J/K", true},
    {"mol", "mole", "amount of substance", "6.02214076 × 10^23 elementary entities", true},
    {"cd", "candela", "luminous intensity",
     "fixed by the luminous efficacy of 540 THz radiation, 683 lm/W", true},
    {"rad", "radian", "plane angle", "m/m", false},
    {"sr", "steradian", "solid angle", "m²/m²", false},
    {"Hz", "hertz", "frequency", "1/s", false},
    {"N", "newton", "force", "kg m/s²", false},
    {"Pa", "pascal", "pressure, stress", "N/m² = kg/(m s²)", false},
    {"J", "joule", "energy, work, heat", "N m = kg m²/s²", false},
    {"W", "watt", "power", "J/s = kg m²/s³", false},
    {"C", "coulomb", "electric charge", "A s", false},
    {"V", "volt", "electric potential difference", "W/A = kg m²/(s³ A)", false},
    {"F", "farad", "capacitance", "C/V = A² s⁴/(kg m²)", false},
    {"Ω", "ohm", "electric resistance", "V/A = kg m²/(s³ A²)", false},
    {"S", "siemens", "electric conductance", "A/V = A² s³/(kg m²)", false},
    {"Wb", "weber", "magnetic flux", "V s = kg m²/(s² A)", false},
    {"T", "tesla", "magnetic flux density", "Wb/m² = kg/(s² A)", false},
    {"H", "henry", "inductance", "Wb/A = kg m²/(s² A²)", false},
    {"°C", "degree Celsius", "Celsius temperature", "K, counted from 273.15 K", false},
    {"lm", "lumen", "luminous flux", "cd sr", false},
    {"lx", "lux", "illuminance", "lm/m² = cd sr/m²", false},
    {"Bq", "becquerel", "activity of a radionuclide", "1/s", false},
    {"Gy", "gray", "absorbed dose", "J/kg = m²/s²", false},
    {"Sv", "sievert", "dose equivalent", "J/kg = m²/s²", false},
    {"kat", "katal", "catalytic activity", "mol/s", false},
};
const size_t science_unit_count = ARRAY_LEN(science_units);

const struct science_prefix science_prefixes[] = {
    {"Q", "quetta", 30}, {"R", "ronna", 27},  {"Y", "yotta", 24},  {"Z", "zetta", 21},
    {"E", "exa", 18},    {"P", "peta", 15},   {"T", "tera", 12},   {"G", "giga", 9},
    {"M", "mega", 6},    {"k", "kilo", 3},    {"h", "hecto", 2},   {"da", "deca", 1},
    {"d", "deci", -1},   {"c", "centi", -2},  {"m", "milli", -3},  {"µ", "micro", -6},
    {"n", "nano", -9},   {"p", "pico", -12},  {"f", "femto", -15}, {"a", "atto", -18},
    {"z", "zepto", -21}, {"y", "yocto", -24}, {"r", "ronto", -27}, {"q", "quecto", -30},
};
const size_t science_prefix_count = ARRAY_LEN(science_prefixes);
