/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Groups of words that ask for the same, so that what was learnt of one of them is known of the others, too: "signification" asks like
 * "meaning". A word may belong to several; the first decides in patterns. */
#include "infer/router/router_int.h"

static const struct {
    struct str name;
    const char *words;
} concepts[] = {
    {STR("sense"),
     "mean means meaning meanings meant definition definitions define defines defined signify "
     "signifies signification significance denote denotes sense dictionary lexicon glossary"},
    {STR("explain"),
     "explain explains explained explaining explanation clarify describe decipher decode "
     "interpret unpack demystify enlighten illuminate understand understood grasp"},
    {STR("short"),
     "short shorter shortly shorten shortened brief briefly briefer condense condensed abridge "
     "abridged compress compressed compact concise succinct summarize summarized summarizing "
     "summary summaries synopsis precis précis résumé gist nutshell tl;dr digest recap "
     "recapitulate overview rundown abstract essence essential essentials crux nub upshot distil "
     "distill trim long lengthy wordy"},
    {STR("list"),
     "bullet bullets bulleted points takeaways highlights list listed itemize itemized "
     "enumerate outline notes keypoints"},
    {STR("wrong"), "wrong error errors mistake mistakes fault faults faulty slip slips typo typos "
                   "incorrect amiss "
                   "flaw flaws bug bugs blunder blunders misspelled broken mistaken erroneous"},
    {STR("right"),
     "right correct correctly ok okay fine proper properly valid validity grammatical "
     "grammatically acceptable rightly flawless well-formed"},
    {STR("mend"), "fix fixed correct corrected correction corrections repair mend improve improved "
                  "amend rectify polish revise edit touch"},
    {STR("check"), "check checked checking proofread proof-read proofreading proof review verify "
                   "inspect examine validate lint vet scrutinize peruse"},
    {STR("grammar"), "grammar english punctuation tense wording comma commas syntax phrasing"},
    {STR("spell"), "spell spelled spells spelling spellings spellcheck orthography letter letters "
                   "misspelled"},
    {STR("same"),
     "synonym synonyms synonymous same similar alike alternative alternatives alternatively "
     "equivalent equivalents another other else instead substitute substitutes replacement "
     "replacements replace thesaurus variant variants otherwise differently different akin"},
    {STR("contrary"),
     "opposite opposites antonym antonyms contrary reverse converse opposed inverse negation"},
    {STR("word"), "word words term terms expression expressions phrase vocabulary"},
    {STR("writing"), "text texts article passage paragraph paragraphs email document essay piece "
                     "story message report sentence sentences line lines excerpt chapter note"},
    {STR("say"), "say says said saying call called put express expressed render rendered write "
                 "written translate translated translation translations rendering phrase"},
    {STR("give"), "give gives show shows tell find get make list name provide furnish "
                  "suggest offer bring fetch produce propose"},
    {STR("want"), "want wants need needs like would wish looking seek require desire fancy"},
    {STR("test"), "quiz test tests tested examine examined exam drill practice practise train "
                  "training trivia challenge quizzed interrogate"},
    {STR("end"), "stop end quit finish finished done enough cease abort cancel exit conclude halt"},
    {STR("score"), "score progress result results points statistics stats tally standing"},
    {STR("unsure"), "know unsure wonder wondering idea puzzled confused forgot "
                    "remember unfamiliar curious doubt"},
    {STR("amount"), "much many amount total sum cost costs price altogether average percent "
                    "percentage half third quarter double twice"},
    {STR("reckon"), "calculate calculated calculation calculator compute computed reckon add "
                    "subtract multiply multiplied divide divided plus minus times solve evaluate "
                    "equals squared root split share work figure math arithmetic"},
    {STR("change"), "convert converted conversion change changed exchange turn transform express "
                    "translate"},
    {STR("time"), "day days date dates week weeks weekday month months year years hour hours "
                  "birthday fortnight weekend calendar anniversary deadline sleeps"},
    {STR("span"), "until till til since before after ago between hence later earlier left remain"},
    {STR("old"), "old age aged born birth"},
    {STR("size"), "heavy weigh weighs weight mass massive big large size hot cold temperature warm "
                  "far distance distant fast speed tall high long dense density diameter radius "
                  "wide bright gravity"},
    {STR("matter"), "element elements atom atoms atomic planet planets moon moons melt melts "
                    "melting boil boils boiling freeze freezing symbol formula electron electrons "
                    "proton protons neutron neutrons isotope isotopes constant unit chemical "
                    "periodic orbit physics astronomy"},
    {STR("facts"), "fact facts data information info properties about particulars"},
    {STR("code"), "code script program snippet function query programming json xml yaml html sql "
                  "regex cron chmod markup compile compiles parse parses compiler"},
    {STR("layout"),
     "format formatted formatting formatter reformat indent indented indentation "
     "prettify pretty beautify tidy neat readable unreadable legible layout spacing"},
    {STR("picture"), "picture pictures photo photos photograph image images screenshot scan "
                     "snapshot"},
    {STR("animal"), "animal animals bird insect fish creature beast species breed bug spider snake "
                    "dog cat butterfly critter mammal reptile"},
    {STR("read"), "read reads transcribe transcription copy type ocr writing handwriting "
                  "inscription written printed lettering label receipt"},
    {STR("road"), "sign signs traffic road street speed limit park parking drive signpost"},
    {STR("person"),
     "boyfriend girlfriend husband wife mother mom father dad sister brother son daughter boss "
     "friend neighbor landlord grandmother aunt uncle baby colleague"},
    {STR("feel"), "feel feeling sad lonely bored tired angry happy love hate afraid anxious "
                  "depressed stressed miserable unhappy nervous"},
    {STR("ill"), "doctor pill pills medicine drugs pain ache hurts fever headache "
                 "symptoms diet disease treatment aspirin insulin therapy "
                 "hospital diagnosis vaccine"},
    {STR("law"), "legal illegal law lawyer sue court contract lease tenant judge liable "
                 "lawsuit police rights attorney"},
    {STR("money"), "money buy sell pay price cheap invest stock stocks shares bitcoin rent salary "
                   "loan mortgage tax taxes bank insurance"},
    {STR("advise"), "should recommend recommends advice suggest opinion think best better "
                    "favorite worth prefer"},
    {STR("device"), "alarm timer reminder light lights heating tv radio volume "
                    "thermostat lamp wifi phone computer laptop printer"},
    {STR("play"), "play music song songs film films movie movies game games series concert album "
                  "playlist match football team"},
    {STR("travel"), "flight flights train trains bus taxi hotel travel holiday station airport "
                    "ticket tickets route directions restaurant visa"},
    {STR("reach"), "send text phone message email post book order schedule cancel "
                   "navigate download install upload"},
    {STR("compose"), "poem poems story joke jokes letter essay speech song draft compose invent "
                     "draw paint sketch design"},
    {STR("food"), "eat cook bake recipe recipes pizza dinner lunch breakfast food drink cake soup "
                  "meal coffee"},
    {STR("news"), "weather forecast rain snow news headlines election president king queen war "
                  ""},
};

void router_add_concepts(struct str word, struct str *out, size_t *count)
{
    for (size_t i = 0; i < ARRAY_LEN(concepts) && *count < ROUTER_CONCEPTS_MAX; i++) {
        if (router_in_list(concepts[i].words, word)) {
            out[(*count)++] = concepts[i].name;
        }
    }
}
