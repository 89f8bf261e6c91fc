/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What only makes sense after the turn before. */
#include <criterion/criterion.h>

#include "infer/router/test_router_kit.h"

TestSuite(router_follow, .init = kit_setup, .fini = kit_teardown);

#define AFTER(skill, arguments, result)                                \
    ", \"turns\": [{\"said\": \"x\", \"steps\": [{\"skill\": \"" skill \
    "\", \"arguments\": " arguments ", \"result\": " result "}]}]}"
#define AFTER_SUMMARY AFTER("summarize", "{\"text\": \"A. B. C.\"}", "{\"text\": \"A.\"}")
#define AFTER_PHRASES                              \
    AFTER("summarize", "{\"text\": \"A. B. C.\"}", \
          "{\"summary\": \"A.\", \"text\": \"A.\\n\\nKey phrases: a\"}")
#define AFTER_CONVERSION \
    AFTER("calculate", "{\"expression\": \"10 km in feet\"}", "{\"result\": \"32808.4 ft\"}")
#define AFTER_WEIGHT \
    AFTER("calculate", "{\"expression\": \"82 kilograms in stone\"}", "{\"result\": \"12.9 st\"}")
#define AFTER_BILL                                                               \
    AFTER("calculate", "{\"expression\": \"split 120 euros between 5 people\"}", \
          "{\"result\": \"24 EUR\"}")
#define AFTER_TIP \
    AFTER("calculate", "{\"expression\": \"120 euros with 10% tip\"}", "{\"result\": \"132 EUR\"}")
#define AFTER_DEGREES \
    AFTER("calculate", "{\"expression\": \"100 F in C\"}", "{\"result\": \"37.8 °C\"}")
#define AFTER_DAYS \
    AFTER("calculate", "{\"expression\": \"days until Christmas\"}", "{\"result\": \"28 days\"}")
#define AFTER_PLANET AFTER("science", "{\"query\": \"biggest planet\"}", "{\"title\": \"Jupiter\"}")
#define AFTER_COMPARISON \
    AFTER("science", "{\"query\": \"is Jupiter bigger than Earth\"}", "{\"title\": \"Yes.\"}")
#define AFTER_CLOCK \
    AFTER("calculate", "{\"expression\": \"what time is it in New York\"}", "{\"result\": \"9\"}")
#define AFTER_PERCENT AFTER("calculate", "{\"expression\": \"15 % of 80\"}", "{\"result\": \"12\"}")
#define AFTER_TRANSLATION                                              \
    AFTER("translate", "{\"text\": \"good morning\", \"to\": \"es\"}", \
          "{\"translation\": \"buenos d\\u00edas\", \"from\": \"en\", \"to\": \"es\"}")
#define AFTER_GOLD \
    AFTER("science", "{\"query\": \"atomic weight of gold\"}", "{\"title\": \"Gold\"}")
#define AFTER_KIND                                          \
    AFTER("science", "{\"query\": \"is mercury a metal\"}", \
          "{\"title\": \"Yes. Mercury is a metal\"}")
#define AFTER_WORD \
    AFTER("define", "{\"word\": \"ephemeral\"}", "{\"text\": \"lasting a short time\"}")
#define AFTER_CHECK \
    AFTER("grammar", "{\"text\": \"I has a apple\"}", "{\"corrected\": \"I have an apple\"}")
#define AFTER_CODE    AFTER("code", "{\"text\": \"[1,\", \"action\": \"check\"}", "{\"valid\": false}")
#define AFTER_READING AFTER("read_picture", "{}", "{\"read\": \"Bitte leise.\"}")

