/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Birds, reptiles and amphibians. Classification: Catalogue of Life. Ranks on which systems differ are left out. */
#include "infer/science/science_int.h"

#define BIRD    "Eukaryota", "Animalia", "Chordata", "Aves"
#define REPTILE "Eukaryota", "Animalia", "Chordata", "Reptilia"
#define FROG    "Eukaryota", "Animalia", "Chordata", "Amphibia"

/* domain, kingdom, phylum, class, order, family */
static const char *const phasianidae[6] = {BIRD, "Galliformes", "Phasianidae"};
static const char *const numididae[6] = {BIRD, "Galliformes", "Numididae"};
static const char *const anatidae[6] = {BIRD, "Anseriformes", "Anatidae"};
static const char *const columbidae[6] = {BIRD, "Columbiformes", "Columbidae"};
static const char *const accipitridae[6] = {BIRD, "Accipitriformes", "Accipitridae"};
static const char *const pandionidae[6] = {BIRD, "Accipitriformes", "Pandionidae"};
static const char *const falconidae[6] = {BIRD, "Falconiformes", "Falconidae"};
static const char *const strigidae[6] = {BIRD, "Strigiformes", "Strigidae"};
static const char *const tytonidae[6] = {BIRD, "Strigiformes", "Tytonidae"};
static const char *const passeridae[6] = {BIRD, "Passeriformes", "Passeridae"};
static const char *const paridae[6] = {BIRD, "Passeriformes", "Paridae"};
static const char *const turdidae[6] = {BIRD, "Passeriformes", "Turdidae"};
static const char *const muscicapidae[6] = {BIRD, "Passeriformes", "Muscicapidae"};
static const char *const corvidae[6] = {BIRD, "Passeriformes", "Corvidae"};
static const char *const fringillidae[6] = {BIRD, "Passeriformes", "Fringillidae"};
static const char *const hirundinidae[6] = {BIRD, "Passeriformes", "Hirundinidae"};
static const char *const sturnidae[6] = {BIRD, "Passeriformes", "Sturnidae"};
static const char *const alaudidae[6] = {BIRD, "Passeriformes", "Alaudidae"};
static const char *const troglodytidae[6] = {BIRD, "Passeriformes", "Troglodytidae"};
static const char *const sittidae[6] = {BIRD, "Passeriformes", "Sittidae"};
static const char *const motacillidae[6] = {BIRD, "Passeriformes", "Motacillidae"};
static const char *const cardinalidae[6] = {BIRD, "Passeriformes", "Cardinalidae"};
static const char *const estrildidae[6] = {BIRD, "Passeriformes", "Estrildidae"};
static const char *const picidae[6] = {BIRD, "Piciformes", "Picidae"};
static const char *const ramphastidae[6] = {BIRD, "Piciformes", "Ramphastidae"};
static const char *const psittaculidae[6] = {BIRD, "Psittaciformes", "Psittaculidae"};
static const char *const psittacidae[6] = {BIRD, "Psittaciformes", "Psittacidae"};
static const char *const cacatuidae[6] = {BIRD, "Psittaciformes", "Cacatuidae"};
static const char *const strigopidae[6] = {BIRD, "Psittaciformes", "Strigopidae"};
static const char *const spheniscidae[6] = {BIRD, "Sphenisciformes", "Spheniscidae"};
static const char *const ciconiidae[6] = {BIRD, "Ciconiiformes", "Ciconiidae"};
static const char *const ardeidae[6] = {BIRD, "Pelecaniformes", "Ardeidae"};
static const char *const pelecanidae[6] = {BIRD, "Pelecaniformes", "Pelecanidae"};
static const char *const phalacrocoracidae[6] = {BIRD, "Suliformes", "Phalacrocoracidae"};
static const char *const sulidae[6] = {BIRD, "Suliformes", "Sulidae"};
static const char *const phoenicopteridae[6] = {BIRD, "Phoenicopteriformes", "Phoenicopteridae"};
static const char *const laridae[6] = {BIRD, "Charadriiformes", "Laridae"};
static const char *const alcidae[6] = {BIRD, "Charadriiformes", "Alcidae"};
static const char *const charadriidae[6] = {BIRD, "Charadriiformes", "Charadriidae"};
static const char *const haematopodidae[6] = {BIRD, "Charadriiformes", "Haematopodidae"};
static const char *const gruidae[6] = {BIRD, "Gruiformes", "Gruidae"};
static const char *const rallidae[6] = {BIRD, "Gruiformes", "Rallidae"};
static const char *const alcedinidae[6] = {BIRD, "Coraciiformes", "Alcedinidae"};
static const char *const upupidae[6] = {BIRD, "Bucerotiformes", "Upupidae"};
static const char *const cuculidae[6] = {BIRD, "Cuculiformes", "Cuculidae"};
static const char *const apodidae[6] = {BIRD, "Apodiformes", "Apodidae"};
static const char *const trochilidae[6] = {BIRD, "Apodiformes", "Trochilidae"};
static const char *const diomedeidae[6] = {BIRD, "Procellariiformes", "Diomedeidae"};
static const char *const podicipedidae[6] = {BIRD, "Podicipediformes", "Podicipedidae"};
static const char *const struthionidae[6] = {BIRD, "Struthioniformes", "Struthionidae"};
static const char *const dromaiidae[6] = {BIRD, "Casuariiformes", "Dromaiidae"};
static const char *const casuariidae[6] = {BIRD, "Casuariiformes", "Casuariidae"};
static const char *const apterygidae[6] = {BIRD, "Apterygiformes", "Apterygidae"};
static const char *const viperidae[6] = {REPTILE, "Squamata", "Viperidae"};
static const char *const colubridae[6] = {REPTILE, "Squamata", "Colubridae"};
static const char *const natricidae[6] = {REPTILE, "Squamata", "Natricidae"};
static const char *const elapidae[6] = {REPTILE, "Squamata", "Elapidae"};
static const char *const boidae[6] = {REPTILE, "Squamata", "Boidae"};
static const char *const pythonidae[6] = {REPTILE, "Squamata", "Pythonidae"};
static const char *const varanidae[6] = {REPTILE, "Squamata", "Varanidae"};
static const char *const iguanidae[6] = {REPTILE, "Squamata", "Iguanidae"};
static const char *const lacertidae[6] = {REPTILE, "Squamata", "Lacertidae"};
static const char *const anguidae[6] = {REPTILE, "Squamata", "Anguidae"};
static const char *const chamaeleonidae[6] = {REPTILE, "Squamata", "Chamaeleonidae"};
static const char *const gekkonidae[6] = {REPTILE, "Squamata", "Gekkonidae"};
static const char *const eublepharidae[6] = {REPTILE, "Squamata", "Eublepharidae"};
static const char *const agamidae[6] = {REPTILE, "Squamata", "Agamidae"};
static const char *const crocodylidae[6] = {REPTILE, "Crocodylia", "Crocodylidae"};
static const char *const alligatoridae[6] = {REPTILE, "Crocodylia", "Alligatoridae"};
static const char *const cheloniidae[6] = {REPTILE, "Testudines", "Cheloniidae"};
static const char *const dermochelyidae[6] = {REPTILE, "Testudines", "Dermochelyidae"};
static const char *const testudinidae[6] = {REPTILE, "Testudines", "Testudinidae"};
static const char *const emydidae[6] = {REPTILE, "Testudines", "Emydidae"};
static const char *const sphenodontidae[6] = {REPTILE, "Rhynchocephalia", "Sphenodontidae"};
static const char *const ranidae[6] = {FROG, "Anura", "Ranidae"};
static const char *const bufonidae[6] = {FROG, "Anura", "Bufonidae"};
static const char *const hylidae[6] = {FROG, "Anura", "Hylidae"};
static const char *const pipidae[6] = {FROG, "Anura", "Pipidae"};
static const char *const salamandridae[6] = {FROG, "Caudata", "Salamandridae"};
static const char *const ambystomatidae[6] = {FROG, "Caudata", "Ambystomatidae"};
static const char *const proteidae[6] = {FROG, "Caudata", "Proteidae"};

