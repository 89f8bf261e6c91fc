/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CODATA recommended values of the fundamental physical constants 2018 (E. Tiesinga et al., Rev. Mod. Phys. 93, 025010, 2021).
 * Those without an uncertainty define the SI since 2019, follow from what does, or are conventional. */
#include "infer/science/science_int.h"

#define CODATA "CODATA 2018"
#define SI     "exact in the SI"

const struct science_constant science_constants[] = {
    {"c", "speed of light in vacuum", "speed of light|light speed|velocity of light", "299792458",
     "m/s", NULL, SI},
    {"h", "Planck constant", "planck's constant|planck", "6.62607015e-34", "J s", NULL, SI},
    {"e", "elementary charge",
     "electron charge|charge of the electron|charge of an electron|elementary electric charge",
     "1.602176634e-19", "C", NULL, SI},
    {"k", "Boltzmann constant", "boltzmann's constant|boltzmann", "1.380649e-23", "J/K", NULL, SI},
    {"N_A", "Avogadro constant", "avogadro's number|avogadro number|avogadro's constant|avogadro",
     "6.02214076e23", "1/mol", NULL, SI},
    {"G", "Newtonian constant of gravitation",
     "gravitational constant|constant of gravitation|newton's constant|universal gravitational "
     "constant",
     "6.67430e-11", "m^3/kg/s^2", "0.00015e-11", CODATA},
    {"g_n", "standard acceleration of gravity",
     "standard gravity|acceleration of gravity|acceleration due to gravity|earth gravity|gravity "
     "of earth",
     "9.80665", "m/s^2", NULL, "conventional, CGPM 1901"},
    {"m_e", "electron mass", "mass of the electron|mass of an electron", "9.1093837015e-31", "kg",
     "0.0000000028e-31", CODATA},
    {"m_p", "proton mass", "mass of the proton|mass of a proton", "1.67262192369e-27", "kg",
     "0.00000000051e-27", CODATA},
    {"m_n", "neutron mass", "mass of the neutron|mass of a neutron", "1.67492749804e-27", "kg",
     "0.00000000095e-27", CODATA},
    {"m_u", "atomic mass constant", "", "1.66053906660e-27", "kg", "0.00000000050e-27", CODATA},
    {"R", "molar gas constant", "gas constant|universal gas constant|ideal gas constant",
     "8.31446261815324", "J/mol/K", NULL, SI},
    {"F", "Faraday constant", "faraday's constant", "96485.33212331001", "C/mol", NULL,
     "exact in the SI, product of e and N_A"},
    {"\xce\xb5_0", "vacuum electric permittivity",
     "vacuum permittivity|electric constant|permittivity of free space|permittivity of vacuum",
     "8.8541878128e-12", "F/m", "0.0000000013e-12", CODATA},
    {"\xce\xbc_0", "vacuum magnetic permeability",
     "vacuum permeability|magnetic constant|permeability of free space|permeability of vacuum",
     "1.25663706212e-6", "N/A^2", "0.00000000019e-6", CODATA},
    {"\xce\xb1", "fine-structure constant", "fine structure constant", "7.2973525693e-3", "",
     "0.0000000011e-3", CODATA},
    {"\xcf\x83", "Stefan-Boltzmann constant", "stefan boltzmann constant", "5.670374419e-8",
     "W/m^2/K^4", NULL, "exact in the SI, shown to ten digits"},
    {"R_\xe2\x88\x9e", "Rydberg constant", "rydberg's constant", "10973731.568160", "1/m",
     "0.000021", CODATA},
    {"a_0", "Bohr radius", "radius of bohr", "5.29177210903e-11", "m", "0.00000000080e-11", CODATA},
    {"atm", "standard atmosphere", "standard atmospheric pressure|atmospheric pressure", "101325",
     "Pa", NULL, "conventional, CGPM 1954"},
    {"\xce\x94\xce\xbd_Cs", "hyperfine transition frequency of caesium",
     "caesium frequency|cesium frequency", "9192631770", "Hz", NULL, SI},
    {"K_cd", "luminous efficacy", "luminous efficacy of 540 thz radiation", "683", "lm/W", NULL,
     SI},
};
const size_t science_constant_count = ARRAY_LEN(science_constants);

const struct science_constant *science_find_constant(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(science_constants); i++) {
        const struct science_constant *constant = &science_constants[i];
        if (str_eq(name, str_from(constant->symbol)) ||
            str_eq_nocase(name, str_from(constant->name)) ||
            science_names_have(constant->names, name)) {
            return constant;
        }
    }
    return NULL;
}