Test(router_follow, goes_on_from_the_turn_before)
{
    static const struct kit_row rows[] = {
        {"{\"message\": \"shorter\"" AFTER_SUMMARY,
         "{\"skill\":\"summarize\",\"arguments\":{\"text\":\"A. B. C.\",\"length\":\"short\"}"},
        {"{\"message\": \"longer please\"" AFTER_SUMMARY, "\"length\":\"long\""},
        {"{\"message\": \"as bullets\"" AFTER_SUMMARY,
         "{\"text\":\"A. B. C.\",\"form\":\"bullets\"}"},
        {"{\"message\": \"just two sentences\"" AFTER_SUMMARY, "\"sentences\":2"},
        {"{\"message\": \"in French\"" AFTER_SUMMARY,
         "{\"skill\":\"translate\",\"arguments\":{\"text\":\"A.\",\"to\":\"fr\"}"},
        {"{\"message\": \"and in miles?\"" AFTER_CONVERSION, "\"expression\":\"10 km in miles\""},
        {"{\"message\": \"and 3 km?\"" AFTER_CONVERSION, "\"expression\":\"3 km in feet\""},
        {"{\"message\": \"and of 200?\"" AFTER_PERCENT, "\"expression\":\"15 % of 200\""},
        {"{\"message\": \"times 3\"" AFTER_PERCENT, "\"expression\":\"(12) * 3\""},
        {"{\"message\": \"round that up\"" AFTER_CONVERSION,
         "\"expression\":\"round up 32808.4 ft\""},
        {"{\"message\": \"round it to one decimal, please\"" AFTER_WEIGHT,
         "\"expression\":\"round 12.9 st to one decimal\""},
        {"{\"message\": \"to the nearest ten\"" AFTER_CONVERSION,
         "\"expression\":\"round 32808.4 ft to the nearest ten\""},
        {"{\"message\": \"round it\"" AFTER_DEGREES,
         "\"expression\":\"round 37.8 to a whole number\""},
        {"{\"message\": \"and 90 euros?\"" AFTER_BILL,
         "\"expression\":\"split 90 euros between 5 people\""},
        {"{\"message\": \"and 6 people?\"" AFTER_BILL,
         "\"expression\":\"split 120 euros between 6 people\""},
        {"{\"message\": \"and 12%?\"" AFTER_TIP, "\"expression\":\"120 euros with 12% tip\""},
        {"{\"message\": \"and in Italian?\"" AFTER_TRANSLATION,
         "{\"text\":\"good morning\",\"to\":\"it\"}"},
        {"{\"message\": \"and tiny?\"" AFTER_WORD, "{\"word\":\"tiny\"}"},
        {"{\"message\": \"bradycardia?\"" AFTER_WORD, "{\"word\":\"bradycardia\"}"},
        {"{\"message\": \"another word for it, something politer?\"" AFTER_WORD,
         "{\"word\":\"ephemeral\",\"about\":\"synonyms\"}"},
        {"{\"message\": \"7\"" AFTER_CONVERSION, "\"expression\":\"7 km in feet\""},
        {"{\"message\": \"7\"" AFTER_GOLD, "What about 7?"},
        {"{\"message\": \"and 20%?\"" AFTER_PERCENT, "\"expression\":\"20 % of 80\""},
        {"{\"message\": \"and half a mile?\"" AFTER_CONVERSION,
         "\"expression\":\"half a mile in feet\""},
        {"{\"message\": \"And my wife, she is 65 kilograms.\"" AFTER_WEIGHT,
         "\"expression\":\"65 kilograms in stone\""},
        {"{\"message\": \"BMI for 70 kg and 1.75 m\"" AFTER_CONVERSION,
         "\"expression\":\"BMI for 70 kg and 1.75 m\""},
        {"{\"message\": \"list\"" AFTER_PERCENT, "A list of what?"},
        {"{\"message\": \"in French\"" AFTER_PHRASES, "{\"text\":\"A.\",\"to\":\"fr\"}"},
        {"{\"message\": \"And Easter?\"" AFTER_DAYS, "\"expression\":\"days until Easter\""},
        {"{\"message\": \"is it bigger than Earth\"" AFTER_PLANET,
         "{\"query\":\"is Jupiter bigger than Earth\"}"},
        {"{\"message\": \"how far is it from the sun?\"" AFTER_PLANET,
         "{\"query\":\"how far is Jupiter from the sun?\"}"},
        {"{\"message\": \"how far is it from the sun\"" AFTER_COMPARISON,
         "{\"query\":\"how far is Jupiter from the sun\"}"},
        {"{\"message\": \"is iron a metal and what is its melting point\"" AFTER_CODE,
         "{\"query\":\"melting point of iron\"}"},
        {"{\"message\": \"and of silver?\"" AFTER_GOLD, "{\"query\":\"atomic weight of silver\"}"},
        {"{\"message\": \"and iron?\"" AFTER_KIND, "{\"query\":\"is iron a metal\"}"},
        {"{\"message\": \"how big is it\"" AFTER_PLANET, "{\"query\":\"how big is Jupiter\"}"},
        {"{\"message\": \"in Spanish\"" AFTER_WORD,
         "{\"text\":\"ephemeral\",\"to\":\"es\",\"from\":\"en\"}"},
        {"{\"message\": \"translate it into Spanish\"" AFTER_WORD,
         "{\"text\":\"ephemeral\",\"to\":\"es\",\"from\":\"en\"}"},
        {"{\"message\": \"and back\"" AFTER_WORD, "\"acts\":[]"},
        {"{\"message\": \"and 1 mile of road?\"" AFTER_CONVERSION,
         "\"expression\":\"1 mile in feet\""},
        {"{\"message\": \"and in Tokyo?\"" AFTER_CLOCK,
         "\"expression\":\"what time is it in Tokyo\""},
        {"{\"message\": \"what are the planets\"" AFTER_WORD, "\"skill\":\"science\""},
        {"{\"message\": \"now into English again\"" AFTER_TRANSLATION,
         "{\"text\":\"buenos d\u00edas\",\"to\":\"en\"}"},
        {"{\"message\": \"translate my text into German\"" AFTER_CHECK,
         "{\"text\":\"I have an apple\",\"to\":\"de\"}"},
        {"{\"message\": \"and back\"" AFTER_TRANSLATION,
         "{\"text\":\"buenos d\u00edas\",\"to\":\"en\",\"from\":\"es\"}"},
        {"{\"message\": \"now translate it back please\"" AFTER_TRANSLATION, "\"to\":\"en\""},
        {"{\"message\": \"is it a metal?\"" AFTER_GOLD, "{\"query\":\"is gold a metal?\"}"},
        {"{\"message\": \"and is that a liquid\"" AFTER_KIND,
         "{\"query\":\"and is mercury a liquid\"}"},
        {"{\"message\": \"what about silver?\"" AFTER_GOLD, "silver"},
        {"{\"message\": \"its melting point?\"" AFTER_GOLD, "\"query\":\"melting point of gold\""},
        {"{\"message\": \"density?\"" AFTER_GOLD, "\"query\":\"density of gold\""},
        {"{\"message\": \"what about transient\"" AFTER_WORD, "{\"word\":\"transient\"}"},
        {"{\"message\": \"opposite?\"" AFTER_WORD,
         "{\"word\":\"ephemeral\",\"about\":\"opposites\"}"},
        {"{\"message\": \"why?\"" AFTER_CHECK,
         "{\"skill\":\"grammar\",\"arguments\":{\"text\":\"I has a apple\"}"},
        {"{\"message\": \"translate the corrected version to German\"" AFTER_CHECK,
         "{\"text\":\"I have an apple\",\"to\":\"de\"}"},
        {"{\"message\": \"format it\"" AFTER_CODE, "{\"text\":\"[1,\",\"action\":\"format\"}"},
        {"{\"message\": \"translate it into English\"" AFTER_READING,
         "{\"text\":\"Bitte leise.\",\"to\":\"en\"}"},
        {"{\"message\": \"thanks!\"" AFTER_PERCENT, "\"about\":\"thanks\""},
        {"{\"message\": \"thank you so much\"" AFTER_TRANSLATION, "\"about\":\"thanks\""},
        {"{\"message\": \"asdf qwer\"" AFTER_TRANSLATION, "\"about\":\"unclear\""},
        {"{\"message\": \"define\"" AFTER_CONVERSION, "Which word?"}, /* a figure is none */
        {"{\"message\": \"what is 12 * 12 and what does mile mean?\"" AFTER_CONVERSION,
         "\"word\":\"mile\""},
        {"{\"message\": \"shorter\"}", "\"acts\":[]"}, /* than what? */
    };
    kit_expect(rows, ARRAY_LEN(rows));
}