static const struct science_species species[] = {
    {"chicken|hen|rooster|chickens", phasianidae,
     "Gallus gallus (the chicken: Gallus gallus domesticus)"},
    {"turkey|wild turkey", phasianidae, "Meleagris gallopavo"},
    {"common pheasant|pheasant", phasianidae, "Phasianus colchicus"},
    {"peacock|indian peafowl|peafowl", phasianidae, "Pavo cristatus"},
    {"common quail|quail", phasianidae, "Coturnix coturnix"},
    {"grey partridge|partridge", phasianidae, "Perdix perdix"},
    {"capercaillie|western capercaillie", phasianidae, "Tetrao urogallus"},
    {"guineafowl|helmeted guineafowl", numididae, "Numida meleagris"},
    {"mallard|duck|wild duck", anatidae, "Anas platyrhynchos"},
    {"greylag goose|goose|graylag goose", anatidae, "Anser anser"},
    {"mute swan|swan", anatidae, "Cygnus olor"},
    {"canada goose", anatidae, "Branta canadensis"},
    {"whooper swan", anatidae, "Cygnus cygnus"},
    {"common eider|eider", anatidae, "Somateria mollissima"},
    {"rock dove|pigeon|feral pigeon|dove", columbidae, "Columba livia"},
    {"wood pigeon|common wood pigeon", columbidae, "Columba palumbus"},
    {"collared dove|eurasian collared dove", columbidae, "Streptopelia decaocto"},
    {"passenger pigeon", columbidae, "Ectopistes migratorius"},
    {"golden eagle|eagle", accipitridae, "Aquila chrysaetos"},
    {"bald eagle", accipitridae, "Haliaeetus leucocephalus"},
    {"common buzzard|buzzard", accipitridae, "Buteo buteo"},
    {"red kite|kite", accipitridae, "Milvus milvus"},
    {"sparrowhawk|eurasian sparrowhawk", accipitridae, "Accipiter nisus"},
    {"griffon vulture|vulture", accipitridae, "Gyps fulvus"},
    {"white-tailed eagle", accipitridae, "Haliaeetus albicilla"},
    {"red-tailed hawk|hawk", accipitridae, "Buteo jamaicensis"},
    {"osprey", pandionidae, "Pandion haliaetus"},
    {"peregrine falcon|falcon", falconidae, "Falco peregrinus"},
    {"kestrel|common kestrel", falconidae, "Falco tinnunculus"},
    {"tawny owl|owl", strigidae, "Strix aluco"},
    {"eagle owl|eurasian eagle-owl", strigidae, "Bubo bubo"},
    {"snowy owl", strigidae, "Bubo scandiacus"},
    {"little owl", strigidae, "Athene noctua"},
    {"barn owl", tytonidae, "Tyto alba"},
    {"house sparrow|sparrow", passeridae, "Passer domesticus"},
    {"tree sparrow|eurasian tree sparrow", passeridae, "Passer montanus"},
    {"great tit", paridae, "Parus major"},
    {"blue tit|eurasian blue tit", paridae, "Cyanistes caeruleus"},
    {"common blackbird|blackbird", turdidae, "Turdus merula"},
    {"song thrush|thrush", turdidae, "Turdus philomelos"},
    {"american robin", turdidae, "Turdus migratorius"},
    {"european robin|robin", muscicapidae, "Erithacus rubecula"},
    {"common nightingale|nightingale", muscicapidae, "Luscinia megarhynchos"},
    {"common raven|raven", corvidae, "Corvus corax"},
    {"carrion crow|crow", corvidae, "Corvus corone"},
    {"rook", corvidae, "Corvus frugilegus"},
    {"jackdaw|western jackdaw", corvidae, "Coloeus monedula"},
    {"magpie|eurasian magpie", corvidae, "Pica pica"},
    {"eurasian jay|jay", corvidae, "Garrulus glandarius"},
    {"blue jay", corvidae, "Cyanocitta cristata"},
    {"chaffinch|common chaffinch", fringillidae, "Fringilla coelebs"},
    {"goldfinch|european goldfinch", fringillidae, "Carduelis carduelis"},
    {"bullfinch|eurasian bullfinch", fringillidae, "Pyrrhula pyrrhula"},
    {"canary|atlantic canary", fringillidae, "Serinus canaria"},
    {"barn swallow|swallow", hirundinidae, "Hirundo rustica"},
    {"house martin|common house martin", hirundinidae, "Delichon urbicum"},
    {"common starling|starling", sturnidae, "Sturnus vulgaris"},
    {"skylark|eurasian skylark|lark", alaudidae, "Alauda arvensis"},
    {"wren|eurasian wren", troglodytidae, "Troglodytes troglodytes"},
    {"eurasian nuthatch|nuthatch", sittidae, "Sitta europaea"},
    {"white wagtail|wagtail", motacillidae, "Motacilla alba"},
    {"northern cardinal|cardinal", cardinalidae, "Cardinalis cardinalis"},
    {"zebra finch", estrildidae, "Taeniopygia castanotis"},
    {"great spotted woodpecker|woodpecker", picidae, "Dendrocopos major"},
    {"green woodpecker|european green woodpecker", picidae, "Picus viridis"},
    {"toco toucan|toucan", ramphastidae, "Ramphastos toco"},
    {"budgerigar|budgie", psittaculidae, "Melopsittacus undulatus"},
    {"grey parrot|parrot|african grey parrot|gray parrot", psittacidae, "Psittacus erithacus"},
    {"blue-and-yellow macaw|macaw", psittacidae, "Ara ararauna"},
    {"scarlet macaw", psittacidae, "Ara macao"},
    {"cockatiel", cacatuidae, "Nymphicus hollandicus"},
    {"sulphur-crested cockatoo|cockatoo", cacatuidae, "Cacatua galerita"},
    {"kakapo", strigopidae, "Strigops habroptila"},
    {"emperor penguin|penguin", spheniscidae, "Aptenodytes forsteri"},
    {"king penguin", spheniscidae, "Aptenodytes patagonicus"},
    {"humboldt penguin", spheniscidae, "Spheniscus humboldti"},
    {"white stork|stork", ciconiidae, "Ciconia ciconia"},
    {"black stork", ciconiidae, "Ciconia nigra"},
    {"grey heron|heron|gray heron", ardeidae, "Ardea cinerea"},
    {"little egret|egret", ardeidae, "Egretta garzetta"},
    {"great white pelican|pelican", pelecanidae, "Pelecanus onocrotalus"},
    {"great cormorant|cormorant", phalacrocoracidae, "Phalacrocorax carbo"},
    {"northern gannet|gannet", sulidae, "Morus bassanus"},
    {"greater flamingo|flamingo", phoenicopteridae, "Phoenicopterus roseus"},
    {"european herring gull|herring gull|seagull|gull", laridae, "Larus argentatus"},
    {"black-headed gull", laridae, "Chroicocephalus ridibundus"},
    {"arctic tern|tern", laridae, "Sterna paradisaea"},
    {"atlantic puffin|puffin", alcidae, "Fratercula arctica"},
    {"northern lapwing|lapwing", charadriidae, "Vanellus vanellus"},
    {"eurasian oystercatcher|oystercatcher", haematopodidae, "Haematopus ostralegus"},
    {"common crane|crane", gruidae, "Grus grus"},
    {"eurasian coot|coot", rallidae, "Fulica atra"},
    {"common moorhen|moorhen", rallidae, "Gallinula chloropus"},
    {"common kingfisher|kingfisher", alcedinidae, "Alcedo atthis"},
    {"hoopoe|eurasian hoopoe", upupidae, "Upupa epops"},
    {"common cuckoo|cuckoo", cuculidae, "Cuculus canorus"},
    {"common swift|swift", apodidae, "Apus apus"},
    {"ruby-throated hummingbird|hummingbird", trochilidae, "Archilochus colubris"},
    {"wandering albatross|albatross", diomedeidae, "Diomedea exulans"},
    {"great crested grebe|grebe", podicipedidae, "Podiceps cristatus"},
    {"ostrich|common ostrich", struthionidae, "Struthio camelus"},
    {"emu", dromaiidae, "Dromaius novaehollandiae"},
    {"southern cassowary|cassowary", casuariidae, "Casuarius casuarius"},
    {"north island brown kiwi|kiwi bird", apterygidae, "Apteryx mantelli"},
    {"common european adder|adder|viper", viperidae, "Vipera berus"},
    {"western diamondback rattlesnake|rattlesnake", viperidae, "Crotalus atrox"},
    {"corn snake", colubridae, "Pantherophis guttatus"},
    {"grass snake", natricidae, "Natrix natrix"},
    {"king cobra", elapidae, "Ophiophagus hannah"},
    {"indian cobra|cobra", elapidae, "Naja naja"},
    {"black mamba", elapidae, "Dendroaspis polylepis"},
    {"inland taipan|taipan", elapidae, "Oxyuranus microlepidotus"},
    {"green anaconda|anaconda", boidae, "Eunectes murinus"},
    {"boa constrictor|boa", boidae, "Boa constrictor"},
    {"ball python|royal python|python", pythonidae, "Python regius"},
    {"reticulated python", pythonidae, "Malayopython reticulatus"},
    {"komodo dragon", varanidae, "Varanus komodoensis"},
    {"green iguana|iguana", iguanidae, "Iguana iguana"},
    {"marine iguana", iguanidae, "Amblyrhynchus cristatus"},
    {"sand lizard|lizard", lacertidae, "Lacerta agilis"},
    {"common wall lizard|wall lizard", lacertidae, "Podarcis muralis"},
    {"slow worm|slowworm", anguidae, "Anguis fragilis"},
    {"common chameleon|chameleon", chamaeleonidae, "Chamaeleo chamaeleon"},
    {"veiled chameleon", chamaeleonidae, "Chamaeleo calyptratus"},
    {"tokay gecko|gecko", gekkonidae, "Gekko gecko"},
    {"leopard gecko", eublepharidae, "Eublepharis macularius"},
    {"central bearded dragon|bearded dragon", agamidae, "Pogona vitticeps"},
    {"nile crocodile|crocodile", crocodylidae, "Crocodylus niloticus"},
    {"saltwater crocodile", crocodylidae, "Crocodylus porosus"},
    {"american alligator|alligator", alligatoridae, "Alligator mississippiensis"},
    {"green sea turtle|sea turtle|green turtle", cheloniidae, "Chelonia mydas"},
    {"loggerhead sea turtle|loggerhead", cheloniidae, "Caretta caretta"},
    {"leatherback sea turtle|leatherback", dermochelyidae, "Dermochelys coriacea"},
    {"hermann's tortoise|hermanns tortoise|tortoise", testudinidae, "Testudo hermanni"},
    {"aldabra giant tortoise", testudinidae, "Aldabrachelys gigantea"},
    {"galapagos tortoise|giant tortoise", testudinidae, "Chelonoidis niger"},
    {"red-eared slider|pond slider|turtle", emydidae, "Trachemys scripta"},
    {"european pond turtle", emydidae, "Emys orbicularis"},
    {"tuatara", sphenodontidae, "Sphenodon punctatus"},
    {"common frog|frog", ranidae, "Rana temporaria"},
    {"american bullfrog|bullfrog", ranidae, "Lithobates catesbeianus"},
    {"common toad|toad", bufonidae, "Bufo bufo"},
    {"cane toad", bufonidae, "Rhinella marina"},
    {"european tree frog|tree frog", hylidae, "Hyla arborea"},
    {"african clawed frog|xenopus", pipidae, "Xenopus laevis"},
    {"fire salamander|salamander", salamandridae, "Salamandra salamandra"},
    {"smooth newt|newt", salamandridae, "Lissotriton vulgaris"},
    {"great crested newt", salamandridae, "Triturus cristatus"},
    {"axolotl", ambystomatidae, "Ambystoma mexicanum"},
    {"olm", proteidae, "Proteus anguinus"},
};
const struct science_species_list science_birds = {species, ARRAY_LEN(species)};
