/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mammals. Classification: Catalogue of Life. Ranks on which systems differ are left out. */
#include "infer/science/science_int.h"

#define MAMMAL "Eukaryota", "Animalia", "Chordata", "Mammalia"

/* domain, kingdom, phylum, class, order, family */
static const char *const hominidae[6] = {MAMMAL, "Primates", "Hominidae"};
static const char *const hylobatidae[6] = {MAMMAL, "Primates", "Hylobatidae"};
static const char *const cercopithecidae[6] = {MAMMAL, "Primates", "Cercopithecidae"};
static const char *const lemuridae[6] = {MAMMAL, "Primates", "Lemuridae"};
static const char *const canidae[6] = {MAMMAL, "Carnivora", "Canidae"};
static const char *const felidae[6] = {MAMMAL, "Carnivora", "Felidae"};
static const char *const ursidae[6] = {MAMMAL, "Carnivora", "Ursidae"};
static const char *const mustelidae[6] = {MAMMAL, "Carnivora", "Mustelidae"};
static const char *const mephitidae[6] = {MAMMAL, "Carnivora", "Mephitidae"};
static const char *const procyonidae[6] = {MAMMAL, "Carnivora", "Procyonidae"};
static const char *const hyaenidae[6] = {MAMMAL, "Carnivora", "Hyaenidae"};
static const char *const herpestidae[6] = {MAMMAL, "Carnivora", "Herpestidae"};
static const char *const phocidae[6] = {MAMMAL, "Carnivora", "Phocidae"};
static const char *const odobenidae[6] = {MAMMAL, "Carnivora", "Odobenidae"};
static const char *const otariidae[6] = {MAMMAL, "Carnivora", "Otariidae"};
static const char *const bovidae[6] = {MAMMAL, "Artiodactyla", "Bovidae"};
static const char *const cervidae[6] = {MAMMAL, "Artiodactyla", "Cervidae"};
static const char *const giraffidae[6] = {MAMMAL, "Artiodactyla", "Giraffidae"};
static const char *const suidae[6] = {MAMMAL, "Artiodactyla", "Suidae"};
static const char *const hippopotamidae[6] = {MAMMAL, "Artiodactyla", "Hippopotamidae"};
static const char *const camelidae[6] = {MAMMAL, "Artiodactyla", "Camelidae"};
static const char *const antilocapridae[6] = {MAMMAL, "Artiodactyla", "Antilocapridae"};
static const char *const balaenopteridae[6] = {MAMMAL, "Artiodactyla", "Balaenopteridae"};
static const char *const delphinidae[6] = {MAMMAL, "Artiodactyla", "Delphinidae"};
static const char *const physeteridae[6] = {MAMMAL, "Artiodactyla", "Physeteridae"};
static const char *const monodontidae[6] = {MAMMAL, "Artiodactyla", "Monodontidae"};
static const char *const phocoenidae[6] = {MAMMAL, "Artiodactyla", "Phocoenidae"};
static const char *const equidae[6] = {MAMMAL, "Perissodactyla", "Equidae"};
static const char *const rhinocerotidae[6] = {MAMMAL, "Perissodactyla", "Rhinocerotidae"};
static const char *const tapiridae[6] = {MAMMAL, "Perissodactyla", "Tapiridae"};
static const char *const elephantidae[6] = {MAMMAL, "Proboscidea", "Elephantidae"};
static const char *const muridae[6] = {MAMMAL, "Rodentia", "Muridae"};
static const char *const cricetidae[6] = {MAMMAL, "Rodentia", "Cricetidae"};
static const char *const sciuridae[6] = {MAMMAL, "Rodentia", "Sciuridae"};
static const char *const castoridae[6] = {MAMMAL, "Rodentia", "Castoridae"};
static const char *const caviidae[6] = {MAMMAL, "Rodentia", "Caviidae"};
static const char *const chinchillidae[6] = {MAMMAL, "Rodentia", "Chinchillidae"};
static const char *const hystricidae[6] = {MAMMAL, "Rodentia", "Hystricidae"};
static const char *const leporidae[6] = {MAMMAL, "Lagomorpha", "Leporidae"};
static const char *const erinaceidae[6] = {MAMMAL, "Eulipotyphla", "Erinaceidae"};
static const char *const talpidae[6] = {MAMMAL, "Eulipotyphla", "Talpidae"};
static const char *const soricidae[6] = {MAMMAL, "Eulipotyphla", "Soricidae"};
static const char *const vespertilionidae[6] = {MAMMAL, "Chiroptera", "Vespertilionidae"};
static const char *const phyllostomidae[6] = {MAMMAL, "Chiroptera", "Phyllostomidae"};
static const char *const macropodidae[6] = {MAMMAL, "Diprotodontia", "Macropodidae"};
static const char *const phascolarctidae[6] = {MAMMAL, "Diprotodontia", "Phascolarctidae"};
static const char *const vombatidae[6] = {MAMMAL, "Diprotodontia", "Vombatidae"};
static const char *const dasyuridae[6] = {MAMMAL, "Dasyuromorphia", "Dasyuridae"};
static const char *const didelphidae[6] = {MAMMAL, "Didelphimorphia", "Didelphidae"};
static const char *const ornithorhynchidae[6] = {MAMMAL, "Monotremata", "Ornithorhynchidae"};
static const char *const tachyglossidae[6] = {MAMMAL, "Monotremata", "Tachyglossidae"};
static const char *const bradypodidae[6] = {MAMMAL, "Pilosa", "Bradypodidae"};
static const char *const myrmecophagidae[6] = {MAMMAL, "Pilosa", "Myrmecophagidae"};
static const char *const dasypodidae[6] = {MAMMAL, "Cingulata", "Dasypodidae"};
static const char *const trichechidae[6] = {MAMMAL, "Sirenia", "Trichechidae"};
static const char *const dugongidae[6] = {MAMMAL, "Sirenia", "Dugongidae"};
static const char *const orycteropodidae[6] = {MAMMAL, "Tubulidentata", "Orycteropodidae"};

