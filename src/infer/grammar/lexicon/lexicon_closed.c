/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words of English that are few and frequent: what each can be. */
#include "infer/grammar/lexicon/lexicon_int.h"

struct closed {
    const char *words;
    uint32_t tags;
    bool also_open; /* may be noun, verb, adjective or adverb, too, as the lists say */
};

static const struct closed closed_words[] = {
    {"a|an|the|every|these|those|either|neither|both|another|any|some|each|no|all|half|many|"
     "several|few|fewer|certain|various|"
     "enough",
     TAG(DT)},
    {"this", TAG(DT) | TAG(PRP)},
    {"that", TAG(DT) | TAG(SUB) | TAG(PRP)},
    {"such|what|which|whatever|whichever", TAG(DT) | TAG(WH)},
    {"much|more|most|less|least|little", TAG(DT) | TAG(RB) | TAG(JJ)},
    {"whose", TAG(WH) | TAG(POSS)},
    {"who|whom|whoever|whomever|where|when|why|how|wherever|whenever|however", TAG(WH)},
    {"who's|what's|where's|how's|when's|that's|there's|here's|why's", TAG(BE) | TAG(HAVE)},
    {"who'd|who'll|that'll|there'll|there'd", TAG(MD)},
    {"i|he|she|we|they", TAG(SUBJ)},
    {"me|him|us|them", TAG(OBJ)},
    {"you|it|everybody|everyone|everything|somebody|someone|something|anybody|anyone|anything|"
     "nobody|nothing|none|mine|yours|"
     "ours|theirs|hers|myself|yourself|himself|herself|itself|ourselves|yourselves|themselves|"
     "oneself|one|others|ones",
     TAG(PRP)},
    {"one", TAG(CD)},
    {"i'm|you're|we're|they're|'tis|'twas", TAG(BE)},
    {"he's|she's|it's|everyone's|everybody's|nobody's|someone's|somebody's|something's|nothing's|"
     "everything's",
     TAG(BE) | TAG(HAVE)},
    {"i've|you've|we've|they've", TAG(HAVE)},
    {"i'd|you'd|he'd|she'd|it'd|we'd|they'd", TAG(MD) | TAG(HAVE)},
    {"i'll|you'll|he'll|she'll|it'll|we'll|they'll|let's|she'd've|he'd've|i'd've", TAG(MD)},
    {"her", TAG(OBJ) | TAG(POSS)},
    {"his", TAG(POSS) | TAG(PRP)},
    {"my|your|its|our|their", TAG(POSS)},
    {"of|at|from|with|into|onto|upon|during|among|amongst|against|towards|toward|despite|via|per|"
     "within|without|throughout|"
     "between|beyond|beneath|beside|besides|regarding|amid|amidst|concerning|alongside|underneath|"
     "except|unlike|versus",
     TAG(IN)},
    {"in|on|by|for|about|over|under|up|down|off|out|through|across|along|around|round|above|below|"
     "behind|past|near|inside|"
     "outside|away|opposite|aboard",
     TAG(IN) | TAG(RB)},
    {"to", TAG(TO) | TAG(IN)},
    {"as", TAG(SUB) | TAG(IN) | TAG(RB)},
    {"than", TAG(SUB) | TAG(IN)},
    {"like", TAG(IN), true},
    {"worth", TAG(IN) | TAG(JJ) | TAG(NN)},
    {"because|if|although|though|unless|whereas|whether|while|whilst|lest|provided|once|till|until|"
     "since|before|after|cause",
     TAG(SUB) | TAG(IN)},
    {"and|or|but|nor|yet|plus", TAG(CC)},
    {"so", TAG(CC) | TAG(RB)},
    {"not", TAG(NOT)},
    {"can|could|may|might|must|shall|should|will|would|cannot|can't|couldn't|mightn't|mustn't|shan'"
     "t|shouldn't|won't|"
     "wouldn't|needn't|daren't|oughtn't|mayn't|ought",
     TAG(MD)},
    {"am|is|are|was|were|isn't|aren't|wasn't|weren't|ain't", TAG(BE)},
    {"be", TAG(BE)},
    {"been", TAG(BE)},
    {"being", TAG(BE)},
    {"have|haven't", TAG(HAVE)},
    {"has|hasn't", TAG(HAVE)},
    {"had|hadn't", TAG(HAVE)},
    {"having", TAG(HAVE)},
    {"do|don't", TAG(DO)},
    {"does|doesn't", TAG(DO)},
    {"did|didn't", TAG(DO)},
    {"done", TAG(VBN)},
    {"doing", TAG(VBG)},
    {"there", TAG(EX) | TAG(RB)},
    {"here|now|then|very|too|also|just|only|never|ever|always|often|soon|again|still|already|"
     "almost|quite|rather|perhaps|maybe|"
     "indeed|instead|therefore|thus|hence|moreover|furthermore|nevertheless|meanwhile|otherwise|"
     "anyway|together|apart|seldom|"
     "rarely|hardly|scarcely|barely|nearly|really|somewhat|somehow|somewhere|anywhere|everywhere|"
     "nowhere|else|even|tomorrow|"
     "yesterday|tonight|today|ago|abroad|upstairs|downstairs|indoors|outdoors|ahead|aside|forward|"
     "later|sometimes|usually|"
     "twice|thrice|not|overnight|altogether|likewise|nonetheless|afterwards|forwards|backwards|"
     "upwards|downwards|maybe|please",
     TAG(RB)},
    {"today|tomorrow|yesterday|tonight", TAG(RB) | TAG(NN)},
    {"well|back|first|last|next|enough|far|late|early|long|hard|fast|straight|home|right|close|"
     "high|low|deep|daily|weekly",
     TAG(RB), true},
    {"zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
     "sixteen|seventeen|eighteen|"
     "nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|"
     "billion|dozen",
     TAG(CD)},
    {"yes|oh|ah|hello|hi|hey|ha|bye|goodbye|thanks|wow|hmm|okay|ok|dear", TAG(UH), true},
    {"own|other|same|only|former|latter|many|few|several|little|such|due", TAG(JJ)},
    {"mr|mrs|ms|dr|monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|april|"
     "june|july|september|october|"
     "november|december",
     TAG(NNP)},
    {"people|police|children|men|women|cattle|data", TAG(NNS)},
    {"sheep|deer|fish|series|species|aircraft|means|headquarters|offspring", TAG(NN) | TAG(NNS)},
    {"news|mathematics|physics|politics|economics|gymnastics|athletics|ethics|linguistics|measles|"
     "electronics",
     TAG(NN)},
    {"scissors|trousers|glasses|jeans|clothes|thanks|pants|goods|tongs|pliers|shorts|pyjamas|"
     "outskirts|surroundings|stairs",
     TAG(NNS)},
    {"good|bad|old|new|great|big|own|able|sure|glad|sorry|afraid|aware|ready|free|rich|poor|french|"
     "english|german|italian|"
     "ill|unable|alone|asleep|awake|alive",
     TAG(JJ), true},
    {"than", TAG(IN)},
};

