/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <criterion/criterion.h>

#include "infer/router/test_router_kit.h"

TestSuite(router, .init = kit_setup, .fini = kit_teardown);

/* ---- parts and shapes ---- */

Test(router, tells_the_request_from_its_text)
{
    const struct {
        const char *message;
        const char *payload;
    } rows[] = {
        {"check: I has a apple", "I has a apple"},
        {"what does \"well-being\" mean?", "well-being"},
        {"tidy this\n```json\n{\"a\":1}\n```", "{\"a\":1}"},
        {"```\nx = 1\n```\nwhich language?", "x = 1"},
        {"is this valid JSON? {\"a\": 1}", "{\"a\": 1}"},
        {"let x: i32 = 5; which language?", "let x: i32 = 5;"},
        {"x = 5; is this python?", "x = 5;"},
        {"SELECT * FROM a; is this valid sql?", "SELECT * FROM a;"},
        {"translate: Where is the station? into Spanish", "Where is the station?"},
        {"translate: I am hungry. to German and French please", "I am hungry."},
        {"translate this: We are lost! (Italian)", "We are lost!"},
        {"translate: He went into Spanish waters", "He went into Spanish waters"},
        {"translate: Is it far? In Spanish.", "Is it far? In Spanish."},
        {"translate into French: It is so. into Spanish", "It is so. into Spanish"},
        {"explain this regex ^a+$", "^a+$"},
        {"when does 0 3 * * 1 run?", "0 3 * * 1"},
        {"what is %Y-%m-%d %H:%M?", "%Y-%m-%d %H:%M"},
        {"Please correct this:\n\nHe go home.", "He go home."},
        {"He go home.\n\nis that right?", "He go home."},
        {"He don't like it. Is that right?", "He don't like it."},
        {"Me and my friend goes to school, is that right?", "Me and my friend goes to school"},
        {"I was born on 4 May 1948. How old am I?", ""},
        {"is this right? He don't like it.", "He don't like it."},
        {"Can you fix my sentence? me and him was late", "me and him was late"},
        {"correct this for me - he go home", "he go home"},
        {"any mistakes in he have went home early?", "he have went home early?"},
        {"any mistakes in my letter", ""},
        {"does he could of done it sound right?", "he could of done it"},
        {"proofread please. its a long way", "its a long way"},
        {"for i in range(10) print(i)", ""},
        {"for i in range(10): print(i)", ""},
        {"{\"a\": 1, \"b\": [2, 3,]}", ""},
        {"solve 3x - 7 = 11", ""},
        {"what is 2:30 pm in minutes", ""},
        {"what is 12 times 12", ""},
        {"it's my brother's idea", ""},
        {"", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        struct router_parts parts;
        router_part(str_from(rows[i].message), &parts);
        cr_expect(str_eq(parts.payload, str_from(rows[i].payload)), "%s: [%" STRF "]",
                  rows[i].message, STRA(parts.payload));
    }
}

Test(router, sees_what_kind_of_text_it_is)
{
    const struct {
        const char *text;
        enum router_shape shape;
    } rows[] = {
        {"", ROUTER_SHAPE_NONE},
        {"happy", ROUTER_SHAPE_WORD},
        {"12*(3+4)", ROUTER_SHAPE_MATH},
        {"{\"a\": 1}", ROUTER_SHAPE_JSON},
        {"[1, 2]", ROUTER_SHAPE_JSON},
        {"<a><b/></a>", ROUTER_SHAPE_XML},
        {"select a from b where c = 1", ROUTER_SHAPE_SQL},
        {"select a good book", ROUTER_SHAPE_PHRASE},
        {"^[a-f]{2,}$", ROUTER_SHAPE_REGEX},
        {"*/5 * * * *", ROUTER_SHAPE_CRON},
        {"dd.MM.yyyy", ROUTER_SHAPE_FORMAT},
        {"rwxr-xr--", ROUTER_SHAPE_MODE},
        {"u+x", ROUTER_SHAPE_MODE},
        {"print(\"hi\")", ROUTER_SHAPE_CODE},
        {"¿Dónde está la biblioteca?", ROUTER_SHAPE_FOREIGN},
        {"The cat sat on the mat.", ROUTER_SHAPE_SENTENCE},
        {"One thing is here. Another thing is there. A third thing is nowhere to be seen.",
         ROUTER_SHAPE_LONG},
    };
    for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
        enum router_shape shape = router_shape_of(str_from(rows[i].text));
        cr_expect_eq(shape, rows[i].shape, "%s is %s", rows[i].text, router_shape_name(shape));
    }
}

