/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plants. Classification: Catalogue of Life. Ranks on which systems differ are left out. */
#include "infer/science/science_int.h"

#define DICOT   "Eukaryota", "Plantae", "Tracheophyta", "Magnoliopsida"
#define MONOCOT "Eukaryota", "Plantae", "Tracheophyta", "Liliopsida"
#define CONIFER "Eukaryota", "Plantae", "Tracheophyta", "Pinopsida"
#define GINKGO  "Eukaryota", "Plantae", "Tracheophyta", "Ginkgoopsida"
#define FERN    "Eukaryota", "Plantae", "Tracheophyta", "Polypodiopsida"
#define MOSS    "Eukaryota", "Plantae", "Bryophyta", "Bryopsida"
#define ALGA    "Eukaryota", "Plantae", "Chlorophyta", "Chlorophyceae"

/* domain, kingdom, phylum, class, order, family */
static const char *const fagaceae[6] = {DICOT, "Fagales", "Fagaceae"};
static const char *const betulaceae[6] = {DICOT, "Fagales", "Betulaceae"};
static const char *const juglandaceae[6] = {DICOT, "Fagales", "Juglandaceae"};
static const char *const sapindaceae[6] = {DICOT, "Sapindales", "Sapindaceae"};
static const char *const rutaceae[6] = {DICOT, "Sapindales", "Rutaceae"};
static const char *const anacardiaceae[6] = {DICOT, "Sapindales", "Anacardiaceae"};
static const char *const malvaceae[6] = {DICOT, "Malvales", "Malvaceae"};
static const char *const oleaceae[6] = {DICOT, "Lamiales", "Oleaceae"};
static const char *const lamiaceae[6] = {DICOT, "Lamiales", "Lamiaceae"};
static const char *const plantaginaceae[6] = {DICOT, "Lamiales", "Plantaginaceae"};
static const char *const pedaliaceae[6] = {DICOT, "Lamiales", "Pedaliaceae"};
static const char *const salicaceae[6] = {DICOT, "Malpighiales", "Salicaceae"};
static const char *const violaceae[6] = {DICOT, "Malpighiales", "Violaceae"};
static const char *const euphorbiaceae[6] = {DICOT, "Malpighiales", "Euphorbiaceae"};
static const char *const linaceae[6] = {DICOT, "Malpighiales", "Linaceae"};
static const char *const passifloraceae[6] = {DICOT, "Malpighiales", "Passifloraceae"};
static const char *const rosaceae[6] = {DICOT, "Rosales", "Rosaceae"};
static const char *const moraceae[6] = {DICOT, "Rosales", "Moraceae"};
static const char *const urticaceae[6] = {DICOT, "Rosales", "Urticaceae"};
static const char *const cannabaceae[6] = {DICOT, "Rosales", "Cannabaceae"};
static const char *const ulmaceae[6] = {DICOT, "Rosales", "Ulmaceae"};
static const char *const fabaceae[6] = {DICOT, "Fabales", "Fabaceae"};
static const char *const brassicaceae[6] = {DICOT, "Brassicales", "Brassicaceae"};
static const char *const caricaceae[6] = {DICOT, "Brassicales", "Caricaceae"};
static const char *const asteraceae[6] = {DICOT, "Asterales", "Asteraceae"};
static const char *const solanaceae[6] = {DICOT, "Solanales", "Solanaceae"};
static const char *const convolvulaceae[6] = {DICOT, "Solanales", "Convolvulaceae"};
static const char *const apiaceae[6] = {DICOT, "Apiales", "Apiaceae"};
static const char *const araliaceae[6] = {DICOT, "Apiales", "Araliaceae"};
static const char *const amaranthaceae[6] = {DICOT, "Caryophyllales", "Amaranthaceae"};
static const char *const caryophyllaceae[6] = {DICOT, "Caryophyllales", "Caryophyllaceae"};
static const char *const polygonaceae[6] = {DICOT, "Caryophyllales", "Polygonaceae"};
static const char *const cactaceae[6] = {DICOT, "Caryophyllales", "Cactaceae"};
static const char *const droseraceae[6] = {DICOT, "Caryophyllales", "Droseraceae"};
static const char *const nyctaginaceae[6] = {DICOT, "Caryophyllales", "Nyctaginaceae"};
static const char *const cucurbitaceae[6] = {DICOT, "Cucurbitales", "Cucurbitaceae"};
static const char *const vitaceae[6] = {DICOT, "Vitales", "Vitaceae"};
static const char *const ericaceae[6] = {DICOT, "Ericales", "Ericaceae"};
static const char *const theaceae[6] = {DICOT, "Ericales", "Theaceae"};
static const char *const actinidiaceae[6] = {DICOT, "Ericales", "Actinidiaceae"};
static const char *const primulaceae[6] = {DICOT, "Ericales", "Primulaceae"};
static const char *const lecythidaceae[6] = {DICOT, "Ericales", "Lecythidaceae"};
static const char *const ebenaceae[6] = {DICOT, "Ericales", "Ebenaceae"};
static const char *const rubiaceae[6] = {DICOT, "Gentianales", "Rubiaceae"};
static const char *const apocynaceae[6] = {DICOT, "Gentianales", "Apocynaceae"};
static const char *const gentianaceae[6] = {DICOT, "Gentianales", "Gentianaceae"};
static const char *const papaveraceae[6] = {DICOT, "Ranunculales", "Papaveraceae"};
static const char *const ranunculaceae[6] = {DICOT, "Ranunculales", "Ranunculaceae"};
static const char *const berberidaceae[6] = {DICOT, "Ranunculales", "Berberidaceae"};
static const char *const myrtaceae[6] = {DICOT, "Myrtales", "Myrtaceae"};
static const char *const lythraceae[6] = {DICOT, "Myrtales", "Lythraceae"};
static const char *const lauraceae[6] = {DICOT, "Laurales", "Lauraceae"};
static const char *const piperaceae[6] = {DICOT, "Piperales", "Piperaceae"};
static const char *const myristicaceae[6] = {DICOT, "Magnoliales", "Myristicaceae"};
static const char *const nymphaeaceae[6] = {DICOT, "Nymphaeales", "Nymphaeaceae"};
static const char *const nelumbonaceae[6] = {DICOT, "Proteales", "Nelumbonaceae"};
static const char *const platanaceae[6] = {DICOT, "Proteales", "Platanaceae"};
static const char *const proteaceae[6] = {DICOT, "Proteales", "Proteaceae"};
static const char *const grossulariaceae[6] = {DICOT, "Saxifragales", "Grossulariaceae"};
static const char *const paeoniaceae[6] = {DICOT, "Saxifragales", "Paeoniaceae"};
static const char *const geraniaceae[6] = {DICOT, "Geraniales", "Geraniaceae"};
static const char *const caprifoliaceae[6] = {DICOT, "Dipsacales", "Caprifoliaceae"};
static const char *const aquifoliaceae[6] = {DICOT, "Aquifoliales", "Aquifoliaceae"};
static const char *const santalaceae[6] = {DICOT, "Santalales", "Santalaceae"};
static const char *const boraginaceae[6] = {DICOT, "Boraginales", "Boraginaceae"};
static const char *const poaceae[6] = {MONOCOT, "Poales", "Poaceae"};
static const char *const bromeliaceae[6] = {MONOCOT, "Poales", "Bromeliaceae"};
static const char *const cyperaceae[6] = {MONOCOT, "Poales", "Cyperaceae"};
static const char *const amaryllidaceae[6] = {MONOCOT, "Asparagales", "Amaryllidaceae"};
static const char *const asparagaceae[6] = {MONOCOT, "Asparagales", "Asparagaceae"};
static const char *const iridaceae[6] = {MONOCOT, "Asparagales", "Iridaceae"};
static const char *const orchidaceae[6] = {MONOCOT, "Asparagales", "Orchidaceae"};
static const char *const asphodelaceae[6] = {MONOCOT, "Asparagales", "Asphodelaceae"};
static const char *const liliaceae[6] = {MONOCOT, "Liliales", "Liliaceae"};
static const char *const colchicaceae[6] = {MONOCOT, "Liliales", "Colchicaceae"};
static const char *const arecaceae[6] = {MONOCOT, "Arecales", "Arecaceae"};
static const char *const musaceae[6] = {MONOCOT, "Zingiberales", "Musaceae"};
static const char *const zingiberaceae[6] = {MONOCOT, "Zingiberales", "Zingiberaceae"};
static const char *const strelitziaceae[6] = {MONOCOT, "Zingiberales", "Strelitziaceae"};
static const char *const dioscoreaceae[6] = {MONOCOT, "Dioscoreales", "Dioscoreaceae"};
static const char *const araceae[6] = {MONOCOT, "Alismatales", "Araceae"};
static const char *const zosteraceae[6] = {MONOCOT, "Alismatales", "Zosteraceae"};
static const char *const pinaceae[6] = {CONIFER, "Pinales", "Pinaceae"};
static const char *const cupressaceae[6] = {CONIFER, NULL, "Cupressaceae"};
static const char *const taxaceae[6] = {CONIFER, NULL, "Taxaceae"};
static const char *const ginkgoaceae[6] = {GINKGO, "Ginkgoales", "Ginkgoaceae"};
static const char *const dennstaedtiaceae[6] = {FERN, "Polypodiales", "Dennstaedtiaceae"};
static const char *const equisetaceae[6] = {FERN, "Equisetales", "Equisetaceae"};
static const char *const funariaceae[6] = {MOSS, "Funariales", "Funariaceae"};
static const char *const chlamydomonadaceae[6] = {ALGA, "Chlamydomonadales", "Chlamydomonadaceae"};

