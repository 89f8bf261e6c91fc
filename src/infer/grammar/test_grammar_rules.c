/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row each: what is wrong and what it becomes, and something like it that is right. */
#include <criterion/criterion.h>

#include "infer/grammar/grammar.h"

struct row {
    const char *rule;  /* of the first finding */
    const char *wrong; /* with this mistake alone */
    const char *right;
    const char *also; /* right, though it looks like the mistake */
};

static void run_rows(const struct row *rows, size_t count)
{
    struct err err = {0};
    struct grammar *grammar;
    struct arena *arena = arena_new();
    cr_assert_eq(grammar_new(&grammar, &err), E_OK);
    for (size_t i = 0; i < count; i++) {
        const char *texts[] = {rows[i].wrong, rows[i].right, rows[i].also};
        for (size_t j = 0; j < ARRAY_LEN(texts); j++) {
            struct grammar_result result;
            const struct grammar_request request = {.text = str_from(texts[j]),
                                                    .language = STR("en")};
            cr_assert_eq(grammar_check(grammar, &request, arena, &result, &err), E_OK);
            if (j > 0) {
                cr_expect_eq(result.count, 0, "%s: \"%s\" is right, not %s", rows[i].rule, texts[j],
                             result.count > 0 ? result.findings[0].rule : "");
                continue;
            }
            cr_expect_str_eq(str_dup(arena, result.corrected), rows[i].right,
                             "%s: \"%s\" became \"%s\"", rows[i].rule, texts[j],
                             str_dup(arena, result.corrected));
            cr_expect(result.count > 0 && strcmp(result.findings[0].rule, rows[i].rule) == 0,
                      "%s: \"%s\" was found by %s", rows[i].rule, texts[j],
                      result.count > 0 ? result.findings[0].rule : "nothing");
        }
    }
    arena_free(arena);
    grammar_free(grammar);
}

