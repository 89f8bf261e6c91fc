/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fishes, animals without a backbone, fungi and bacteria. Classification: Catalogue of Life. Ranks on which systems differ are left out. */
#include "infer/science/science_int.h"

#define FISH       "Eukaryota", "Animalia", "Chordata", "Actinopterygii"
#define SHARK      "Eukaryota", "Animalia", "Chordata", "Elasmobranchii"
#define COELACANTH "Eukaryota", "Animalia", "Chordata", NULL
#define LAMPREY    "Eukaryota", "Animalia", "Chordata", "Petromyzonti"
#define INSECT     "Eukaryota", "Animalia", "Arthropoda", "Insecta"
#define ARACHNID   "Eukaryota", "Animalia", "Arthropoda", "Arachnida"
#define CRUSTACEAN "Eukaryota", "Animalia", "Arthropoda", "Malacostraca"
#define HORSESHOE  "Eukaryota", "Animalia", "Arthropoda", "Merostomata"
#define GASTROPOD  "Eukaryota", "Animalia", "Mollusca", "Gastropoda"
#define BIVALVE    "Eukaryota", "Animalia", "Mollusca", "Bivalvia"
#define CEPHALOPOD "Eukaryota", "Animalia", "Mollusca", "Cephalopoda"
#define CLITELLATA "Eukaryota", "Animalia", "Annelida", "Clitellata"
#define NEMATODE   "Eukaryota", "Animalia", "Nematoda", "Chromadorea"
#define CESTODE    "Eukaryota", "Animalia", "Platyhelminthes", "Cestoda"
#define JELLY      "Eukaryota", "Animalia", "Cnidaria", "Scyphozoa"
#define CORAL      "Eukaryota", "Animalia", "Cnidaria", "Anthozoa"
#define STARFISH   "Eukaryota", "Animalia", "Echinodermata", "Asteroidea"
#define URCHIN     "Eukaryota", "Animalia", "Echinodermata", "Echinoidea"
#define SPONGE     "Eukaryota", "Animalia", "Porifera", "Demospongiae"
#define YEAST      "Eukaryota", "Fungi", "Ascomycota", "Saccharomycetes"
#define MUSHROOM   "Eukaryota", "Fungi", "Basidiomycota", "Agaricomycetes"
#define TRUFFLE    "Eukaryota", "Fungi", "Ascomycota", "Pezizomycetes"
#define MOULD      "Eukaryota", "Fungi", "Ascomycota", "Eurotiomycetes"
#define PROTEO     "Bacteria", NULL, "Pseudomonadota", "Gammaproteobacteria"
#define BACILLI    "Bacteria", NULL, "Bacillota", "Bacilli"
#define ACTINO     "Bacteria", NULL, "Actinomycetota", NULL