Test(router, knows_words_with_a_wrong_letter)
{
    struct router_words words;
    router_read_words(STR("check\nsynonym\n\ntranslate\n"), kit_arena, &words);
    cr_expect_eq(words.count, 3);
    cr_expect(router_knows_word(&words, STR("synonym")));
    cr_expect_not(router_knows_word(&words, STR("synony")));
    const char *const near[][2] = {
        {"tranlsate", "translate"}, {"synonim", "synonym"}, {"synonyms", "synonym"}, {"chck", ""},
        {"chekc", "check"},         {"translation", ""},    {"hceck", "check"},      {"", ""}};
    for (size_t i = 0; i < ARRAY_LEN(near); i++) {
        struct str got = router_near_word(&words, str_from(near[i][0]));
        cr_expect(str_eq(got, str_from(near[i][1])), "%s: %" STRF, near[i][0], STRA(got));
    }
}

/* ---- plain sentences ---- */

Test(router, finds_skills_and_arguments)
{
    static const struct kit_row rows[] = {
        {"summarise in 3 sentences: One is here. Two is there. Three is gone.",
         "{\"skill\":\"summarize\",\"arguments\":{\"text\":\"One is here. Two is there. Three is "
         "gone.\",\"sentences\":3}"},
        {"check: I has a apple",
         "{\"skill\":\"grammar\",\"arguments\":{\"text\":\"I has a apple\"}"},
        {"how do you spell acomodate",
         "{\"skill\":\"grammar\",\"arguments\":{\"text\":\"acomodate\"}"},
        {"what does photosynthesis mean",
         "{\"skill\":\"define\",\"arguments\":{\"word\":\"photosynthesis\"}"},
        {"synonym for happy",
         "{\"skill\":\"define\",\"arguments\":{\"word\":\"happy\",\"about\":\"synonyms\"}"},
        {"opposite of \"generous\"?", "\"word\":\"generous\""},
        {"quiz me on 10 hard words", "{\"skill\":\"quiz\",\"arguments\":{\"action\":\"start\","
                                     "\"count\":10,\"level\":\"hard\"}"},
        {"what's 15 % of 80",
         "{\"skill\":\"calculate\",\"arguments\":{\"expression\":\"15 % of 80\"}"},
        {"what is 3 miles in km", "\"expression\":\"3 miles in km\""},
        {"can you work out what i'd pay for a 64 euro jacket with a third off",
         "\"expression\":\"a 64 euro jacket with a third off\""},
        {"how many ounces are in a pound", "\"expression\":\"a pound in ounces\""},
        {"how many days until 25 December", "25 December"},
        {"translate: Where is the station? into Spanish",
         "{\"text\":\"Where is the station?\",\"to\":\"es\"}"},
        {"translate Where is the station? into Spanish",
         "{\"text\":\"Where is the station?\",\"to\":\"es\"}"},
        {"let x: number = 1; is that right typescript?",
         "{\"text\":\"let x: number = 1;\",\"action\":\"check\",\"language\":\"typescript\"}"},
        {"SELECT * FROM a; is this valid sql?",
         "{\"text\":\"SELECT * FROM a;\",\"action\":\"check\",\"language\":\"sql\"}"},
        {"is iron a metal", "{\"query\":\"is iron a metal\"}"},
        {"Is Pluto a planet?", "{\"query\":\"Is Pluto a planet?\"}"},
        {"are whales fish or mammals", "{\"query\":\"are whales fish or mammals\"}"},
        {"is it colour or color", "{\"text\":\"colour or color\"}"},
        {"do you spell it organise or organize?", "{\"text\":\"organise or organize\"}"},
        {"which is right: \"recieve\" or \"receive\"", "{\"text\":\"recieve or receive\"}"},
        {"is it hot or cold", "\"about\":\"out_of_scope\""},
        {"is it to or too", "{\"text\":\"to or too\"}"},
        {"is iron a metal and what is its melting point", "{\"query\":\"melting point of iron\"}"},
        {"what is the difference between affect and effect?", "{\"word\":\"effect\"}"},
        {"what is the difference between a cat and a dog", "\"about\":\"out_of_scope\""},
        {"what is the opposite of hot and a synonym of cold",
         "{\"word\":\"cold\",\"about\":\"synonyms\"}"},
        {"i want learn words, start quiz 3 words",
         "{\"acts\":[{\"skill\":\"quiz\",\"arguments\":{\"action\":\"start\",\"count\":3}"},
        {"prettify <a><b>1</b></a>",
         "{\"text\":\"<a><b>1</b></a>\",\"action\":\"format\",\"language\":\"xml\"}"},
        {"no", "All right."},
        {"spell elephant", "{\"text\":\"elephant\"}"},
        {"I was born on 4 May 1948. How old am I?", "\"expression\":\"years since 4 May 1948\""},
        {"x = [i for i in range(3)] is that ok python?", "{\"text\":\"x = [i for i in range(3)]\""},
        {"translate good morning into Spanish",
         "{\"skill\":\"translate\",\"arguments\":{\"text\":\"good morning\",\"to\":\"es\"}"},
        {"how do you say \"thank you\" in French?", "\"text\":\"thank you\",\"to\":\"fr\""},
        {"is this valid JSON? {\"a\": 1,}",
         "{\"skill\":\"code\",\"arguments\":{\"text\":\"{\\\"a\\\": "
         "1,}\",\"action\":\"check\",\"language\":\"json\"}"},
        {"explain this regex ^a+$",
         "\"text\":\"^a+$\",\"action\":\"explain\",\"language\":\"regex\""},
        {"what does chmod 755 mean?",
         "\"text\":\"755\",\"action\":\"explain\",\"language\":\"chmod\""},
        {"atomic weight of gold",
         "{\"skill\":\"science\",\"arguments\":{\"query\":\"atomic weight of gold\"}"},
        {"thank you very much", "\"acts\":[],\"unsure\":false,\"about\":\"thanks\""},
        {"what can you do?", "\"about\":\"help\""},
        {"what's half of 3/4 cup in ml", "\"expression\":\"half of (3/4) cup in ml\""},
        {"how many ml is half of 3/4 cup", "\"expression\":\"half of (3/4) cup in ml\""},
        {"5 and a half miles in km", "\"expression\":\"5 1/2 miles in km\""},
        {"two and a half cups in ml", "\"expression\":\"2 1/2 cups in ml\""},
        {"-40 C in fahrenheit", "\"expression\":\"-40 C in fahrenheit\""},
        {"5-10 miles in km", "\"expression\":\"5-10 miles in km\""},
        {"1,5 kg in lb", "\"expression\":\"1,5 kg in lb\""},
        {"3 x 4", "\"expression\":\"3 x 4\""},
        {"solve 3x - 7 = 11", "\"expression\":\"3x - 7 = 11\""},
        {"how old is someone born on 1990-05-17", "\"expression\":\"years since 1990-05-17\""},
        {"how many days until Christmas 2026 from 2026-11-26",
         "\"expression\":\"days from 2026-11-26 to Christmas 2026\""},
        {"how many days between 2026-01-05 and 2026-04-01", "2026-01-05 and 2026-04-01\"}"},
        {"what is a newton", "\"skill\":\"science\""},
        {"what's a joule?", "\"skill\":\"science\""},
        {"what is a mile", "{\"word\":\"mile\"}"},
        {"tell me about Jupiter", "\"skill\":\"science\""},
        {"facts about gold", "\"query\":\"gold\""},
        {"what is on this picture?",
         "\"skill\":\"read_picture\""}, /* which says that there is none */
        {"bonjour", "\"about\":\"hello\""},
        {"{\"message\": \"bonjour\", \"preset\": \"language\"}", "\"about\":\"hello\""},
        {"plural of mouse", "\"about\":\"out_of_scope\""},
        {"what time is it in Tokyo", "\"expression\":\"what time is it in Tokyo\""},
        {"what time is it", "\"expression\":\"what time is it\""},
        {"how many days until Easter 2027", "Easter 2027"},
        {"will it rain tomorrow", "\"about\":\"out_of_scope\""},
        {"write me a poem about autumn", "\"about\":\"out_of_scope\""},
    };
    kit_expect(rows, ARRAY_LEN(rows));
}

