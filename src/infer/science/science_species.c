/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ranks of biology and those of well-known species: Catalogue of Life. Ranks on which systems differ are left out. */
#include "infer/science/science_int.h"

const char *const science_ranks[8] = {"Domain", "Kingdom", "Phylum", "Class",
                                      "Order",  "Family",  "Genus",  "Species"};

#define MAMMAL "Eukaryota", "Animalia", "Chordata", "Mammalia"
#define BIRD   "Eukaryota", "Animalia", "Chordata", "Aves"
#define FROG   "Eukaryota", "Animalia", "Chordata", "Amphibia"
#define INSECT "Eukaryota", "Animalia", "Arthropoda", "Insecta"
#define DICOT  "Eukaryota", "Plantae", "Tracheophyta", "Magnoliopsida"
#define GRASS  "Eukaryota", "Plantae", "Tracheophyta", "Liliopsida", "Poales", "Poaceae"

const struct science_species science_species[] = {
    {"human|humans|man|homo sapiens|human being",
     {MAMMAL, "Primates", "Hominidae", "Homo", "Homo sapiens"}},
    {"chimpanzee|chimp|pan troglodytes",
     {MAMMAL, "Primates", "Hominidae", "Pan", "Pan troglodytes"}},
    {"dog|dogs|canis lupus familiaris",
     {MAMMAL, "Carnivora", "Canidae", "Canis", "Canis lupus (the dog: Canis lupus familiaris)"}},
    {"wolf|grey wolf|gray wolf|canis lupus",
     {MAMMAL, "Carnivora", "Canidae", "Canis", "Canis lupus"}},
    {"red fox|fox|vulpes vulpes", {MAMMAL, "Carnivora", "Canidae", "Vulpes", "Vulpes vulpes"}},
    {"cat|cats|house cat|domestic cat|felis catus",
     {MAMMAL, "Carnivora", "Felidae", "Felis", "Felis catus"}},
    {"lion|panthera leo", {MAMMAL, "Carnivora", "Felidae", "Panthera", "Panthera leo"}},
    {"tiger|panthera tigris", {MAMMAL, "Carnivora", "Felidae", "Panthera", "Panthera tigris"}},
    {"brown bear|ursus arctos", {MAMMAL, "Carnivora", "Ursidae", "Ursus", "Ursus arctos"}},
    {"polar bear|ursus maritimus", {MAMMAL, "Carnivora", "Ursidae", "Ursus", "Ursus maritimus"}},
    {"horse|equus caballus", {MAMMAL, "Perissodactyla", "Equidae", "Equus", "Equus caballus"}},
    {"cow|cattle|bos taurus", {MAMMAL, "Artiodactyla", "Bovidae", "Bos", "Bos taurus"}},
    {"african elephant|african bush elephant|loxodonta africana",
     {MAMMAL, "Proboscidea", "Elephantidae", "Loxodonta", "Loxodonta africana"}},
    {"asian elephant|elephas maximus",
     {MAMMAL, "Proboscidea", "Elephantidae", "Elephas", "Elephas maximus"}},
    {"house mouse|mouse|mus musculus", {MAMMAL, "Rodentia", "Muridae", "Mus", "Mus musculus"}},
    {"european rabbit|rabbit|oryctolagus cuniculus",
     {MAMMAL, "Lagomorpha", "Leporidae", "Oryctolagus", "Oryctolagus cuniculus"}},
    {"chicken|gallus gallus", {BIRD, "Galliformes", "Phasianidae", "Gallus", "Gallus gallus"}},
    {"emperor penguin|aptenodytes forsteri",
     {BIRD, "Sphenisciformes", "Spheniscidae", "Aptenodytes", "Aptenodytes forsteri"}},
    {"house sparrow|sparrow|passer domesticus",
     {BIRD, "Passeriformes", "Passeridae", "Passer", "Passer domesticus"}},
    {"common frog|frog|rana temporaria", {FROG, "Anura", "Ranidae", "Rana", "Rana temporaria"}},
    {"honey bee|honeybee|western honey bee|apis mellifera",
     {INSECT, "Hymenoptera", "Apidae", "Apis", "Apis mellifera"}},
    {"fruit fly|drosophila|drosophila melanogaster",
     {INSECT, "Diptera", "Drosophilidae", "Drosophila", "Drosophila melanogaster"}},
    {"monarch butterfly|danaus plexippus",
     {INSECT, "Lepidoptera", "Nymphalidae", "Danaus", "Danaus plexippus"}},
    {"english oak|oak|quercus robur", {DICOT, "Fagales", "Fagaceae", "Quercus", "Quercus robur"}},
    {"sunflower|helianthus annuus",
     {DICOT, "Asterales", "Asteraceae", "Helianthus", "Helianthus annuus"}},
    {"thale cress|arabidopsis|arabidopsis thaliana",
     {DICOT, "Brassicales", "Brassicaceae", "Arabidopsis", "Arabidopsis thaliana"}},
    {"rice|oryza sativa", {GRASS, "Oryza", "Oryza sativa"}},
    {"wheat|bread wheat|triticum aestivum", {GRASS, "Triticum", "Triticum aestivum"}},
    {"maize|corn|zea mays", {GRASS, "Zea", "Zea mays"}},
    {"scots pine|pine|pinus sylvestris",
     {"Eukaryota", "Plantae", "Tracheophyta", "Pinopsida", "Pinales", "Pinaceae", "Pinus",
      "Pinus sylvestris"}},
    {"baker's yeast|bakers yeast|yeast|saccharomyces cerevisiae",
     {"Eukaryota", "Fungi", "Ascomycota", "Saccharomycetes", "Saccharomycetales", NULL,
      "Saccharomyces", "Saccharomyces cerevisiae"}},
    {"fly agaric|amanita muscaria",
     {"Eukaryota", "Fungi", "Basidiomycota", "Agaricomycetes", "Agaricales", "Amanitaceae",
      "Amanita", "Amanita muscaria"}},
    {"e. coli|e coli|escherichia coli",
     {"Bacteria", NULL, "Pseudomonadota", "Gammaproteobacteria", "Enterobacterales",
      "Enterobacteriaceae", "Escherichia", "Escherichia coli"}},
};
const size_t science_species_count = ARRAY_LEN(science_species);