/* domain, kingdom, phylum, class, order, family */
static const char *const salmonidae[6] = {FISH, "Salmoniformes", "Salmonidae"};
static const char *const cyprinidae[6] = {FISH, "Cypriniformes", "Cyprinidae"};
static const char *const danionidae[6] = {FISH, "Cypriniformes", "Danionidae"};
static const char *const esocidae[6] = {FISH, "Esociformes", "Esocidae"};
static const char *const percidae[6] = {FISH, "Perciformes", "Percidae"};
static const char *const gadidae[6] = {FISH, "Gadiformes", "Gadidae"};
static const char *const clupeidae[6] = {FISH, "Clupeiformes", "Clupeidae"};
static const char *const engraulidae[6] = {FISH, "Clupeiformes", "Engraulidae"};
static const char *const scombridae[6] = {FISH, "Scombriformes", "Scombridae"};
static const char *const anguillidae[6] = {FISH, "Anguilliformes", "Anguillidae"};
static const char *const siluridae[6] = {FISH, "Siluriformes", "Siluridae"};
static const char *const acipenseridae[6] = {FISH, "Acipenseriformes", "Acipenseridae"};
static const char *const molidae[6] = {FISH, "Tetraodontiformes", "Molidae"};
static const char *const pomacentridae[6] = {FISH, NULL, "Pomacentridae"};
static const char *const syngnathidae[6] = {FISH, "Syngnathiformes", "Syngnathidae"};
static const char *const serrasalmidae[6] = {FISH, "Characiformes", "Serrasalmidae"};
static const char *const poeciliidae[6] = {FISH, "Cyprinodontiformes", "Poeciliidae"};
static const char *const gasterosteidae[6] = {FISH, "Gasterosteiformes", "Gasterosteidae"};
static const char *const lamnidae[6] = {SHARK, "Lamniformes", "Lamnidae"};
static const char *const cetorhinidae[6] = {SHARK, "Lamniformes", "Cetorhinidae"};
static const char *const rhincodontidae[6] = {SHARK, "Orectolobiformes", "Rhincodontidae"};
static const char *const galeocerdonidae[6] = {SHARK, "Carcharhiniformes", "Galeocerdonidae"};
static const char *const sphyrnidae[6] = {SHARK, "Carcharhiniformes", "Sphyrnidae"};
static const char *const mobulidae[6] = {SHARK, "Myliobatiformes", "Mobulidae"};
static const char *const latimeriidae[6] = {COELACANTH, "Coelacanthiformes", "Latimeriidae"};
static const char *const petromyzontidae[6] = {LAMPREY, "Petromyzontiformes", "Petromyzontidae"};
static const char *const apidae[6] = {INSECT, "Hymenoptera", "Apidae"};
static const char *const vespidae[6] = {INSECT, "Hymenoptera", "Vespidae"};
static const char *const formicidae[6] = {INSECT, "Hymenoptera", "Formicidae"};
static const char *const drosophilidae[6] = {INSECT, "Diptera", "Drosophilidae"};
static const char *const muscidae[6] = {INSECT, "Diptera", "Muscidae"};
static const char *const culicidae[6] = {INSECT, "Diptera", "Culicidae"};
static const char *const nymphalidae[6] = {INSECT, "Lepidoptera", "Nymphalidae"};
static const char *const pieridae[6] = {INSECT, "Lepidoptera", "Pieridae"};
static const char *const papilionidae[6] = {INSECT, "Lepidoptera", "Papilionidae"};
static const char *const bombycidae[6] = {INSECT, "Lepidoptera", "Bombycidae"};
static const char *const sphingidae[6] = {INSECT, "Lepidoptera", "Sphingidae"};
static const char *const coccinellidae[6] = {INSECT, "Coleoptera", "Coccinellidae"};
static const char *const lucanidae[6] = {INSECT, "Coleoptera", "Lucanidae"};
static const char *const scarabaeidae[6] = {INSECT, "Coleoptera", "Scarabaeidae"};
static const char *const chrysomelidae[6] = {INSECT, "Coleoptera", "Chrysomelidae"};
static const char *const tenebrionidae[6] = {INSECT, "Coleoptera", "Tenebrionidae"};
static const char *const lampyridae[6] = {INSECT, "Coleoptera", "Lampyridae"};
static const char *const gryllidae[6] = {INSECT, "Orthoptera", "Gryllidae"};
static const char *const tettigoniidae[6] = {INSECT, "Orthoptera", "Tettigoniidae"};
static const char *const acrididae[6] = {INSECT, "Orthoptera", "Acrididae"};
static const char *const aeshnidae[6] = {INSECT, "Odonata", "Aeshnidae"};
static const char *const calopterygidae[6] = {INSECT, "Odonata", "Calopterygidae"};
static const char *const mantidae[6] = {INSECT, "Mantodea", "Mantidae"};
static const char *const blattidae[6] = {INSECT, "Blattodea", "Blattidae"};
static const char *const ectobiidae[6] = {INSECT, "Blattodea", "Ectobiidae"};
static const char *const cimicidae[6] = {INSECT, "Hemiptera", "Cimicidae"};
static const char *const pentatomidae[6] = {INSECT, "Hemiptera", "Pentatomidae"};
static const char *const gerridae[6] = {INSECT, "Hemiptera", "Gerridae"};
static const char *const aphididae[6] = {INSECT, "Hemiptera", "Aphididae"};
static const char *const forficulidae[6] = {INSECT, "Dermaptera", "Forficulidae"};
static const char *const pulicidae[6] = {INSECT, "Siphonaptera", "Pulicidae"};
static const char *const pediculidae[6] = {INSECT, "Psocodea", "Pediculidae"};
static const char *const lepismatidae[6] = {INSECT, "Zygentoma", "Lepismatidae"};
static const char *const araneidae[6] = {ARACHNID, "Araneae", "Araneidae"};
static const char *const theridiidae[6] = {ARACHNID, "Araneae", "Theridiidae"};
static const char *const agelenidae[6] = {ARACHNID, "Araneae", "Agelenidae"};
static const char *const theraphosidae[6] = {ARACHNID, "Araneae", "Theraphosidae"};
static const char *const ixodidae[6] = {ARACHNID, "Ixodida", "Ixodidae"};
static const char *const scorpionidae[6] = {ARACHNID, "Scorpiones", "Scorpionidae"};
static const char *const tetranychidae[6] = {ARACHNID, "Trombidiformes", "Tetranychidae"};
static const char *const nephropidae[6] = {CRUSTACEAN, "Decapoda", "Nephropidae"};
static const char *const cancridae[6] = {CRUSTACEAN, "Decapoda", "Cancridae"};
static const char *const carcinidae[6] = {CRUSTACEAN, "Decapoda", "Carcinidae"};
static const char *const astacidae[6] = {CRUSTACEAN, "Decapoda", "Astacidae"};
static const char *const crangonidae[6] = {CRUSTACEAN, "Decapoda", "Crangonidae"};
static const char *const penaeidae[6] = {CRUSTACEAN, "Decapoda", "Penaeidae"};
static const char *const porcellionidae[6] = {CRUSTACEAN, "Isopoda", "Porcellionidae"};
static const char *const euphausiidae[6] = {CRUSTACEAN, "Euphausiacea", "Euphausiidae"};
static const char *const limulidae[6] = {HORSESHOE, "Xiphosura", "Limulidae"};
static const char *const helicidae[6] = {GASTROPOD, "Stylommatophora", "Helicidae"};
static const char *const arionidae[6] = {GASTROPOD, "Stylommatophora", "Arionidae"};
static const char *const mytilidae[6] = {BIVALVE, "Mytilida", "Mytilidae"};
static const char *const ostreidae[6] = {BIVALVE, "Ostreida", "Ostreidae"};
static const char *const cardiidae[6] = {BIVALVE, "Cardiida", "Cardiidae"};
static const char *const pectinidae[6] = {BIVALVE, "Pectinida", "Pectinidae"};
static const char *const octopodidae[6] = {CEPHALOPOD, "Octopoda", "Octopodidae"};
static const char *const sepiidae[6] = {CEPHALOPOD, "Sepiida", "Sepiidae"};
static const char *const architeuthidae[6] = {CEPHALOPOD, "Oegopsida", "Architeuthidae"};
static const char *const nautilidae[6] = {CEPHALOPOD, "Nautilida", "Nautilidae"};
static const char *const lumbricidae[6] = {CLITELLATA, "Crassiclitellata", "Lumbricidae"};
static const char *const hirudinidae[6] = {CLITELLATA, "Arhynchobdellida", "Hirudinidae"};
static const char *const rhabditidae[6] = {NEMATODE, "Rhabditida", "Rhabditidae"};
static const char *const taeniidae[6] = {CESTODE, "Cyclophyllidea", "Taeniidae"};
static const char *const ulmaridae[6] = {JELLY, "Semaeostomeae", "Ulmaridae"};
static const char *const cyaneidae[6] = {JELLY, "Semaeostomeae", "Cyaneidae"};
static const char *const actiniidae[6] = {CORAL, "Actiniaria", "Actiniidae"};
static const char *const acroporidae[6] = {CORAL, "Scleractinia", "Acroporidae"};
static const char *const asteriidae[6] = {STARFISH, "Forcipulatida", "Asteriidae"};
static const char *const parechinidae[6] = {URCHIN, "Camarodonta", "Parechinidae"};
static const char *const spongiidae[6] = {SPONGE, "Dictyoceratida", "Spongiidae"};
static const char *const saccharomycetaceae[6] = {YEAST, "Saccharomycetales", "Saccharomycetaceae"};
static const char *const agaricaceae[6] = {MUSHROOM, "Agaricales", "Agaricaceae"};
static const char *const amanitaceae[6] = {MUSHROOM, "Agaricales", "Amanitaceae"};
static const char *const pleurotaceae[6] = {MUSHROOM, "Agaricales", "Pleurotaceae"};
static const char *const omphalotaceae[6] = {MUSHROOM, "Agaricales", "Omphalotaceae"};
static const char *const boletaceae[6] = {MUSHROOM, "Boletales", "Boletaceae"};
static const char *const cantharellaceae[6] = {MUSHROOM, "Cantharellales", "Cantharellaceae"};
static const char *const tuberaceae[6] = {TRUFFLE, "Pezizales", "Tuberaceae"};
static const char *const morchellaceae[6] = {TRUFFLE, "Pezizales", "Morchellaceae"};
static const char *const aspergillaceae[6] = {MOULD, "Eurotiales", "Aspergillaceae"};
static const char *const enterobacteriaceae[6] = {PROTEO, "Enterobacterales", "Enterobacteriaceae"};
static const char *const yersiniaceae[6] = {PROTEO, "Enterobacterales", "Yersiniaceae"};
static const char *const vibrionaceae[6] = {PROTEO, "Vibrionales", "Vibrionaceae"};
static const char *const streptococcaceae[6] = {BACILLI, "Lactobacillales", "Streptococcaceae"};
static const char *const lactobacillaceae[6] = {BACILLI, "Lactobacillales", "Lactobacillaceae"};
static const char *const staphylococcaceae[6] = {BACILLI, NULL, "Staphylococcaceae"};
static const char *const bacillaceae[6] = {BACILLI, NULL, "Bacillaceae"};
static const char *const mycobacteriaceae[6] = {ACTINO, "Mycobacteriales", "Mycobacteriaceae"};