Test(router, looks_at_pictures)
{
    static const struct kit_row rows[] = {
        {"{\"message\": \"which animal is this\", \"pictures\": {\"attached\": 1}}",
         "{\"skill\":\"name_animal\",\"arguments\":{}"},
        {"{\"message\": \"read the text\", \"pictures\": {\"attached\": 1}}",
         "{\"skill\":\"read_picture\",\"arguments\":{}"},
        {"what does this picture say?",
         "{\"skill\":\"read_picture\""}, /* which says that there is none */
        {"{\"message\": \"what does this picture say?\", \"pictures\": {\"attached\": 1}}",
         "{\"skill\":\"read_picture\",\"arguments\":{}"},
        {"{\"message\": \"any signs in it?\", \"pictures\": {\"earlier\": 2}}",
         "{\"skill\":\"find_road_signs\""},
        {"{\"message\": \"what is on this picture?\", \"pictures\": {\"attached\": 1}}",
         "\"choices\":[{\"label\":\"Read the text\",\"say\":\"Read the text on the "
         "picture\"},{\"label\":\"Name the animal\""},
        {"{\"message\": \"\", \"pictures\": {\"attached\": 1}}", "\"about\":\"unclear\""},
    };
    kit_expect(rows, ARRAY_LEN(rows));
}

