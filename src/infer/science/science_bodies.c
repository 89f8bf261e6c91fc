/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of the solar system: D. R. Williams, NASA Space Science Data Coordinated Archive, Planetary Fact Sheet (metric), Sun Fact
 * Sheet. Diameters are those at the equator. A rotation with a minus is opposite to that of most. How many moons the giant planets
 * have is left out, for more are found every year. */
#include "infer/science/science_int.h"

/* name, kind, mass (kg), diameter (km), density (kg/m³), gravity (m/s²), escape (km/s), rotation (h), day (h), distance (million km),
 * orbit (days), orbital speed (km/s), temperature (°C), moons, around */
const struct science_body science_bodies[] = {
    {"Sun", "star", "1.9884 × 10^30", "1391400", "1408", "274.0", "617.6", "609.12", NULL, NULL,
     NULL, NULL, "5499", NULL, NULL},
    {"Mercury", "planet", "0.330 × 10^24", "4879", "5429", "3.7", "4.3", "1407.6", "4222.6", "57.9",
     "88.0", "47.4", "167", "0", "Sun"},
    {"Venus", "planet", "4.87 × 10^24", "12104", "5243", "8.9", "10.4", "-5832.5", "2802.0",
     "108.2", "224.7", "35.0", "464", "0", "Sun"},
    {"Earth", "planet", "5.97 × 10^24", "12756", "5514", "9.8", "11.2", "23.9", "24.0", "149.6",
     "365.2", "29.8", "15", "1", "Sun"},
    {"Moon", "moon of the Earth", "0.073 × 10^24", "3475", "3340", "1.6", "2.4", "655.7", "708.7",
     "0.384", "27.3", "1.0", "-20", NULL, "Earth"},
    {"Mars", "planet", "0.642 × 10^24", "6792", "3934", "3.7", "5.0", "24.6", "24.7", "228.0",
     "687.0", "24.1", "-65", "2", "Sun"},
    {"Jupiter", "planet", "1898 × 10^24", "142984", "1326", "23.1", "59.5", "9.9", "9.9", "778.5",
     "4331", "13.1", "-110", NULL, "Sun"},
    {"Saturn", "planet", "568 × 10^24", "120536", "687", "9.0", "35.5", "10.7", "10.7", "1432.0",
     "10747", "9.7", "-140", NULL, "Sun"},
    {"Uranus", "planet", "86.8 × 10^24", "51118", "1270", "8.7", "21.3", "-17.2", "17.2", "2867.0",
     "30589", "6.8", "-195", NULL, "Sun"},
    {"Neptune", "planet", "102 × 10^24", "49528", "1638", "11.0", "23.5", "16.1", "16.1", "4515.0",
     "59800", "5.4", "-200", NULL, "Sun"},
    {"Pluto", "dwarf planet", "0.0130 × 10^24", "2376", "1850", "0.7", "1.3", "-153.3", "153.3",
     "5906.4", "90560", "4.7", "-225", "5", "Sun"},
};
const size_t science_body_count = ARRAY_LEN(science_bodies);
