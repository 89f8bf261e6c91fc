/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Money: bills that are shared, interest, loans, taxes. Those with more words come before those with fewer. */
#include "infer/calculator/shapes/shapes_int.h"

#define COMPOUND "The interest is taken to be added once a year, and to bear interest itself."

#define SIMPLE "Simple interest is taken: it bears none itself."

#define LOAN                                                                                   \
    "Equal monthly payments at the end of each month are taken, with a twelfth of the yearly " \
    "rate each."

#define PEOPLE "people|persons|friends|ways|guests|diners|adults|kids|children|colleagues"

#define GROSS "The tax is taken to be in the price, as a part of what it is without."

static const struct shape shapes[] = {
    {"split|divide|share B with A %|percent tip among|between|by C " PEOPLE "\n"
     "split|divide|share of B with A %|percent tip among|between|by C " PEOPLE "\n"
     "B with A %|percent tip split|divided|shared among|between|by C " PEOPLE "\n"
     "B plus A %|percent tip split|divided|shared among|between|by C " PEOPLE "\n"
     "A %|percent tip on B split|divided|shared among|between|by C " PEOPLE "\n"
     "B with A %|percent tip split|divided C ways\n"
     "B split|divided|shared C ways with A %|percent tip\n"
     "B split|divided|shared among|between|by C with A %|percent tip\n"
     "B split|divided|shared among|between|by C " PEOPLE " with A %|percent tip\n"
     "split|divide|share B among|between|by C with A %|percent tip\n"
     "A %|percent tip on B split|divided C ways\n"
     "split|divide|share B among|between|by C " PEOPLE " with A %|percent tip\n"
     "split|divide|share of B among|between|by C " PEOPLE " with A %|percent tip\n"
     "tip A %|percent on|for B split|divided|shared among|between|by C\n"
     "tip A %|percent on|for B split|divided|shared C ways\n"
     "tip of A %|percent on|for B split|divided|shared among|between|by C\n"
     "tip of A %|percent on|for B split|divided|shared among|between|by C " PEOPLE "\n"
     "tip of A %|percent on|for B split|divided|shared C ways\n"
     "B split|divided|shared C ways plus|and A %|percent tip\n"
     "B plus A %|percent tip split|divided|shared C ways\n"
     "B plus|with A %|percent tip split|divided|shared among|between|by C\n"
     "B A %|percent tip split|divided|shared among|between|by C\n"
     "B A %|percent tip split|divided|shared among|between|by C " PEOPLE "\n"
     "B A %|percent tip split|divided|shared C ways\n"
     "B tip A %|percent split|divided|shared C ways\n"
     "B tip A %|percent split|divided|shared among|between|by C\n"
     "A %|percent tip on|for B split|divided|shared by C\n"
     "tip A %|percent on B split|divided|shared among|between|by C " PEOPLE "\n"
     "split|divide|share B C ways with A %|percent tip\n"
     "A %|percent tip on B split|divided|shared among|between C\n"
     "A %|percent tip on B for C " PEOPLE "\n"
     "B with A %|percent tip for C " PEOPLE,
     "(B)*(1+(A)/100)/(C)",
     "B × (1 + A/100) ÷ C",
     SHAPE_PRICE,
     {"tip=(B)*(A)/100", "total=(B)*(1+(A)/100)"}},
    {"split|divide|share B among|between|by C " PEOPLE "\n"
     "split|divide|share of B among|between|by C " PEOPLE "\n"
     "B split|divided|shared among|between|by C " PEOPLE "\n"
     "split|divide|share B C ways\n"
     "B split|divided|shared C ways\n"
     "split|divide|share of B C ways\n"
     "split|divide|share B among|between C\n"
     "split|share B by C",
     "(B)/(C)", "B ÷ C", SHAPE_OF_B},
    {"tip A %|percent on|for B\n"
     "tip of A %|percent on|for B\n"
     "B with tip of A %|percent\n"
     "B A %|percent tip\n"
     "B and A %|percent tip\n"
     "A %|percent tip on|for|of B\n"
     "B tip A %|percent",
     "(B)*(A)/100",
     "B × A/100",
     SHAPE_PRICE,
     {"total=(B)*(1+(A)/100)"}},
    {"B at A %|percent compound|compounded interest for|over|after C years|year\n"
     "B at A %|percent for|over|after C years|year compound|compounded\n"
     "B at A %|percent compounded for|over|after C years|year\n"
     "compound interest on|of|for B at A %|percent for|over|after C years|year\n"
     "compound interest on|of B for|over C years|year at A %|percent\n"
     "B at A %|percent for|over|after C years|year\n"
     "B invested at A %|percent for|over|after C years|year\n"
     "B invested|growing|saved|deposited for C years|year at A %|percent\n"
     "B growing|grows|grow at A %|percent for|over|after C years|year\n"
     "B with A %|percent compound interest for|over|after C years|year\n"
     "B with A %|percent interest for|over|after C years|year\n"
     "B at A %|percent interest for|over|after C years|year\n"
     "B for C years|year at A %|percent\n"
     "B at A %|percent interest compounded for|over|after C years|year\n"
     "B invested at A %|percent interest for|over|after C years|year",
     "(B)*(1+(A)/100)^(C)",
     "B × (1 + A/100)^C",
     SHAPE_PRICE,
     {"interest=(B)*((1+(A)/100)^(C)-1)"},
     COMPOUND},
    {"B at A %|percent compounded monthly for|over|after C years|year\n"
     "B at A %|percent for|over|after C years|year compounded monthly\n"
     "B invested at A %|percent compounded monthly for|over|after C years|year\n"
     "B at A %|percent interest compounded monthly for|over|after C years|year\n"
     "compound interest on B at A %|percent for C years|year compounded monthly\n"
     "compound interest on B at A %|percent compounded monthly for C years|year",
     "(B)*(1+(A)/1200)^(12*(C))",
     "B × (1 + A/1200)^(12 × C)",
     SHAPE_PRICE,
     {"interest=(B)*((1+(A)/1200)^(12*(C))-1)"}},
    {"B at A %|percent compounded quarterly for|over|after C years|year\n"
     "B at A %|percent for|over|after C years|year compounded quarterly\n"
     "B invested at A %|percent compounded quarterly for|over|after C years|year\n"
     "B at A %|percent interest compounded quarterly for|over|after C years|year\n"
     "compound interest on B at A %|percent for C years|year compounded quarterly\n"
     "compound interest on B at A %|percent compounded quarterly for C years|year",
     "(B)*(1+(A)/400)^(4*(C))",
     "B × (1 + A/400)^(4 × C)",
     SHAPE_PRICE,
     {"interest=(B)*((1+(A)/400)^(4*(C))-1)"}},
    {"B at A %|percent compounded daily for|over|after C years|year\n"
     "B at A %|percent for|over|after C years|year compounded daily\n"
     "B invested at A %|percent compounded daily for|over|after C years|year\n"
     "B at A %|percent interest compounded daily for|over|after C years|year\n"
     "compound interest on B at A %|percent for C years|year compounded daily\n"
     "compound interest on B at A %|percent compounded daily for C years|year",
     "(B)*(1+(A)/36500)^(365*(C))",
     "B × (1 + A/36500)^(365 × C)",
     SHAPE_PRICE,
     {"interest=(B)*((1+(A)/36500)^(365*(C))-1)"}},
    {"B at A %|percent compounded weekly for|over|after C years|year\n"
     "B at A %|percent for|over|after C years|year compounded weekly\n"
     "B invested at A %|percent compounded weekly for|over|after C years|year\n"
     "B at A %|percent interest compounded weekly for|over|after C years|year\n"
     "compound interest on B at A %|percent for C years|year compounded weekly\n"
     "compound interest on B at A %|percent compounded weekly for C years|year",
     "(B)*(1+(A)/5200)^(52*(C))",
     "B × (1 + A/5200)^(52 × C)",
     SHAPE_PRICE,
     {"interest=(B)*((1+(A)/5200)^(52*(C))-1)"}},
    {"B at A %|percent compounded semiannually for|over|after C years|year\n"
     "B at A %|percent for|over|after C years|year compounded semiannually\n"
     "B invested at A %|percent compounded semiannually for|over|after C years|year\n"
     "B at A %|percent interest compounded semiannually for|over|after C years|year\n"
     "compound interest on B at A %|percent for C years|year compounded semiannually\n"
     "compound interest on B at A %|percent compounded semiannually for C years|year",
     "(B)*(1+(A)/200)^(2*(C))",
     "B × (1 + A/200)^(2 × C)",
     SHAPE_PRICE,
     {"interest=(B)*((1+(A)/200)^(2*(C))-1)"}},
    {"simple interest on|of|for B at A %|percent for|over|after C years|year\n"
     "B at A %|percent simple interest for|over|after C years|year\n"
     "simple interest on B for|over C years|year at A %|percent\n"
     "interest on B at A %|percent for|over C years|year",
     "(B)*(A)/100*(C)",
     "B × A/100 × C",
     SHAPE_PRICE,
     {"total=(B)*(1+(A)/100*(C))"},
     SIMPLE},
    {"monthly payment|payments|rate on|for|of B at A %|percent for|over C years|year\n"
     "mortgage|loan of B at A %|percent for|over C years|year\n"
     "monthly payment on|for|of B loan|mortgage at A %|percent for|over C years|year\n"
     "loan payment|payments on|for|of B at A %|percent for|over C years|year",
     "(B)*((A)/1200)/(1-(1+(A)/1200)^(-12*(C)))",
     "B × r ÷ (1 − (1 + r)^(−n)), with r = A/1200 and n = 12 × C",
     SHAPE_PRICE,
     {"paid in all=(B)*((A)/1200)/(1-(1+(A)/1200)^(-12*(C)))*12*(C)"},
     LOAN},
    {"B including|incl|inclusive|with A %|percent vat|tax|gst|mwst net\n"
     "B including|incl|with A %|percent vat|tax|gst|mwst before vat|tax|gst|mwst\n"
     "B including|incl|with A %|percent vat|tax|gst|mwst without|excluding vat|tax|gst|mwst\n"
     "B with A %|percent vat|tax|gst|mwst net\n"
     "net of B including|with|incl A %|percent vat|tax|gst|mwst\n"
     "net of B at A %|percent vat|tax|gst|mwst\n"
     "net B including|with A %|percent vat|tax|gst|mwst\n"
     "before A %|percent vat|tax|gst|mwst B\n"
     "before A %|percent vat|tax|gst|mwst of B\n"
     "before A %|percent vat|tax|gst|mwst on B\n"
     "B without|before|excluding|excl|ex A %|percent vat|tax|gst|mwst\n"
     "of B without|before|excluding A %|percent vat|tax|gst|mwst\n"
     "remove|take|subtract A %|percent vat|tax|gst|mwst from B\n"
     "take out|off A %|percent vat|tax|gst|mwst from B\n"
     "without|excluding A %|percent vat|tax|gst|mwst of B\n"
     "before vat|tax|gst|mwst B with|including A %|percent vat|tax|gst|mwst\n"
     "B gross with|at A %|percent vat|tax|gst|mwst net\n"
     "B minus|less A %|percent vat|tax|gst|mwst\n"
     "B including|incl A %|percent vat|tax|gst|mwst\n"
     "net from B gross A %|percent vat|tax|gst|mwst\n"
     "before vat|tax|gst|mwst of B with|including|at A %|percent vat|tax|gst|mwst\n"
     "before A %|percent vat|tax|gst|mwst when B\n"
     "B including|incl|with A %|percent vat|tax|gst|mwst before it",
     "(B)/(1+(A)/100)",
     "B ÷ (1 + A/100)",
     SHAPE_PRICE,
     {"tax=(B)-(B)/(1+(A)/100)"},
     GROSS},
    {"vat|tax|gst|mwst in B at A %|percent\n"
     "vat|tax|gst|mwst included in B at A %|percent\n"
     "A %|percent vat|tax|gst|mwst in|included in B\n"
     "A %|percent vat|tax|gst|mwst contained|included in B",
     "(B)-(B)/(1+(A)/100)",
     "B − B ÷ (1 + A/100)",
     SHAPE_PRICE,
     {"net=(B)/(1+(A)/100)"},
     GROSS},
    {"A %|percent vat|tax|gst|mwst on|of B\n"
     "vat|tax|gst|mwst on B at A %|percent",
     "(B)*(A)/100",
     "B × A/100",
     SHAPE_PRICE,
     {"total=(B)*(1+(A)/100)"}},
    {"B plus|and|with A %|percent vat|tax|gst|mwst\n"
     "B plus|and|with A %|percent sales tax\n"
     "add A %|percent vat|tax|gst|mwst to B\n"
     "B with A %|percent vat|tax|gst|mwst added\n"
     "B plus|with A %|percent tip\n"
     "B plus a A %|percent tip\n"
     "B with a A %|percent tip",
     "(B)*(1+(A)/100)", "B × (1 + A/100)", SHAPE_PRICE},
    {"before A %|percent discount|off|reduction|sale B\n"
     "before A %|percent discount|off|reduction|sale of B\n"
     "B before A %|percent discount|off|reduction|sale\n"
     "B is after A %|percent discount|off|reduction|sale\n"
     "before A %|percent discount|off|reduction|sale when B\n"
     "of B before A %|percent discount|off|reduction|sale\n"
     "before discount|off|reduction|sale of A %|percent B\n"
     "B after A %|percent discount|off|reduction|sale before",
     "(B)/(1-(A)/100)", "B ÷ (1 − A/100)", SHAPE_PRICE},
    {"B after A %|percent discount|off|reduction|sale\n"
     "B with A %|percent discount|off|reduction|sale\n"
     "B at A %|percent off\n"
     "B reduced|discounted by A %|percent\n"
     "A %|percent discount|off|reduction|sale on|off|from|of B\n"
     "take A %|percent off B\n"
     "B on sale for A %|percent off\n"
     "discount of A %|percent on|off|from B\n"
     "B discount|off A %|percent\n"
     "B discounted A %|percent\n"
     "B with discount of A %|percent\n"
     "A %|percent off|discount of B\n"
     "A %|percent off|discount B\n"
     "A %|percent discount on|off|from B\n"
     "B with a A %|percent discount\n"
     "B and A %|percent off|discount\n"
     "B A %|percent off|discount",
     "(B)*(1-(A)/100)",
     "B × (1 − A/100)",
     SHAPE_PRICE,
     {"saved=(B)*(A)/100"}},
    {"half off of B\n"
     "half off|price B\n"
     "half price of|for B\n"
     "B with|at half off|price\n"
     "B at half\n"
     "B half off|price\n"
     "B reduced|discounted by half",
     "(B)*1/2", "B × 1/2", SHAPE_PRICE},
    {"third off of|from B\n"
     "third off B\n"
     "B with|at third off\n"
     "B third off\n"
     "B reduced|discounted by third",
     "(B)*2/3",
     "B × 2/3",
     SHAPE_PRICE,
     {"saved=(B)*1/3"}},
    {"quarter off of|from B\n"
     "quarter off B\n"
     "B with|at quarter off\n"
     "B quarter off\n"
     "B reduced|discounted by quarter",
     "(B)*3/4",
     "B × 3/4",
     SHAPE_PRICE,
     {"saved=(B)*1/4"}},
    {"A off of|from B\n"
     "A off B\n"
     "B with|at A off\n"
     "B reduced|discounted by A",
     "(B)*(1-(A))",
     "B × (1 − A)",
     SHAPE_SHARE,
     {"saved=(B)*(A)"}},
    {"A to B percent|percentage|% change|difference\n"
     "from A to B percent|percentage|% change|difference\n"
     "percent|percentage|% change|difference between A and B\n"
     "change from A to B in percent|percentage|%\n"
     "change from A to B as percent|percentage|%\n"
     "percent|percentage|% change A to B\n"
     "change from A to B in|as a percent|percentage|%\n"
     "from A to B in percent|percentage|%\n"
     "change|difference between A and B in percent|percentage|%\n"
     "from A to B as percent|percentage|%\n"
     "relative change from A to B\n"
     "from A to B percent|percentage|% growth\n"
     "percent|percentage|% growth from A to B\n"
     "growth from A to B in percent|percentage|%\n"
     "A to B percent|percentage|% increase|gain|rise\n"
     "from A to B percent|percentage|% increase|gain|rise\n"
     "increase|rise|raise|growth from A to B in percent|percentage|%\n"
     "what percent|percentage|% increase from A to B\n"
     "percent|percentage|% increase|rise|gain|raise A to B\n"
     "percent|percentage|% increase|rise|gain|raise between A and B\n"
     "what percent|percentage|% increase is A to B\n"
     "what percent|percentage|% did A increase|rise|grow to B",
     "((B)-(A))/(A)*100", "(B − A) ÷ A × 100", SHAPE_PERCENT},
    {"A to B percent|percentage|% decrease|loss|drop|fall\n"
     "from A to B percent|percentage|% decrease|loss|drop|fall\n"
     "decrease|drop|fall|loss from A to B in percent|percentage|%\n"
     "percent|percentage|% decrease|drop|loss|fall A to B\n"
     "percent|percentage|% decrease|drop|loss|fall between A and B\n"
     "percent|percentage|% drop|loss|fall|off|discount from A to B",
     "((A)-(B))/(A)*100", "(A − B) ÷ A × 100", SHAPE_PERCENT},
    {"what percent|percentage|% more|larger|greater|higher is A than B\n"
     "how many|much percent|percentage|% more|larger|greater|higher is A than B\n"
     "what percent|percentage|% more|larger|greater|higher A than B\n"
     "percent|percentage|% more A than B\n"
     "A is what percent|percentage|% more|higher|larger than B",
     "((A)-(B))/(B)*100", "(A − B) ÷ B × 100", SHAPE_PERCENT},
    {"what percent|percentage|% less|smaller|lower is A than B\n"
     "how many|much percent|percentage|% less|smaller|lower is A than B\n"
     "A is what percent|percentage|% less|lower|smaller than B",
     "((B)-(A))/(B)*100", "(B − A) ÷ B × 100", SHAPE_PERCENT},
    {"how many|much percent|percentage|% is A of|from B\n"
     "how many|much percent|percentage|% of B is A\n"
     "A is how many|much percent|percentage|% of B\n"
     "percent|percentage|% of A out of|in|from B\n"
     "percent|percentage|% of A to B\n"
     "A of B in|as percent|percentage|%\n"
     "A of B as a percent|percentage|%\n"
     "A from B in percent|percentage|%\n"
     "what percent|percentage|% A is of B\n"
     "A over B as a|in percent|percentage|%\n"
     "A over B as percent|percentage|%\n"
     "express A as percent|percentage|% of B\n"
     "what percent|percentage|% is A out of B\n"
     "A as a fraction of B in percent|percentage|%\n"
     "what is A as a percent|percentage|% of B\n"
     "score of A out of B\n"
     "A correct out of B\n"
     "A right out of B",
     "(A)/(B)*100", "A ÷ B × 100", SHAPE_PERCENT},
    {"A as a|an percent|percentage\n"
     "A as percent|percentage\n"
     "A in percent|percentage|%\n"
     "A to|into percent|percentage\n"
     "A to|into a percent|percentage\n"
     "A as|in %",
     "(A)*100", "A × 100", SHAPE_PERCENT},
    {"what percent|percentage|% of B is|are A\n"
     "what percent|percentage|% is|are A of|from B\n"
     "what percent|percentage|% is|are A out of B\n"
     "A is|are what percent|percentage|% of B\n"
     "A as a percent|percentage|% of B\n"
     "A as percent|percentage|% of B\n"
     "A out of B in|as percent|percentage|%\n"
     "A out of B as a percent|percentage|%",
     "(A)/(B)*100", "A ÷ B × 100", SHAPE_PERCENT},
    {"percent|percentage|% change from A to B\n"
     "percent|percentage|% increase from A to B",
     "((B)-(A))/(A)*100", "(B − A) ÷ A × 100", SHAPE_PERCENT},
    {"percent|percentage|% decrease from A to B", "((A)-(B))/(A)*100", "(A − B) ÷ A × 100",
     SHAPE_PERCENT},
    {"percent|percentage|% difference from A to B", "((B)-(A))/(A)*100", "(B − A) ÷ A × 100",
     SHAPE_PERCENT},
    {"B is|are A percent|% of what\n"
     "B is|are A percent|% of what number\n"
     "B is|are A percent|% of which number\n"
     "of what is|are B A percent|%",
     "(B)/(A)*100", "B ÷ A × 100", SHAPE_OF_B},
    {"B less A percent|%\n"
     "A percent|% less than B\n"
     "decrease|reduce|lower B by A percent|%\n"
     "B decreased|reduced by A percent|%\n"
     "subtract|take A percent|% from|off B\n"
     "B minus A percent|%",
     "(B)*(1-(A)/100)", "B × (1 − A/100)", SHAPE_OF_B},
    {"A percent|% more than B\n"
     "increase|raise B by A percent|%\n"
     "B increased|raised by A percent|%\n"
     "add A percent|% to B\n"
     "B plus A percent|%",
     "(B)*(1+(A)/100)", "B × (1 + A/100)", SHAPE_OF_B},
};
const struct shapes_list shapes_money = {shapes, ARRAY_LEN(shapes)};