Test(router, takes_the_preset_as_a_hint)
{
    static const struct kit_row rows[] = {
        {"{\"message\": \"I look forward to hear from you.\", \"preset\": \"grammar\"}",
         "{\"skill\":\"grammar\",\"arguments\":{\"text\":\"I look forward to hear from you.\"}"},
        {"{\"message\": \"Me and him was waiting since two hours. The informations was very "
         "usefull.\", \"preset\": \"grammar\"}",
         "{\"skill\":\"grammar\",\"arguments\":{\"text\":\"Me and him was"},
        {"{\"message\": \"Dear Mr Hope, I am writing you because the heating don't work.\", "
         "\"preset\": \"grammar\"}",
         "{\"text\":\"Dear Mr Hope, I am"},
        {"{\"message\": \"What time are the train leaving?\", \"preset\": \"grammar\"}",
         "\"skill\":\"grammar\""},
        {"{\"message\": \"what does ephemeral mean?\", \"preset\": \"grammar\"}",
         "\"skill\":\"define\""},
        {"{\"message\": \"write a poem about my cat\", \"preset\": \"grammar\"}",
         "\"about\":\"out_of_scope\""},
        {"{\"message\": \"for x in items print(x)\", \"preset\": \"coding\"}",
         "{\"text\":\"for x in items print(x)\",\"action\":\"check\""},
        {"{\"message\": \"The museum opens at nine. It was built in 1890. Many people visit it in "
         "summer. In winter it is closed.\", \"preset\": \"summarize\"}",
         "{\"text\":\"The museum opens"},
        {"{\"message\": \"tenacious\", \"preset\": \"language\"}", "\"word\":\"tenacious\""},
        {"{\"message\": \"^[a-f]{2,}$\", \"preset\": \"coding\"}", "\"action\":\"explain\""},
        {"{\"message\": \"uranium\", \"preset\": \"science\"}", "\"query\":\"uranium\""},
        {"{\"message\": \"Bees make honey. They carry pollen from flower to flower. Without it "
         "many plants would bear no fruit at all.\", "
         "\"preset\": \"summarize\"}",
         "{\"skill\":\"summarize\""},
    };
    kit_expect(rows, ARRAY_LEN(rows));
}

/* ---- several requests ---- */

