/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bodies of the solar system: D. R. Williams, NASA Space Science Data Coordinated Archive, Planetary Fact Sheet (metric), Sun Fact
 * Sheet. Diameters are those at the equator. A rotation with a minus is opposite to that of most. Moons of other planets and dwarf
 * planets: Jovian, Saturnian and Neptunian Satellite Fact Sheets, Asteroid Fact Sheet. How many moons the giant planets have: NASA
 * Science, Moons of the Solar System, as of June 2025, which is told beside them, for more are found every year. */
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
     "4331", "13.1", "-110", "97", "Sun"},
    {"Saturn", "planet", "568 × 10^24", "120536", "687", "9.0", "35.5", "10.7", "10.7", "1432.0",
     "10747", "9.7", "-140", "274", "Sun"},
    {"Uranus", "planet", "86.8 × 10^24", "51118", "1270", "8.7", "21.3", "-17.2", "17.2", "2867.0",
     "30589", "6.8", "-195", "28", "Sun"},
    {"Neptune", "planet", "102 × 10^24", "49528", "1638", "11.0", "23.5", "16.1", "16.1", "4515.0",
     "59800", "5.4", "-200", "16", "Sun"},
    {"Pluto", "dwarf planet", "0.0130 × 10^24", "2376", "1850", "0.7", "1.3", "-153.3", "153.3",
     "5906.4", "90560", "4.7", "-225", "5", "Sun"},
    {"Ceres", "dwarf planet", "0.000938 × 10^24", "939", "2162", "0.28", "0.51", "9.1", NULL,
     "413.7", "1681", "17.9", NULL, "0", "Sun"},
    {"Io", "moon of Jupiter", "0.0893 × 10^24", "3643", "3530", "1.8", "2.6", NULL, NULL, "0.422",
     "1.77", NULL, NULL, NULL, "Jupiter"},
    {"Europa", "moon of Jupiter", "0.0480 × 10^24", "3122", "3010", "1.3", "2.0", NULL, NULL,
     "0.671", "3.55", NULL, NULL, NULL, "Jupiter"},
    {"Ganymede", "moon of Jupiter", "0.148 × 10^24", "5262", "1940", "1.4", "2.7", NULL, NULL,
     "1.070", "7.15", NULL, NULL, NULL, "Jupiter"},
    {"Callisto", "moon of Jupiter", "0.108 × 10^24", "4821", "1830", "1.2", "2.4", NULL, NULL,
     "1.883", "16.69", NULL, NULL, NULL, "Jupiter"},
    {"Titan", "moon of Saturn", "0.1346 × 10^24", "5150", "1881", "1.4", "2.6", NULL, NULL, "1.222",
     "15.95", NULL, NULL, NULL, "Saturn"},
    {"Triton", "moon of Neptune", "0.0214 × 10^24", "2707", "2060", "0.78", "1.5", NULL, NULL,
     "0.355", "5.88", NULL, NULL, NULL, "Neptune"},
};
const size_t science_body_count = ARRAY_LEN(science_bodies);