static const struct science_species species[] = {
    {"atlantic salmon|salmon", salmonidae, "Salmo salar"},
    {"brown trout|trout", salmonidae, "Salmo trutta"},
    {"rainbow trout", salmonidae, "Oncorhynchus mykiss"},
    {"common carp|carp", cyprinidae, "Cyprinus carpio"},
    {"goldfish", cyprinidae, "Carassius auratus"},
    {"zebrafish|zebra danio", danionidae, "Danio rerio"},
    {"northern pike|pike", esocidae, "Esox lucius"},
    {"european perch|perch", percidae, "Perca fluviatilis"},
    {"zander", percidae, "Sander lucioperca"},
    {"atlantic cod|cod", gadidae, "Gadus morhua"},
    {"haddock", gadidae, "Melanogrammus aeglefinus"},
    {"atlantic herring|herring", clupeidae, "Clupea harengus"},
    {"european anchovy|anchovy", engraulidae, "Engraulis encrasicolus"},
    {"atlantic bluefin tuna|tuna|bluefin tuna", scombridae, "Thunnus thynnus"},
    {"yellowfin tuna", scombridae, "Thunnus albacares"},
    {"atlantic mackerel|mackerel", scombridae, "Scomber scombrus"},
    {"european eel|eel", anguillidae, "Anguilla anguilla"},
    {"wels catfish|catfish|wels", siluridae, "Silurus glanis"},
    {"beluga sturgeon|sturgeon", acipenseridae, "Huso huso"},
    {"ocean sunfish|sunfish", molidae, "Mola mola"},
    {"ocellaris clownfish|clownfish", pomacentridae, "Amphiprion ocellaris"},
    {"spotted seahorse|seahorse", syngnathidae, "Hippocampus kuda"},
    {"red-bellied piranha|piranha", serrasalmidae, "Pygocentrus nattereri"},
    {"guppy", poeciliidae, "Poecilia reticulata"},
    {"three-spined stickleback|stickleback", gasterosteidae, "Gasterosteus aculeatus"},
    {"great white shark|shark|white shark", lamnidae, "Carcharodon carcharias"},
    {"basking shark", cetorhinidae, "Cetorhinus maximus"},
    {"whale shark", rhincodontidae, "Rhincodon typus"},
    {"tiger shark", galeocerdonidae, "Galeocerdo cuvier"},
    {"great hammerhead|hammerhead shark", sphyrnidae, "Sphyrna mokarran"},
    {"giant manta ray|manta ray", mobulidae, "Mobula birostris"},
    {"coelacanth", latimeriidae, "Latimeria chalumnae"},
    {"sea lamprey|lamprey", petromyzontidae, "Petromyzon marinus"},
    {"honey bee|honeybee|bee|bees|western honey bee", apidae, "Apis mellifera"},
    {"buff-tailed bumblebee|bumblebee|bumble bee", apidae, "Bombus terrestris"},
    {"common wasp|wasp", vespidae, "Vespula vulgaris"},
    {"european hornet|hornet", vespidae, "Vespa crabro"},
    {"asian giant hornet", vespidae, "Vespa mandarinia"},
    {"black garden ant|ant|garden ant", formicidae, "Lasius niger"},
    {"red wood ant|wood ant", formicidae, "Formica rufa"},
    {"pharaoh ant", formicidae, "Monomorium pharaonis"},
    {"red imported fire ant|fire ant", formicidae, "Solenopsis invicta"},
    {"fruit fly|drosophila", drosophilidae, "Drosophila melanogaster"},
    {"house fly|housefly|fly", muscidae, "Musca domestica"},
    {"common house mosquito|mosquito", culicidae, "Culex pipiens"},
    {"yellow fever mosquito", culicidae, "Aedes aegypti"},
    {"african malaria mosquito", culicidae, "Anopheles gambiae"},
    {"monarch butterfly|monarch", nymphalidae, "Danaus plexippus"},
    {"peacock butterfly|european peacock", nymphalidae, "Aglais io"},
    {"red admiral", nymphalidae, "Vanessa atalanta"},
    {"painted lady", nymphalidae, "Vanessa cardui"},
    {"small tortoiseshell", nymphalidae, "Aglais urticae"},
    {"large white|cabbage white|cabbage butterfly", pieridae, "Pieris brassicae"},
    {"common brimstone|brimstone butterfly", pieridae, "Gonepteryx rhamni"},
    {"old world swallowtail|swallowtail", papilionidae, "Papilio machaon"},
    {"silkworm|silk moth|silkmoth", bombycidae, "Bombyx mori"},
    {"hummingbird hawk-moth|hummingbird hawk moth", sphingidae, "Macroglossum stellatarum"},
    {"death's-head hawkmoth|death's head hawkmoth", sphingidae, "Acherontia atropos"},
    {"seven-spot ladybird|ladybird|ladybug", coccinellidae, "Coccinella septempunctata"},
    {"stag beetle", lucanidae, "Lucanus cervus"},
    {"common cockchafer|cockchafer|may bug", scarabaeidae, "Melolontha melolontha"},
    {"hercules beetle", scarabaeidae, "Dynastes hercules"},
    {"colorado potato beetle|colorado beetle", chrysomelidae, "Leptinotarsa decemlineata"},
    {"mealworm|mealworm beetle", tenebrionidae, "Tenebrio molitor"},
    {"common glow-worm|glow-worm|glowworm|firefly", lampyridae, "Lampyris noctiluca"},
    {"house cricket|cricket", gryllidae, "Acheta domesticus"},
    {"field cricket", gryllidae, "Gryllus campestris"},
    {"great green bush-cricket|great green bush cricket", tettigoniidae, "Tettigonia viridissima"},
    {"desert locust|locust", acrididae, "Schistocerca gregaria"},
    {"migratory locust", acrididae, "Locusta migratoria"},
    {"emperor dragonfly|dragonfly", aeshnidae, "Anax imperator"},
    {"banded demoiselle|damselfly", calopterygidae, "Calopteryx splendens"},
    {"praying mantis|mantis|european mantis", mantidae, "Mantis religiosa"},
    {"american cockroach|cockroach", blattidae, "Periplaneta americana"},
    {"german cockroach", ectobiidae, "Blattella germanica"},
    {"bed bug|bedbug", cimicidae, "Cimex lectularius"},
    {"green shield bug", pentatomidae, "Palomena prasina"},
    {"common pond skater|pond skater|water strider", gerridae, "Gerris lacustris"},
    {"pea aphid|aphid", aphididae, "Acyrthosiphon pisum"},
    {"common earwig|earwig", forficulidae, "Forficula auricularia"},
    {"cat flea|flea", pulicidae, "Ctenocephalides felis"},
    {"human flea", pulicidae, "Pulex irritans"},
    {"human louse|louse|head louse", pediculidae, "Pediculus humanus"},
    {"silverfish", lepismatidae, "Lepisma saccharinum"},
    {"european garden spider|garden spider|cross spider|spider", araneidae, "Araneus diadematus"},
    {"southern black widow|black widow", theridiidae, "Latrodectus mactans"},
    {"giant house spider|house spider", agelenidae, "Eratigena atrica"},
    {"goliath birdeater|tarantula", theraphosidae, "Theraphosa blondi"},
    {"mexican redknee tarantula", theraphosidae, "Brachypelma hamorii"},
    {"castor bean tick|tick|sheep tick", ixodidae, "Ixodes ricinus"},
    {"emperor scorpion|scorpion", scorpionidae, "Pandinus imperator"},
    {"red spider mite|spider mite", tetranychidae, "Tetranychus urticae"},
    {"european lobster|lobster", nephropidae, "Homarus gammarus"},
    {"american lobster", nephropidae, "Homarus americanus"},
    {"edible crab|crab|brown crab", cancridae, "Cancer pagurus"},
    {"green crab|shore crab", carcinidae, "Carcinus maenas"},
    {"european crayfish|crayfish|noble crayfish", astacidae, "Astacus astacus"},
    {"brown shrimp|shrimp", crangonidae, "Crangon crangon"},
    {"whiteleg shrimp|prawn", penaeidae, "Penaeus vannamei"},
    {"common rough woodlouse|woodlouse", porcellionidae, "Porcellio scaber"},
    {"antarctic krill|krill", euphausiidae, "Euphausia superba"},
    {"atlantic horseshoe crab|horseshoe crab", limulidae, "Limulus polyphemus"},
    {"burgundy snail|roman snail|snail|escargot", helicidae, "Helix pomatia"},
    {"garden snail", helicidae, "Cornu aspersum"},
    {"red slug|slug", arionidae, "Arion rufus"},
    {"blue mussel|mussel", mytilidae, "Mytilus edulis"},
    {"european flat oyster|oyster", ostreidae, "Ostrea edulis"},
    {"giant clam|clam", cardiidae, "Tridacna gigas"},
    {"great scallop|scallop", pectinidae, "Pecten maximus"},
    {"common octopus|octopus", octopodidae, "Octopus vulgaris"},
    {"common cuttlefish|cuttlefish", sepiidae, "Sepia officinalis"},
    {"giant squid|squid", architeuthidae, "Architeuthis dux"},
    {"chambered nautilus|nautilus", nautilidae, "Nautilus pompilius"},
    {"common earthworm|earthworm", lumbricidae, "Lumbricus terrestris"},
    {"medicinal leech|leech", hirudinidae, "Hirudo medicinalis"},
    {"caenorhabditis elegans|c. elegans|c elegans|roundworm", rhabditidae,
     "Caenorhabditis elegans"},
    {"pork tapeworm|tapeworm", taeniidae, "Taenia solium"},
    {"moon jellyfish|jellyfish|moon jelly", ulmaridae, "Aurelia aurita"},
    {"lion's mane jellyfish|lions mane jellyfish", cyaneidae, "Cyanea capillata"},
    {"beadlet anemone|sea anemone", actiniidae, "Actinia equina"},
    {"elkhorn coral|coral", acroporidae, "Acropora palmata"},
    {"common starfish|starfish|sea star", asteriidae, "Asterias rubens"},
    {"purple sea urchin|sea urchin", parechinidae, "Paracentrotus lividus"},
    {"bath sponge|sponge", spongiidae, "Spongia officinalis"},
    {"baker's yeast|bakers yeast|yeast|brewer's yeast", saccharomycetaceae,
     "Saccharomyces cerevisiae"},
    {"champignon|button mushroom|common mushroom|mushroom", agaricaceae, "Agaricus bisporus"},
    {"field mushroom", agaricaceae, "Agaricus campestris"},
    {"fly agaric", amanitaceae, "Amanita muscaria"},
    {"death cap", amanitaceae, "Amanita phalloides"},
    {"oyster mushroom", pleurotaceae, "Pleurotus ostreatus"},
    {"shiitake", omphalotaceae, "Lentinula edodes"},
    {"porcini|cep|penny bun", boletaceae, "Boletus edulis"},
    {"chanterelle|golden chanterelle", cantharellaceae, "Cantharellus cibarius"},
    {"black truffle|truffle|perigord truffle", tuberaceae, "Tuber melanosporum"},
    {"yellow morel|morel", morchellaceae, "Morchella esculenta"},
    {"penicillium|penicillium chrysogenum", aspergillaceae, "Penicillium chrysogenum"},
    {"aspergillus niger|black mould", aspergillaceae, "Aspergillus niger"},
    {"e. coli|e coli", enterobacteriaceae, "Escherichia coli"},
    {"salmonella|salmonella enterica", enterobacteriaceae, "Salmonella enterica"},
    {"plague bacterium|yersinia pestis", yersiniaceae, "Yersinia pestis"},
    {"cholera bacterium|vibrio cholerae", vibrionaceae, "Vibrio cholerae"},
    {"streptococcus pneumoniae|pneumococcus", streptococcaceae, "Streptococcus pneumoniae"},
    {"lactobacillus acidophilus", lactobacillaceae, "Lactobacillus acidophilus"},
    {"staphylococcus aureus|golden staph", staphylococcaceae, "Staphylococcus aureus"},
    {"bacillus subtilis|hay bacillus", bacillaceae, "Bacillus subtilis"},
    {"tuberculosis bacterium|mycobacterium tuberculosis", mycobacteriaceae,
     "Mycobacterium tuberculosis"},
};
const struct science_species_list science_others = {species, ARRAY_LEN(species)};