Test(router, does_several_things)
{
    static const struct kit_row rows[] = {
        {"what is 5 miles in km and what does mile mean?", "{\"expression\":\"5 miles in km\"}"},
        {"what is 5 miles in km and what does mile mean?",
         "{\"skill\":\"define\",\"arguments\":{\"word\":\"mile\"}"},
        {"correct this, then translate it to German: I has a dog",
         "{\"skill\":\"grammar\",\"arguments\":{\"text\":\"I has a dog\"}"},
        {"correct this, then translate it to German: I has a dog",
         "{\"text\":{\"$from\":0,\"member\":\"corrected\"},\"to\":\"de\"}"},
        {"translate good evening into French and German",
         "{\"text\":\"good evening\",\"to\":\"de\"}"},
        {"hey there, could you tell me what frugal means? cheers", "{\"word\":\"frugal\"}"},
        {"Besmirch?? what's that supposed to mean",
         "{\"acts\":[{\"skill\":\"define\",\"arguments\":{\"word\":\"Besmirch\"},"},
        {"define arid and humid", "{\"word\":\"humid\"}"},
        {"atomic number of gold and of silver", "{\"query\":\"atomic number of silver\"}"},
        {"{\"message\": \"summarise the text on this picture\", \"pictures\": {\"attached\": 1}}",
         "[{\"skill\":\"read_picture\",\"arguments\":{},"},
        {"{\"message\": \"summarise the text on this picture\", \"pictures\": {\"attached\": 1}}",
         "{\"skill\":\"summarize\",\"arguments\":{\"text\":{\"$from\":0,\"member\":\"read\"}"},
    };
    kit_expect(rows, ARRAY_LEN(rows));
}

/* ---- choices ---- */

Test(router, offers_what_may_have_been_meant)
{
    const char *got = kit_say("translate this: The house is big.");
    cr_expect(strstr(got, "\"unsure\":true") != NULL, "%s", got);
    cr_expect(
        strstr(got,
               "{\"label\":\"French\",\"say\":\"Translate into French: The house is big.\"}") !=
            NULL,
        "%s", got);
    got = kit_say("summarize");
    cr_expect(strstr(got, "Which text?") != NULL, "%s", got);
}

/* ---- bad input ---- */

Test(router, takes_any_text)
{
    struct sb sb;
    sb_init(&sb, 4 * MIB);
    for (size_t i = 0; i < 40000; i++) {
        sb_add_c(&sb, "Nobody knew who had left the parcel. ");
    }
    struct router_question question = {.message = sb_str(&sb)};
    struct router_plan plan;
    router_make_plan(kit_router, &question, kit_arena, &plan);
    cr_expect_str_eq(plan.act_count > 0 ? plan.acts[0].skill : "choices",
                     plan.act_count > 0 ? "summarize" : "choices");
    sb_done(&sb);
    static const char *const odd[] = {
        "",    " ",       "?", "\x01\x02", "\"",        "\"\"", "'''",
        "```", "``` ```", ":", ": :",      "«",         "a:",   "{",
        "}",   "[",       "<", "*",        "* * * * *", "%",    "\xf0\x9f\x90\x9d"};
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        question.message = str_from(odd[i]);
        router_make_plan(kit_router, &question, kit_arena, &plan);
        cr_expect(plan.act_count > 0 || plan.about != NULL, "%s", odd[i]);
    }
}

Test(router, refuses_what_is_no_question)
{
    static const char *const bad[] = {"{}", "[]", "{\"message\": 1}", "{\"message\": null}",
                                      "{\"turns\": []}"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        CLEANUP(json_doc_freep) struct json_doc *doc = NULL;
        struct router_question question;
        cr_assert_eq(json_doc_parse(str_from(bad[i]), &doc, NULL), E_OK);
        cr_expect_eq(router_read(json_doc_root(doc), kit_arena, &question, NULL), E_INVALID, "%s",
                     bad[i]);
    }
}

Test(router, reads_turns_of_any_form)
{
    static const char *const odd[] = {
        "{\"message\": \"shorter\", \"turns\": 3, \"pictures\": [], \"preset\": 7}",
        "{\"message\": \"shorter\", \"turns\": [1, null, {\"steps\": 5}, {\"steps\": [1, "
        "{\"skill\": 3}, {\"skill\": \"summarize\"}]}]}",
        "{\"message\": \"in French\", \"turns\": [{\"steps\": [{\"skill\": \"nothing\", "
        "\"arguments\": [], \"result\": 1}]}]}",
        "{\"message\": \"what is it\", \"pictures\": {\"attached\": -5, \"earlier\": 1e300}}",
    };
    for (size_t i = 0; i < ARRAY_LEN(odd); i++) {
        cr_expect(strstr(kit_route(odd[i]), "\"acts\"") != NULL);
    }
}