static const struct science_species species[] = {
    {"human|humans|man|human being", hominidae, "Homo sapiens"},
    {"chimpanzee|chimp|common chimpanzee", hominidae, "Pan troglodytes"},
    {"bonobo|pygmy chimpanzee", hominidae, "Pan paniscus"},
    {"gorilla|western gorilla", hominidae, "Gorilla gorilla"},
    {"orangutan|bornean orangutan", hominidae, "Pongo pygmaeus"},
    {"gibbon|lar gibbon|white-handed gibbon", hylobatidae, "Hylobates lar"},
    {"rhesus macaque|rhesus monkey|macaque", cercopithecidae, "Macaca mulatta"},
    {"mandrill", cercopithecidae, "Mandrillus sphinx"},
    {"baboon|olive baboon", cercopithecidae, "Papio anubis"},
    {"japanese macaque|snow monkey", cercopithecidae, "Macaca fuscata"},
    {"lemur|ring-tailed lemur|ring tailed lemur", lemuridae, "Lemur catta"},
    {"dog|dogs|domestic dog", canidae, "Canis lupus (the dog: Canis lupus familiaris)"},
    {"wolf|grey wolf|gray wolf", canidae, "Canis lupus"},
    {"coyote", canidae, "Canis latrans"},
    {"red fox|fox", canidae, "Vulpes vulpes"},
    {"arctic fox|polar fox", canidae, "Vulpes lagopus"},
    {"fennec fox|fennec", canidae, "Vulpes zerda"},
    {"golden jackal|jackal", canidae, "Canis aureus"},
    {"african wild dog", canidae, "Lycaon pictus"},
    {"raccoon dog", canidae, "Nyctereutes procyonoides"},
    {"maned wolf", canidae, "Chrysocyon brachyurus"},
    {"cat|cats|house cat|domestic cat", felidae, "Felis catus"},
    {"wildcat|european wildcat", felidae, "Felis silvestris"},
    {"lion", felidae, "Panthera leo"},
    {"tiger", felidae, "Panthera tigris"},
    {"leopard", felidae, "Panthera pardus"},
    {"jaguar", felidae, "Panthera onca"},
    {"snow leopard", felidae, "Panthera uncia"},
    {"cheetah", felidae, "Acinonyx jubatus"},
    {"puma|cougar|mountain lion", felidae, "Puma concolor"},
    {"lynx|eurasian lynx", felidae, "Lynx lynx"},
    {"bobcat", felidae, "Lynx rufus"},
    {"ocelot", felidae, "Leopardus pardalis"},
    {"serval", felidae, "Leptailurus serval"},
    {"caracal", felidae, "Caracal caracal"},
    {"brown bear|grizzly bear|grizzly|bear", ursidae, "Ursus arctos"},
    {"polar bear", ursidae, "Ursus maritimus"},
    {"black bear|american black bear", ursidae, "Ursus americanus"},
    {"giant panda|panda", ursidae, "Ailuropoda melanoleuca"},
    {"sloth bear", ursidae, "Melursus ursinus"},
    {"sun bear", ursidae, "Helarctos malayanus"},
    {"otter|european otter", mustelidae, "Lutra lutra"},
    {"sea otter", mustelidae, "Enhydra lutris"},
    {"badger|european badger", mustelidae, "Meles meles"},
    {"weasel|least weasel", mustelidae, "Mustela nivalis"},
    {"stoat|ermine", mustelidae, "Mustela erminea"},
    {"ferret", mustelidae, "Mustela furo"},
    {"pine marten", mustelidae, "Martes martes"},
    {"stone marten|beech marten", mustelidae, "Martes foina"},
    {"wolverine", mustelidae, "Gulo gulo"},
    {"honey badger", mustelidae, "Mellivora capensis"},
    {"skunk|striped skunk", mephitidae, "Mephitis mephitis"},
    {"raccoon", procyonidae, "Procyon lotor"},
    {"hyena|spotted hyena", hyaenidae, "Crocuta crocuta"},
    {"meerkat", herpestidae, "Suricata suricatta"},
    {"harbour seal|harbor seal|seal|common seal", phocidae, "Phoca vitulina"},
    {"grey seal|gray seal", phocidae, "Halichoerus grypus"},
    {"walrus", odobenidae, "Odobenus rosmarus"},
    {"sea lion|california sea lion", otariidae, "Zalophus californianus"},
    {"cow|cattle|bull|ox", bovidae, "Bos taurus"},
    {"yak|wild yak", bovidae, "Bos mutus"},
    {"bison|american bison|buffalo", bovidae, "Bison bison"},
    {"european bison|wisent", bovidae, "Bison bonasus"},
    {"water buffalo", bovidae, "Bubalus bubalis"},
    {"sheep|domestic sheep", bovidae, "Ovis aries"},
    {"goat|domestic goat", bovidae, "Capra hircus"},
    {"alpine ibex|ibex", bovidae, "Capra ibex"},
    {"chamois", bovidae, "Rupicapra rupicapra"},
    {"african buffalo|cape buffalo", bovidae, "Syncerus caffer"},
    {"wildebeest|blue wildebeest|gnu", bovidae, "Connochaetes taurinus"},
    {"musk ox|muskox", bovidae, "Ovibos moschatus"},
    {"springbok", bovidae, "Antidorcas marsupialis"},
    {"red deer|deer|stag", cervidae, "Cervus elaphus"},
    {"roe deer", cervidae, "Capreolus capreolus"},
    {"fallow deer", cervidae, "Dama dama"},
    {"moose|elk|eurasian elk", cervidae, "Alces alces"},
    {"reindeer|caribou", cervidae, "Rangifer tarandus"},
    {"white-tailed deer|whitetail deer", cervidae, "Odocoileus virginianus"},
    {"giraffe", giraffidae, "Giraffa camelopardalis"},
    {"okapi", giraffidae, "Okapia johnstoni"},
    {"pig|domestic pig|hog", suidae, "Sus domesticus"},
    {"wild boar|boar", suidae, "Sus scrofa"},
    {"warthog|common warthog", suidae, "Phacochoerus africanus"},
    {"hippopotamus|hippo", hippopotamidae, "Hippopotamus amphibius"},
    {"camel|dromedary|arabian camel", camelidae, "Camelus dromedarius"},
    {"bactrian camel", camelidae, "Camelus bactrianus"},
    {"llama", camelidae, "Lama glama"},
    {"guanaco", camelidae, "Lama guanicoe"},
    {"pronghorn", antilocapridae, "Antilocapra americana"},
    {"blue whale", balaenopteridae, "Balaenoptera musculus"},
    {"humpback whale", balaenopteridae, "Megaptera novaeangliae"},
    {"fin whale", balaenopteridae, "Balaenoptera physalus"},
    {"bottlenose dolphin|dolphin|common bottlenose dolphin", delphinidae, "Tursiops truncatus"},
    {"orca|killer whale", delphinidae, "Orcinus orca"},
    {"common dolphin", delphinidae, "Delphinus delphis"},
    {"sperm whale", physeteridae, "Physeter macrocephalus"},
    {"beluga|beluga whale", monodontidae, "Delphinapterus leucas"},
    {"narwhal", monodontidae, "Monodon monoceros"},
    {"harbour porpoise|porpoise|harbor porpoise", phocoenidae, "Phocoena phocoena"},
    {"horse|domestic horse|horses", equidae, "Equus caballus"},
    {"donkey|ass", equidae, "Equus asinus"},
    {"zebra|plains zebra", equidae, "Equus quagga"},
    {"white rhinoceros|rhinoceros|rhino|white rhino", rhinocerotidae, "Ceratotherium simum"},
    {"black rhinoceros|black rhino", rhinocerotidae, "Diceros bicornis"},
    {"indian rhinoceros", rhinocerotidae, "Rhinoceros unicornis"},
    {"tapir|malayan tapir", tapiridae, "Tapirus indicus"},
    {"african elephant|african bush elephant|elephant", elephantidae, "Loxodonta africana"},
    {"asian elephant|indian elephant", elephantidae, "Elephas maximus"},
    {"house mouse|mouse|mice", muridae, "Mus musculus"},
    {"brown rat|rat|norway rat", muridae, "Rattus norvegicus"},
    {"black rat|roof rat", muridae, "Rattus rattus"},
    {"wood mouse", muridae, "Apodemus sylvaticus"},
    {"golden hamster|hamster|syrian hamster", cricetidae, "Mesocricetus auratus"},
    {"european hamster", cricetidae, "Cricetus cricetus"},
    {"muskrat", cricetidae, "Ondatra zibethicus"},
    {"norway lemming|lemming", cricetidae, "Lemmus lemmus"},
    {"bank vole|vole", cricetidae, "Myodes glareolus"},
    {"red squirrel|squirrel|eurasian red squirrel", sciuridae, "Sciurus vulgaris"},
    {"grey squirrel|gray squirrel|eastern gray squirrel", sciuridae, "Sciurus carolinensis"},
    {"alpine marmot|marmot", sciuridae, "Marmota marmota"},
    {"groundhog|woodchuck", sciuridae, "Marmota monax"},
    {"beaver|european beaver|eurasian beaver", castoridae, "Castor fiber"},
    {"north american beaver|american beaver", castoridae, "Castor canadensis"},
    {"guinea pig|cavy", caviidae, "Cavia porcellus"},
    {"capybara", caviidae, "Hydrochoerus hydrochaeris"},
    {"chinchilla", chinchillidae, "Chinchilla lanigera"},
    {"porcupine|crested porcupine", hystricidae, "Hystrix cristata"},
    {"european rabbit|rabbit|rabbits", leporidae, "Oryctolagus cuniculus"},
    {"brown hare|hare|european hare", leporidae, "Lepus europaeus"},
    {"mountain hare", leporidae, "Lepus timidus"},
    {"hedgehog|european hedgehog", erinaceidae, "Erinaceus europaeus"},
    {"mole|european mole", talpidae, "Talpa europaea"},
    {"common shrew|shrew", soricidae, "Sorex araneus"},
    {"common pipistrelle|pipistrelle|bat", vespertilionidae, "Pipistrellus pipistrellus"},
    {"little brown bat", vespertilionidae, "Myotis lucifugus"},
    {"vampire bat|common vampire bat", phyllostomidae, "Desmodus rotundus"},
    {"red kangaroo|kangaroo", macropodidae, "Osphranter rufus"},
    {"koala", phascolarctidae, "Phascolarctos cinereus"},
    {"wombat|common wombat", vombatidae, "Vombatus ursinus"},
    {"tasmanian devil", dasyuridae, "Sarcophilus harrisii"},
    {"virginia opossum|opossum", didelphidae, "Didelphis virginiana"},
    {"platypus|duck-billed platypus", ornithorhynchidae, "Ornithorhynchus anatinus"},
    {"echidna|short-beaked echidna", tachyglossidae, "Tachyglossus aculeatus"},
    {"sloth|brown-throated sloth|three-toed sloth", bradypodidae, "Bradypus variegatus"},
    {"giant anteater|anteater", myrmecophagidae, "Myrmecophaga tridactyla"},
    {"armadillo|nine-banded armadillo", dasypodidae, "Dasypus novemcinctus"},
    {"manatee|west indian manatee", trichechidae, "Trichechus manatus"},
    {"dugong", dugongidae, "Dugong dugon"},
    {"aardvark", orycteropodidae, "Orycteropus afer"},
};
const struct science_species_list science_mammals = {species, ARRAY_LEN(species)};