uint32_t lexicon_closed(struct str low, bool *out_also_open)
{
    uint32_t tags = 0;
    *out_also_open = false;
    for (size_t i = 0; i < ARRAY_LEN(closed_words); i++) {
        if (word_in(low, closed_words[i].words)) {
            tags |= closed_words[i].tags;
            *out_also_open |= closed_words[i].also_open;
        }
    }
    return tags;
}

bool lexicon_is_uncountable(struct str low)
{
    return word_in(low, "advice|information|furniture|equipment|luggage|baggage|homework|housework|"
                        "knowledge|research|software|hardware|traffic|"
                        "weather|bread|rice|milk|water|butter|sugar|salt|flour|money|cash|music|"
                        "news|progress|evidence|luck|rain|snow|fog|ice|"
                        "jewellery|jewelry|machinery|scenery|rubbish|garbage|gold|silver|iron|"
                        "steel|wood|sand|grass|dust|smoke|blood|"
                        "honey|cheese|meat|beef|pork|soup|oil|petrol|electricity|energy|happiness|"
                        "sadness|courage|patience|violence|"
                        "education|health|wealth|peace|poverty|fun|laughter|permission|advertising|"
                        "accommodation|staff|coffee|tea|beer|wine|"
                        "behaviour|behavior|clothing|damage|housing|publicity|applause|chaos|"
                        "cotton|harm|leisure|mathematics|physics|mud|"
                        "nonsense|pollution|tennis|football|chess|thunder|lightning|transport|wool|"
                        "air|hair|fire|work|time|paper|space|power|"
                        "history|nature|life|love|death|freedom|justice|beauty|truth|experience|"
                        "trouble|business|art|science|food|fruit|heat|light|"
                        "room|land|hope|faith|sleep|gossip|silence|honesty|anger|fear|pride|"
                        "religion|law|language|school|work");
}

/* ---- a or an ---- */

bool lexicon_sounds_vowel(struct str word)
{
    static const char *const silent_h[] = {"hour", "honest", "honor", "honour", "heir"};
    static const char *const like_you[] = {"uni", "use",  "usu",   "uten", "euro", "eur",
                                           "eul", "ute",  "ubiqu", "uran", "uto",  "ewe",
                                           "eu",  "urin", "uk",    "usa"};
    static const char *const un_words[] = {"unin",  "unim",     "unidentif",
                                           "unint", "unissued", "unill"};
    if (word.n == 0) {
        return false;
    }
    for (size_t i = 0; i < ARRAY_LEN(silent_h); i++) {
        if (str_starts(word, str_from(silent_h[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(un_words); i++) {
        if (str_starts(word, str_from(un_words[i]))) {
            return true;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(like_you); i++) {
        if (str_starts(word, str_from(like_you[i]))) {
            return false;
        }
    }
    if (str_eq(word, STR("one")) || str_eq(word, STR("once")) || str_starts(word, STR("one-")) ||
        str_starts(word, STR("oui")) || str_eq(word, STR("one's"))) {
        return false;
    }
    return strchr("aeiou", word.p[0]) != NULL;
}