static const struct science_species species[] = {
    {"english oak|oak|pedunculate oak", fagaceae, "Quercus robur"},
    {"sessile oak", fagaceae, "Quercus petraea"},
    {"cork oak", fagaceae, "Quercus suber"},
    {"holm oak", fagaceae, "Quercus ilex"},
    {"european beech|beech", fagaceae, "Fagus sylvatica"},
    {"sweet chestnut|chestnut", fagaceae, "Castanea sativa"},
    {"silver birch|birch", betulaceae, "Betula pendula"},
    {"common hazel|hazel|hazelnut", betulaceae, "Corylus avellana"},
    {"black alder|alder", betulaceae, "Alnus glutinosa"},
    {"european hornbeam|hornbeam", betulaceae, "Carpinus betulus"},
    {"walnut|english walnut|walnut tree", juglandaceae, "Juglans regia"},
    {"pecan", juglandaceae, "Carya illinoinensis"},
    {"norway maple|maple", sapindaceae, "Acer platanoides"},
    {"sycamore|sycamore maple", sapindaceae, "Acer pseudoplatanus"},
    {"sugar maple", sapindaceae, "Acer saccharum"},
    {"horse chestnut|horse-chestnut", sapindaceae, "Aesculus hippocastanum"},
    {"lychee", sapindaceae, "Litchi chinensis"},
    {"orange|sweet orange", rutaceae, "Citrus sinensis"},
    {"lemon", rutaceae, "Citrus limon"},
    {"grapefruit", rutaceae, "Citrus paradisi"},
    {"mandarin|mandarin orange", rutaceae, "Citrus reticulata"},
    {"mango", anacardiaceae, "Mangifera indica"},
    {"cashew", anacardiaceae, "Anacardium occidentale"},
    {"pistachio", anacardiaceae, "Pistacia vera"},
    {"small-leaved lime|small-leaved linden|linden|lime tree", malvaceae, "Tilia cordata"},
    {"cacao|cocoa|cacao tree", malvaceae, "Theobroma cacao"},
    {"cotton|upland cotton", malvaceae, "Gossypium hirsutum"},
    {"african baobab|baobab", malvaceae, "Adansonia digitata"},
    {"hibiscus|chinese hibiscus", malvaceae, "Hibiscus rosa-sinensis"},
    {"okra", malvaceae, "Abelmoschus esculentus"},
    {"european ash|ash tree", oleaceae, "Fraxinus excelsior"},
    {"olive|olive tree", oleaceae, "Olea europaea"},
    {"lilac|common lilac", oleaceae, "Syringa vulgaris"},
    {"forsythia", oleaceae, "Forsythia suspensa"},
    {"lavender|common lavender", lamiaceae, "Lavandula angustifolia"},
    {"basil", lamiaceae, "Ocimum basilicum"},
    {"rosemary", lamiaceae, "Salvia rosmarinus"},
    {"sage|common sage", lamiaceae, "Salvia officinalis"},
    {"thyme|common thyme", lamiaceae, "Thymus vulgaris"},
    {"oregano", lamiaceae, "Origanum vulgare"},
    {"peppermint|mint", lamiaceae, "Mentha piperita"},
    {"spearmint", lamiaceae, "Mentha spicata"},
    {"lemon balm", lamiaceae, "Melissa officinalis"},
    {"teak", lamiaceae, "Tectona grandis"},
    {"foxglove|common foxglove", plantaginaceae, "Digitalis purpurea"},
    {"snapdragon|common snapdragon", plantaginaceae, "Antirrhinum majus"},
    {"ribwort plantain", plantaginaceae, "Plantago lanceolata"},
    {"sesame", pedaliaceae, "Sesamum indicum"},
    {"white willow|willow", salicaceae, "Salix alba"},
    {"weeping willow", salicaceae, "Salix babylonica"},
    {"aspen|european aspen", salicaceae, "Populus tremula"},
    {"black poplar|poplar", salicaceae, "Populus nigra"},
    {"sweet violet|violet", violaceae, "Viola odorata"},
    {"wild pansy|pansy", violaceae, "Viola tricolor"},
    {"cassava|manioc", euphorbiaceae, "Manihot esculenta"},
    {"rubber tree", euphorbiaceae, "Hevea brasiliensis"},
    {"poinsettia", euphorbiaceae, "Euphorbia pulcherrima"},
    {"flax|linseed", linaceae, "Linum usitatissimum"},
    {"passion fruit", passifloraceae, "Passiflora edulis"},
    {"dog rose|rose|roses", rosaceae, "Rosa canina"},
    {"apple|apple tree", rosaceae, "Malus domestica"},
    {"pear|european pear", rosaceae, "Pyrus communis"},
    {"sweet cherry|cherry|wild cherry", rosaceae, "Prunus avium"},
    {"sour cherry", rosaceae, "Prunus cerasus"},
    {"plum|european plum", rosaceae, "Prunus domestica"},
    {"peach", rosaceae, "Prunus persica"},
    {"apricot", rosaceae, "Prunus armeniaca"},
    {"almond", rosaceae, "Prunus amygdalus"},
    {"garden strawberry|strawberry", rosaceae, "Fragaria ananassa"},
    {"wild strawberry", rosaceae, "Fragaria vesca"},
    {"raspberry|red raspberry", rosaceae, "Rubus idaeus"},
    {"blackberry", rosaceae, "Rubus fruticosus"},
    {"common hawthorn|hawthorn", rosaceae, "Crataegus monogyna"},
    {"rowan|mountain ash", rosaceae, "Sorbus aucuparia"},
    {"quince", rosaceae, "Cydonia oblonga"},
    {"blackthorn|sloe", rosaceae, "Prunus spinosa"},
    {"damask rose", rosaceae, "Rosa damascena"},
    {"common fig|fig", moraceae, "Ficus carica"},
    {"black mulberry|mulberry", moraceae, "Morus nigra"},
    {"breadfruit", moraceae, "Artocarpus altilis"},
    {"jackfruit", moraceae, "Artocarpus heterophyllus"},
    {"stinging nettle|nettle", urticaceae, "Urtica dioica"},
    {"hemp|cannabis|marijuana", cannabaceae, "Cannabis sativa"},
    {"common hop|hop|hops", cannabaceae, "Humulus lupulus"},
    {"wych elm|elm", ulmaceae, "Ulmus glabra"},
    {"pea|peas", fabaceae, "Pisum sativum"},
    {"common bean|bean|kidney bean", fabaceae, "Phaseolus vulgaris"},
    {"soybean|soy|soya", fabaceae, "Glycine max"},
    {"peanut|groundnut", fabaceae, "Arachis hypogaea"},
    {"lentil", fabaceae, "Vicia lens"},
    {"chickpea", fabaceae, "Cicer arietinum"},
    {"white clover|clover", fabaceae, "Trifolium repens"},
    {"red clover", fabaceae, "Trifolium pratense"},
    {"alfalfa|lucerne", fabaceae, "Medicago sativa"},
    {"black locust|robinia", fabaceae, "Robinia pseudoacacia"},
    {"broad bean|fava bean", fabaceae, "Vicia faba"},
    {"carob", fabaceae, "Ceratonia siliqua"},
    {"liquorice|licorice", fabaceae, "Glycyrrhiza glabra"},
    {"thale cress|arabidopsis", brassicaceae, "Arabidopsis thaliana"},
    {"cabbage|broccoli|cauliflower|kale", brassicaceae, "Brassica oleracea"},
    {"rapeseed|rape|canola", brassicaceae, "Brassica napus"},
    {"radish", brassicaceae, "Raphanus sativus"},
    {"white mustard|mustard", brassicaceae, "Sinapis alba"},
    {"turnip", brassicaceae, "Brassica rapa"},
    {"horseradish", brassicaceae, "Armoracia rusticana"},
    {"garden cress", brassicaceae, "Lepidium sativum"},
    {"papaya", caricaceae, "Carica papaya"},
    {"sunflower|common sunflower", asteraceae, "Helianthus annuus"},
    {"daisy|common daisy", asteraceae, "Bellis perennis"},
    {"dandelion|common dandelion", asteraceae, "Taraxacum officinale"},
    {"lettuce", asteraceae, "Lactuca sativa"},
    {"chicory", asteraceae, "Cichorium intybus"},
    {"cornflower", asteraceae, "Centaurea cyanus"},
    {"german chamomile|chamomile|camomile", asteraceae, "Matricaria chamomilla"},
    {"edelweiss", asteraceae, "Leontopodium nivale"},
    {"yarrow", asteraceae, "Achillea millefolium"},
    {"artichoke", asteraceae, "Cynara cardunculus"},
    {"marigold|pot marigold", asteraceae, "Calendula officinalis"},
    {"jerusalem artichoke", asteraceae, "Helianthus tuberosus"},
    {"arnica", asteraceae, "Arnica montana"},
    {"tarragon", asteraceae, "Artemisia dracunculus"},
    {"potato", solanaceae, "Solanum tuberosum"},
    {"tomato", solanaceae, "Solanum lycopersicum"},
    {"aubergine|eggplant", solanaceae, "Solanum melongena"},
    {"bell pepper|pepper plant|chilli|chili pepper|paprika", solanaceae, "Capsicum annuum"},
    {"tobacco", solanaceae, "Nicotiana tabacum"},
    {"deadly nightshade|belladonna", solanaceae, "Atropa belladonna"},
    {"sweet potato", convolvulaceae, "Ipomoea batatas"},
    {"field bindweed|bindweed", convolvulaceae, "Convolvulus arvensis"},
    {"carrot", apiaceae, "Daucus carota"},
    {"parsley", apiaceae, "Petroselinum crispum"},
    {"celery", apiaceae, "Apium graveolens"},
    {"dill", apiaceae, "Anethum graveolens"},
    {"fennel", apiaceae, "Foeniculum vulgare"},
    {"coriander|cilantro", apiaceae, "Coriandrum sativum"},
    {"parsnip", apiaceae, "Pastinaca sativa"},
    {"caraway", apiaceae, "Carum carvi"},
    {"cumin", apiaceae, "Cuminum cyminum"},
    {"giant hogweed", apiaceae, "Heracleum mantegazzianum"},
    {"anise", apiaceae, "Pimpinella anisum"},
    {"common ivy|ivy", araliaceae, "Hedera helix"},
    {"ginseng", araliaceae, "Panax ginseng"},
    {"spinach", amaranthaceae, "Spinacia oleracea"},
    {"beetroot|beet|sugar beet", amaranthaceae, "Beta vulgaris"},
    {"quinoa", amaranthaceae, "Chenopodium quinoa"},
    {"carnation", caryophyllaceae, "Dianthus caryophyllus"},
    {"buckwheat", polygonaceae, "Fagopyrum esculentum"},
    {"rhubarb", polygonaceae, "Rheum rhabarbarum"},
    {"common sorrel|sorrel", polygonaceae, "Rumex acetosa"},
    {"saguaro|cactus", cactaceae, "Carnegiea gigantea"},
    {"prickly pear", cactaceae, "Opuntia ficus-indica"},
    {"peyote", cactaceae, "Lophophora williamsii"},
    {"venus flytrap", droseraceae, "Dionaea muscipula"},
    {"round-leaved sundew|sundew", droseraceae, "Drosera rotundifolia"},
    {"bougainvillea", nyctaginaceae, "Bougainvillea spectabilis"},
    {"cucumber", cucurbitaceae, "Cucumis sativus"},
    {"melon|muskmelon", cucurbitaceae, "Cucumis melo"},
    {"watermelon", cucurbitaceae, "Citrullus lanatus"},
    {"pumpkin|courgette|zucchini|squash", cucurbitaceae, "Cucurbita pepo"},
    {"grape vine|grapevine|grape|grapes|wine grape", vitaceae, "Vitis vinifera"},
    {"bilberry|blueberry of europe", ericaceae, "Vaccinium myrtillus"},
    {"highbush blueberry|blueberry", ericaceae, "Vaccinium corymbosum"},
    {"lingonberry|cowberry", ericaceae, "Vaccinium vitis-idaea"},
    {"cranberry", ericaceae, "Vaccinium oxycoccos"},
    {"heather|common heather", ericaceae, "Calluna vulgaris"},
    {"common rhododendron|rhododendron", ericaceae, "Rhododendron ponticum"},
    {"tea plant|tea", theaceae, "Camellia sinensis"},
    {"camellia", theaceae, "Camellia japonica"},
    {"kiwifruit|kiwi", actinidiaceae, "Actinidia deliciosa"},
    {"cowslip", primulaceae, "Primula veris"},
    {"primrose|common primrose", primulaceae, "Primula vulgaris"},
    {"brazil nut", lecythidaceae, "Bertholletia excelsa"},
    {"persimmon", ebenaceae, "Diospyros kaki"},
    {"arabica coffee|coffee|coffee plant", rubiaceae, "Coffea arabica"},
    {"robusta coffee", rubiaceae, "Coffea canephora"},
    {"oleander", apocynaceae, "Nerium oleander"},
    {"yellow gentian|great yellow gentian", gentianaceae, "Gentiana lutea"},
    {"common poppy|poppy|corn poppy", papaveraceae, "Papaver rhoeas"},
    {"opium poppy", papaveraceae, "Papaver somniferum"},
    {"meadow buttercup|buttercup", ranunculaceae, "Ranunculus acris"},
    {"monkshood", ranunculaceae, "Aconitum napellus"},
    {"wood anemone", ranunculaceae, "Anemonoides nemorosa"},
    {"christmas rose", ranunculaceae, "Helleborus niger"},
    {"barberry", berberidaceae, "Berberis vulgaris"},
    {"clove|cloves", myrtaceae, "Syzygium aromaticum"},
    {"tasmanian blue gum|eucalyptus|blue gum", myrtaceae, "Eucalyptus globulus"},
    {"guava", myrtaceae, "Psidium guajava"},
    {"common myrtle|myrtle", myrtaceae, "Myrtus communis"},
    {"pomegranate", lythraceae, "Punica granatum"},
    {"avocado", lauraceae, "Persea americana"},
    {"bay laurel|laurel|bay tree", lauraceae, "Laurus nobilis"},
    {"cinnamon|ceylon cinnamon", lauraceae, "Cinnamomum verum"},
    {"black pepper|pepper", piperaceae, "Piper nigrum"},
    {"nutmeg", myristicaceae, "Myristica fragrans"},
    {"white water lily|water lily|european white water lily", nymphaeaceae, "Nymphaea alba"},
    {"sacred lotus|lotus", nelumbonaceae, "Nelumbo nucifera"},
    {"oriental plane|plane tree", platanaceae, "Platanus orientalis"},
    {"macadamia|macadamia nut", proteaceae, "Macadamia integrifolia"},
    {"blackcurrant|black currant", grossulariaceae, "Ribes nigrum"},
    {"redcurrant|red currant", grossulariaceae, "Ribes rubrum"},
    {"gooseberry", grossulariaceae, "Ribes uva-crispa"},
    {"peony|common peony", paeoniaceae, "Paeonia officinalis"},
    {"meadow cranesbill|cranesbill|geranium", geraniaceae, "Geranium pratense"},
    {"common honeysuckle|honeysuckle", caprifoliaceae, "Lonicera periclymenum"},
    {"valerian", caprifoliaceae, "Valeriana officinalis"},
    {"holly|european holly", aquifoliaceae, "Ilex aquifolium"},
    {"yerba mate|mate", aquifoliaceae, "Ilex paraguariensis"},
    {"mistletoe|european mistletoe", santalaceae, "Viscum album"},
    {"forget-me-not|wood forget-me-not", boraginaceae, "Myosotis sylvatica"},
    {"borage", boraginaceae, "Borago officinalis"},
    {"rice", poaceae, "Oryza sativa"},
    {"wheat|bread wheat|common wheat", poaceae, "Triticum aestivum"},
    {"durum wheat", poaceae, "Triticum durum"},
    {"maize|corn", poaceae, "Zea mays"},
    {"barley", poaceae, "Hordeum vulgare"},
    {"rye", poaceae, "Secale cereale"},
    {"oat|oats", poaceae, "Avena sativa"},
    {"sorghum", poaceae, "Sorghum bicolor"},
    {"sugarcane|sugar cane", poaceae, "Saccharum officinarum"},
    {"common reed|reed", poaceae, "Phragmites australis"},
    {"perennial ryegrass|grass", poaceae, "Lolium perenne"},
    {"moso bamboo|bamboo", poaceae, "Phyllostachys edulis"},
    {"proso millet|millet", poaceae, "Panicum miliaceum"},
    {"pineapple", bromeliaceae, "Ananas comosus"},
    {"papyrus", cyperaceae, "Cyperus papyrus"},
    {"onion", amaryllidaceae, "Allium cepa"},
    {"garlic", amaryllidaceae, "Allium sativum"},
    {"leek", amaryllidaceae, "Allium ampeloprasum"},
    {"chives", amaryllidaceae, "Allium schoenoprasum"},
    {"snowdrop|common snowdrop", amaryllidaceae, "Galanthus nivalis"},
    {"wild garlic|ramsons", amaryllidaceae, "Allium ursinum"},
    {"wild daffodil|daffodil", amaryllidaceae, "Narcissus pseudonarcissus"},
    {"asparagus", asparagaceae, "Asparagus officinalis"},
    {"lily of the valley", asparagaceae, "Convallaria majalis"},
    {"blue agave|agave", asparagaceae, "Agave tequilana"},
    {"hyacinth", asparagaceae, "Hyacinthus orientalis"},
    {"saffron|saffron crocus", iridaceae, "Crocus sativus"},
    {"yellow iris|yellow flag", iridaceae, "Iris pseudacorus"},
    {"german iris|iris", iridaceae, "Iris germanica"},
    {"crocus|spring crocus", iridaceae, "Crocus vernus"},
    {"vanilla", orchidaceae, "Vanilla planifolia"},
    {"lady's slipper|lady's slipper orchid|orchid", orchidaceae, "Cypripedium calceolus"},
    {"aloe vera|aloe", asphodelaceae, "Aloe vera"},
    {"garden tulip|tulip", liliaceae, "Tulipa gesneriana"},
    {"madonna lily|lily", liliaceae, "Lilium candidum"},
    {"autumn crocus|meadow saffron", colchicaceae, "Colchicum autumnale"},
    {"coconut|coconut palm", arecaceae, "Cocos nucifera"},
    {"date palm|date", arecaceae, "Phoenix dactylifera"},
    {"oil palm|african oil palm", arecaceae, "Elaeis guineensis"},
    {"banana|dwarf banana", musaceae, "Musa acuminata"},
    {"ginger", zingiberaceae, "Zingiber officinale"},
    {"turmeric", zingiberaceae, "Curcuma longa"},
    {"cardamom", zingiberaceae, "Elettaria cardamomum"},
    {"bird of paradise flower", strelitziaceae, "Strelitzia reginae"},
    {"water yam|yam", dioscoreaceae, "Dioscorea alata"},
    {"common duckweed|duckweed", araceae, "Lemna minor"},
    {"titan arum", araceae, "Amorphophallus titanum"},
    {"swiss cheese plant|monstera", araceae, "Monstera deliciosa"},
    {"eelgrass", zosteraceae, "Zostera marina"},
    {"scots pine|pine", pinaceae, "Pinus sylvestris"},
    {"norway spruce|spruce|christmas tree", pinaceae, "Picea abies"},
    {"silver fir|fir|european silver fir", pinaceae, "Abies alba"},
    {"european larch|larch", pinaceae, "Larix decidua"},
    {"douglas fir", pinaceae, "Pseudotsuga menziesii"},
    {"stone pine", pinaceae, "Pinus pinea"},
    {"cedar of lebanon|cedar", pinaceae, "Cedrus libani"},
    {"swiss pine", pinaceae, "Pinus cembra"},
    {"common juniper|juniper", cupressaceae, "Juniperus communis"},
    {"giant sequoia|sequoia", cupressaceae, "Sequoiadendron giganteum"},
    {"coast redwood|redwood", cupressaceae, "Sequoia sempervirens"},
    {"mediterranean cypress|cypress", cupressaceae, "Cupressus sempervirens"},
    {"european yew|yew", taxaceae, "Taxus baccata"},
    {"ginkgo|maidenhair tree", ginkgoaceae, "Ginkgo biloba"},
    {"bracken", dennstaedtiaceae, "Pteridium aquilinum"},
    {"field horsetail|horsetail", equisetaceae, "Equisetum arvense"},
    {"spreading earthmoss|physcomitrella|moss", funariaceae, "Physcomitrium patens"},
    {"chlamydomonas", chlamydomonadaceae, "Chlamydomonas reinhardtii"},
};
const struct science_species_list science_plants = {species, ARRAY_LEN(species)};