#define QUIZ_RUNS                            \
    AFTER("quiz", "{\"action\": \"start\"}", \
          "{\"question\": {\"prompt\": \"reluctant\"}, \"finished\": false}")
#define QUIZ_ENDS \
    AFTER("quiz", "{\"action\": \"answer\"}", "{\"question\": null, \"finished\": true}")

Test(router_follow, answers_a_running_quiz)
{
    static const struct kit_row rows[] = {
        {"{\"message\": \"unwilling\"" QUIZ_RUNS,
         "{\"action\":\"answer\",\"answer\":\"unwilling\"}"},
        {"{\"message\": \"I think it's unwilling\"" QUIZ_RUNS, "\"answer\":\"unwilling\""},
        {"{\"message\": \"(b)\"" QUIZ_RUNS, "\"answer\":\"b\""},
        {"{\"message\": \"the second one\"" QUIZ_RUNS, "\"answer\":\"2\""},
        {"{\"message\": \"stop\"" QUIZ_RUNS, "{\"action\":\"stop\"}"},
        {"{\"message\": \"what is 3 miles in km\"" QUIZ_RUNS, "\"skill\":\"calculate\""},
        {"{\"message\": \"another one\"" QUIZ_ENDS, "{\"action\":\"start\"}"},
    };
    kit_expect(rows, ARRAY_LEN(rows));
}