Test(grammar_rules, agreement)
{
    static const struct row rows[] = {
        {"agreement.verb", "He walk to the station.", "He walks to the station.",
         "I suggested that he walk to the station."},
        {"agreement.verb", "They was late again.", "They were late again.",
         "If he were here, we would know."},
        {"agreement.verb", "The results of the test was bad.", "The results of the test were bad.",
         "The result of the tests was bad."},
        {"agreement.verb", "She don't like tea.", "She doesn't like tea.",
         "Why don't she and her brother come?"},
        {"agreement.verb", "Each of the boxes contain a lamp.",
         "Each of the boxes contains a lamp.", "All of the boxes contain a lamp."},
        {"agreement.verb", "There is three chairs in the room.",
         "There are three chairs in the room.", "There is a table and three chairs in the room."},
        {"agreement.verb", "Does your parents know?", "Do your parents know?",
         "Does your mother know?"},
        {"agreement.verb", "My aunt and my uncle lives here.", "My aunt and my uncle live here.",
         "My aunt, like my uncle, lives here."},
        {"agreement.verb", "The list of names are long.", "The list of names is long.",
         "The number of names is long."},
        {"agreement.verb", "The officer who lives next door keep bees.",
         "The officer who lives next door keeps bees.",
         "The officers who live next door keep bees."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, articles)
{
    static const struct row rows[] = {
        {"article.an", "I ate a apple.", "I ate an apple.", "She is a European and an honest one."},
        {"article.a", "He is an university teacher.", "He is a university teacher.",
         "It took an hour."},
        {"article.an", "She works as a FBI agent.", "She works as an FBI agent.",
         "She works as a NASA engineer."},
        {"article.job", "My aunt works as nurse.", "My aunt works as a nurse.",
         "My aunts work as nurses."},
        {"article.daytime", "We met in morning.", "We met in the morning.", "We met at night."},
        {"article.instrument", "He plays piano well.", "He plays the piano well.",
         "He plays football well."},
        {"article.two", "I saw the a man.", "I saw a man.", "I saw a man."},
        {"article.home", "We stayed at the home.", "We stayed at home.",
         "We stayed at the home of a friend."},
        {"article.missing", "Our neighbour bought house by the sea.",
         "Our neighbour bought a house by the sea.", "Our neighbour drank water by the sea."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, doubled_and_missing)
{
    static const struct row rows[] = {
        {"doubled.word", "It is on the the table.", "It is on the table.",
         "I knew that that was true."},
        {"doubled.word", "She sat in the in the garden.", "She sat in the garden.",
         "It went on and on and on."},
        {"verb.to", "She wants buy a car.", "She wants to buy a car.", "She wants butter."},
        {"preposition.interested", "He is interested chess.", "He is interested in chess.",
         "An interested party called."},
        {"verb.auxiliary", "They going home now.", "They are going home now.",
         "They are going home now."},
        {"preposition.lot_of", "A lot people came.", "A lot of people came.", "He talks a lot."},
        {"verb.do", "Where she live?", "Where does she live?", "I know where she lives."},
        {"preposition.because_of", "Because the storm, we stayed.",
         "Because of the storm, we stayed.", "Because the storm came, we stayed."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, confusions)
{
    static const struct row rows[] = {
        {"confusion.their", "Their is a hole in it.", "There is a hole in it.",
         "Their house is old."},
        {"confusion.their", "They sold there house.", "They sold their house.",
         "They live there now."},
        {"confusion.its", "The dog wagged it's tail.", "The dog wagged its tail.",
         "It's late, and the dog is in its basket."},
        {"confusion.your", "I think your right.", "I think you're right.", "Turn to your right."},
        {"confusion.your", "Is this you're coat?", "Is this your coat?", "I know you're tired."},
        {"confusion.than", "She is older then me.", "She is older than me.",
         "We ate, and then we left."},
        {"confusion.too", "It is to late for that.", "It is too late for that.",
         "It is up to him."},
        {"confusion.lose", "Do not loose the key.", "Do not lose the key.",
         "A loose tooth is a nuisance."},
        {"confusion.have", "You should of called.", "You should have called.",
         "You should, of course, call."},
        {"confusion.affect", "The storm did not effect us.", "The storm did not affect us.",
         "The effect of the storm was small."},
        {"confusion.accept", "Please except my apology.", "Please accept my apology.",
         "Everyone except Ann came."},
        {"confusion.advice", "She gave me good advise.", "She gave me good advice.",
         "Can you advise me?"},
        {"confusion.passed", "We walked passed the mill.", "We walked past the mill.",
         "She passed the test."},
        {"confusion.weather", "I wonder weather he knows.", "I wonder whether he knows.",
         "The weather is fine."},
        {"confusion.quiet", "Please be quite.", "Please be quiet.", "It is quite cold."},
        {"confusion.whose", "Whose coming to dinner?", "Who's coming to dinner?",
         "Whose coat is this?"},
        {"confusion.alot", "I like it alot.", "I like it a lot.", "I like it a lot."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, verbs)
{
    static const struct row rows[] = {
        {"verb.participle", "He has went home.", "He has gone home.", "He has read it."},
        {"verb.do_base", "She didn't came.", "She didn't come.", "She didn't put it there."},
        {"verb.to_base", "I want to bought it.", "I want to buy it.", "I am used to it."},
        {"verb.base", "He can swims well.", "He can swim well.", "The can opener works well."},
        {"verb.passive", "Your order has been send to Rome.", "Your order has been sent to Rome.",
         "He has been sending letters."},
        {"verb.passive", "The letter was wrote in green.", "The letter was written in green.",
         "The letter was in green."},
        {"verb.gerund", "We enjoy to swim here.", "We enjoy swimming here.",
         "We want to swim here."},
        {"verb.no_to", "She let me to drive.", "She let me drive.", "She allowed me to drive."},
        {"verb.irregular", "He buyed a boat.", "He bought a boat.", "He bought a boat."},
        {"verb.would_if", "If I would have known, I would have come.",
         "If I had known, I would have come.", "I would have come."},
        {"verb.been", "She has working here for years.", "She has been working here for years.",
         "She has been working."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, prepositions)
{
    static const struct row rows[] = {
        {"preposition.depend", "It depends of the price.", "It depends on the price.",
         "It depends on what you want."},
        {"preposition.married", "She is married with a pilot.", "She is married to a pilot.",
         "She lives with a pilot."},
        {"preposition.weekday", "We met in Monday.", "We met on Monday.", "We met last Monday."},
        {"preposition.clock", "It begins on nine o'clock.", "It begins at nine o'clock.",
         "It begins at nine o'clock."},
        {"preposition.since", "I have lived here since ten years.",
         "I have lived here for ten years.", "I have lived here since 2001."},
        {"preposition.discuss", "Let us discuss about it.", "Let us discuss it.",
         "Let us talk about it."},
        {"preposition.good_at", "He is good in chess.", "He is good at chess.",
         "He is good in bed."},
        {"preposition.look_forward", "I look forward for your letter.",
         "I look forward to your letter.", "Look forward, not back."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, number_and_others)
{
    static const struct row rows[] = {
        {"number.plural", "She has three brother.", "She has three brothers.",
         "It is a three room flat."},
        {"number.many", "There are much people here.", "There are many people here.",
         "There is much to do."},
        {"number.mass", "We need some informations.", "We need some information.",
         "We need some information."},
        {"number.irregular", "The childs are asleep.", "The children are asleep.",
         "The child is asleep."},
        {"number.this", "This shoes are new.", "These shoes are new.", "This shoe is new."},
        {"comparison.twice", "It is more easier now.", "It is easier now.",
         "It is much easier now."},
        {"pronoun.subject", "Me and Tom left early.", "Tom and I left early.",
         "Tom and I left early."},
        {"pronoun.object", "It is between you and I.", "It is between you and me.",
         "You and I know it."},
        {"pronoun.self", "He hurt hisself.", "He hurt himself.", "He hurt himself."},
        {"adverb.manner", "She drives too careful.", "She drives too carefully.",
         "She is too careful."},
        {"negation.double", "I don't know nothing about it.", "I don't know anything about it.",
         "I know nothing about it."},
        {"so.such", "He was such tired.", "He was so tired.", "He was such a bore."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, capitals_and_punctuation)
{
    static const struct row rows[] = {
        {"capital.sentence", "we walked home after that.", "We walked home after that.",
         "We walked home after that."},
        {"capital.i", "She said that i was right.", "She said that I was right.",
         "She said that I was right."},
        {"capital.name", "They live in germany now.", "They live in Germany now.",
         "They live abroad now."},
        {"capital.month", "We met in march.", "We met in March.", "They march in step."},
        {"capital.name", "She flew to new york.", "She flew to New York.",
         "She bought a new yacht."},
        {"punctuation.space_before", "It was late , so we left.", "It was late, so we left.",
         "It was late, so we left."},
        {"punctuation.space_after", "I bought eggs,milk and tea.", "I bought eggs, milk and tea.",
         "It costs 1,200 euros."},
        {"punctuation.question", "Where did you go.", "Where did you go?",
         "I know where you went."},
        {"punctuation.end", "He went home at noon", "He went home at noon.",
         "He went home at noon!"},
        {"punctuation.apostrophe", "I dont know him.", "I don't know him.", "I don't know him."},
        {"punctuation.twice", "It is late,, so go.", "It is late, so go.", "It is late... so go."},
        {"punctuation.comma_splice", "It is very late, I am going home now.",
         "It is very late; I am going home now.", "It is very late, so I am going home now."},
        {"punctuation.comma_opening", "However the second test failed.",
         "However, the second test failed.", "However hard it was, we passed."},
        {"punctuation.comma_clause", "When the bell rang we went home.",
         "When the bell rang, we went home.", "We went home when the bell rang."},
        {"spelling.common", "I will definately come.", "I will definitely come.",
         "I will definitely come."},
        {"spelling.unknown", "The dentest was kind.", "The dentist was kind.",
         "The dentist was kind."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, tense_beside_words_of_time)
{
    static const struct row rows[] = {
        {"tense.past", "Yesterday she go to school.", "Yesterday she went to school.",
         "She goes to school, and yesterday she won a prize."},
        {"tense.past", "I see him two days ago in the market.",
         "I saw him two days ago in the market.", "The book I read yesterday is about whales."},
        {"tense.past", "I have seen him yesterday.", "I saw him yesterday.",
         "I have seen him today."},
        {"tense.past", "She has finished her studies in 2012.", "She finished her studies in 2012.",
         "She finished her studies in 2012."},
        {"tense.past", "When I was a child, I live in a village.",
         "When I was a child, I lived in a village.", "When I was in Rome, I think it rained."},
        {"tense.past", "Last night I don't sleep well.", "Last night I didn't sleep well.",
         "Today is better than last night."},
        {"tense.future", "Tomorrow I went to the dentist.", "Tomorrow I will go to the dentist.",
         "If he came tomorrow, I would be glad."},
        {"tense.since", "I live here since 2010.", "I have lived here since 2010.",
         "Since I live here, I know every street."},
        {"tense.since", "He is ill since Monday.", "He has been ill since Monday.",
         "It is a long time since Monday."},
        {"tense.since", "He works here and he knows everybody since 2012.",
         "He works here and he has known everybody since 2012.",
         "He works here and has known everybody since 2012."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, learners)
{
    static const struct row rows[] = {
        {"pronoun.subject", "Me and him went to the beach.", "He and I went to the beach.",
         "With me and him gone, the house is quiet."},
        {"pronoun.subject", "Me and my brother live together.", "My brother and I live together.",
         "To me and my friends it was a joke."},
        {"punctuation.possessive", "Johns bicycle is in the garden.",
         "John's bicycle is in the garden.", "Johns Hopkins was a merchant."},
        {"punctuation.possessive", "My sisters car is red.", "My sister's car is red.",
         "My sisters cook on Sundays."},
        {"punctuation.possessive", "The childrens room is upstairs.",
         "The children's room is upstairs.", "The children are upstairs."},
        {"punctuation.possessive", "I slept at my parents house.", "I slept at my parents' house.",
         "I saw my parents home."},
        {"punctuation.possessive", "My sister bicycle is red.", "My sister's bicycle is red.",
         "My sister cycles to work."},
        {"punctuation.possessive", "My older brother name is Ali.",
         "My older brother's name is Ali.", "What did my older brother name it?"},
        {"punctuation.possessive", "We stayed at her friend house.",
         "We stayed at her friend's house.", "We stayed at her friend group."},
        {"punctuation.possessive", "This is my mother phone number.",
         "This is my mother's phone number.", "Did my mother phone?"},
        {"punctuation.possessive", "I met my cousin wife.", "I met my cousin's wife.",
         "I met my cousin brother."},
        {"punctuation.possessive", "Their teacher car is old.", "Their teacher's car is old.",
         "Their teacher training is old."},
        {"punctuation.possessive", "I went to my uncle house yesterday.",
         "I went to my uncle's house yesterday.", "I gave my sister money yesterday."},
        {"order.question", "I wonder what is she doing.", "I wonder what she is doing.",
         "Tell me, what is she doing?"},
        {"order.question", "She asked me where did I live.", "She asked me where I lived.",
         "She asked me where I lived."},
        {"order.question", "Why you are crying?", "Why are you crying?",
         "Why you are crying is clear."},
        {"verb.do", "Where you went yesterday?", "Where did you go yesterday?",
         "What you want is a rest."},
        {"order.much", "I like very much this city.", "I like this city very much.",
         "I very much like this city."},
        {"order.always", "I go always to school by bike.", "I always go to school by bike.",
         "I will always go by bike."},
        {"verb.agree", "I am agree with you.", "I agree with you.", "I am in agreement with you."},
        {"verb.suggest", "She suggested me to see a doctor.", "She suggested that I see a doctor.",
         "The suggestion to see a doctor was hers."},
        {"verb.want_that", "I want that you come with me.", "I want you to come with me.",
         "I want that house."},
        {"verb.tell_not", "He told me don't worry.", "He told me not to worry.",
         "He told me not to worry."},
        {"verb.gerund", "I spent two hours to clean the kitchen.",
         "I spent two hours cleaning the kitchen.", "The oil is used to cook fish."},
        {"number.mass", "I have a good news.", "I have good news.", "I have a good idea."},
        {"number.many", "I have too many homework.", "I have too much homework.",
         "I have too many exercises."},
        {"number.people", "The police is looking for him.", "The police are looking for him.",
         "The chief of the police is here."},
        {"confusion.lend", "Can you borrow me a pen?", "Can you lend me a pen?",
         "Can I borrow a pen?"},
        {"confusion.miss", "I lost the bus this morning.", "I missed the bus this morning.",
         "I lost my bus pass."},
        {"confusion.too_much", "The box is too much heavy for me.", "The box is too heavy for me.",
         "There is too much cold water in it."},
        {"agreement.verb", "My parents, who live in Poland, is coming.",
         "My parents, who live in Poland, are coming.",
         "My brother, who lives in Rome, is a cook."},
        {"agreement.verb", "He likes books and he run daily and she speak well.",
         "He likes books and he runs daily and she speaks well.", "He and she go to school."},
        {"agreement.verb", "She sings and he don't like it.", "She sings and he doesn't like it.",
         "My brother and he don't like it."},
        {"agreement.verb", "He cooks and she eat it.", "He cooks and she eats it.",
         "What he and she do is fine."},
        {"agreement.verb", "She likes the song and he don't like it.",
         "She likes the song and he doesn't like it.",
         "I stayed because my brother and he don't like it."},
        {"agreement.verb", "She bought a car and he don't like it.",
         "She bought a car and he doesn't like it.", "The teacher says my son and he are late."},
        {"agreement.verb", "It rains and he have no coat.", "It rains and he has no coat.",
         "It rained and he need not go."},
        {"agreement.verb", "I saw him and he don't care.", "I saw him and he doesn't care.",
         "I saw him and her leave."},
        {"agreement.verb", "Her mother look tired.", "Her mother looks tired.",
         "All that glitters is not gold."},
        {"verb.base", "He might has forgotten it.", "He might have forgotten it.",
         "May has been warm."},
        {"agreement.verb", "There is a lot of people here.", "There are a lot of people here.",
         "There is a lot of water here."},
        {"agreement.verb", "There is lots of cars.", "There are lots of cars.",
         "There is plenty of time."},
        {"confusion.exciting", "The film was very exiting.", "The film was very exciting.",
         "He is exiting the building."},
        {"confusion.exciting", "I am so exited about it.", "I am so excited about it.",
         "She exited by the back door."},
        {"agreement.verb", "Tom and Anna likes cake.", "Tom and Anna like cake.",
         "Barnes and Noble sells books."},
        {"agreement.verb", "Peter and Mary goes to school.", "Peter and Mary go to school.",
         "Peter and Paul is a church."},
        {"agreement.verb", "She and her mother lives here.", "She and her mother live here.",
         "I see that she and her mother live here."},
        {"agreement.verb", "He and she is friends.", "He and she are friends.",
         "Between him and her is a wall."},
        {"agreement.verb", "Dear Anna, the books has arrived.",
         "Dear Anna, the books have arrived.", "Dear Anna, the book has arrived."},
        {"agreement.verb", "My friend and I goes to school.", "My friend and I go to school.",
         "Between my friend and I is a wall."},
        {"agreement.verb", "My sister and I is here.", "My sister and I are here.",
         "One more word and I am gone."},
        {"style.comma", "After the long dinner we went home.",
         "After the long dinner, we went home.", "After dinner we went home."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

/* A correction that needs one itself, or makes another one due. */
Test(grammar_rules, corrections_are_checked_again)
{
    static const struct row rows[] = {
        {"article.job", "I want to be engineer.", "I want to be an engineer.",
         "I want to be an engineer."},
        {"number.mass", "The equipments are old.", "The equipment is old.",
         "The equipment is old."},
        {"article.general", "The life is difficult without money.",
         "Life is difficult without money.", "The life of a nurse is difficult."},
        {"verb.do", "She not like coffee.", "She does not like coffee.",
         "She may not like coffee."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}

Test(grammar_rules, british_and_american)
{
    static const struct row rows[] = {
        {"style.variety", "The colour of the theatre is like the color of the sea.",
         "The colour of the theatre is like the colour of the sea.",
         "The colour of the theatre is grey."},
        {"style.variety", "The color of the harbor pleased my neighbour.",
         "The color of the harbor pleased my neighbor.",
         "The color of the harbor pleased my neighbor."},
    };
    run_rows(rows, ARRAY_LEN(rows));
}
