/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Percentages in words, rounding, figures of geometry. Halves are rounded away from zero. Those with more words come before those with fewer. */
#include "infer/calculator/shapes/shapes_int.h"

#define GROSS "The tax is taken to be in the price, as a part of what it is without."

static const struct shape shapes[] = {
    {"A percent|% tip on|for B\n"
     "A percent|% of B\n"
     "A per cent of B",
     "(B)*(A)/100", "B × A/100", SHAPE_OF_B},
    {"B increased|raised|up by A percent|%\n"
     "B went up by A percent|%\n"
     "B went|goes up A percent|%\n"
     "raise of A percent|% on B\n"
     "A percent|% raise|increase on|of|to B\n"
     "B with A percent|% increase|raise\n"
     "A percent|% on top of B\n"
     "A percent|% added to B\n"
     "B plus A percent|% increase",
     "(B)*(1+(A)/100)", "B × (1 + A/100)", SHAPE_OF_B},
    {"B down by A percent|%\n"
     "B went|goes down by A percent|%\n"
     "B went|goes down A percent|%\n"
     "A percent|% decrease|cut|drop of|on|in|from B\n"
     "B with A percent|% decrease|cut",
     "(B)*(1-(A)/100)", "B × (1 − A/100)", SHAPE_OF_B},
    {"A percent|% of what is B\n"
     "A percent|% of which number is B\n"
     "if A percent|% is B what is 100 percent|%\n"
     "B is A percent|% of how much\n"
     "A percent|% of what number is B\n"
     "what number is B A percent|% of\n"
     "A percent|% is B what is 100 percent|%\n"
     "A percent|% are B how much are|is 100 percent|%",
     "(B)/(A)*100", "B ÷ A × 100", SHAPE_OF_B},
    {"round B to A decimal places|place|digits|points|numbers\n"
     "round B to A decimals|decimal|places|place|dp|digits\n"
     "B rounded to A decimal places|place|digits|points\n"
     "B rounded to A decimals|decimal|places|place|dp|digits\n"
     "B to A decimal places|place|digits|points\n"
     "B to A decimals|dp\n"
     "round B to A digits after the decimal point|comma\n"
     "round off B to A decimal places|place\n"
     "round off B to A decimals",
     "(floor(abs((B)*10^(A))+1/2)*sgn((B)*10^(A)))/10^(A)", "B, to A decimals", SHAPE_OF_B},
    {"round B to A significant figures|digits\n"
     "B rounded to A significant figures|digits\n"
     "B to A significant figures|digits|figs\n"
     "B to A sig figs|fig\n"
     "round B to A sig figs|fig\n"
     "round B to A sf",
     "(floor(abs((B)/10^(floor(log(abs(B),10))-(A)+1))+1/2)*sgn((B)/"
     "10^(floor(log(abs(B),10))-(A)+1)))*10^(floor(log(abs(B),10))-(A)+1)",
     "B, to A digits that count", SHAPE_OF_B},
    {"round B to the nearest integer|whole|unit|one\n"
     "B rounded to the nearest integer|whole|unit|one\n"
     "B to the nearest integer|whole|unit|one\n"
     "round B to nearest integer|whole|unit|one\n"
     "round off B to the nearest integer|whole|unit|one\n"
     "B rounded to nearest integer|whole|unit|one\n"
     "round B to the nearest whole number\n"
     "B rounded to the nearest whole number\n"
     "B to the nearest whole number\n"
     "round B to a whole number\n"
     "round B to whole number\n"
     "round B to an integer",
     "(floor(abs((B)/1)+1/2)*sgn((B)/1))*1", "B, to the nearest integer", SHAPE_OF_B},
    {"round B to the nearest ten|tens\n"
     "B rounded to the nearest ten|tens\n"
     "B to the nearest ten|tens\n"
     "round B to nearest ten|tens\n"
     "round off B to the nearest ten|tens\n"
     "B rounded to nearest ten|tens",
     "(floor(abs((B)/10)+1/2)*sgn((B)/10))*10", "B, to the nearest ten", SHAPE_OF_B},
    {"round B to the nearest hundred|hundreds\n"
     "B rounded to the nearest hundred|hundreds\n"
     "B to the nearest hundred|hundreds\n"
     "round B to nearest hundred|hundreds\n"
     "round off B to the nearest hundred|hundreds\n"
     "B rounded to nearest hundred|hundreds",
     "(floor(abs((B)/100)+1/2)*sgn((B)/100))*100", "B, to the nearest hundred", SHAPE_OF_B},
    {"round B to the nearest thousand|thousands\n"
     "B rounded to the nearest thousand|thousands\n"
     "B to the nearest thousand|thousands\n"
     "round B to nearest thousand|thousands\n"
     "round off B to the nearest thousand|thousands\n"
     "B rounded to nearest thousand|thousands",
     "(floor(abs((B)/1000)+1/2)*sgn((B)/1000))*1000", "B, to the nearest thousand", SHAPE_OF_B},
    {"round B to the nearest million|millions\n"
     "B rounded to the nearest million|millions\n"
     "B to the nearest million|millions\n"
     "round B to nearest million|millions\n"
     "round off B to the nearest million|millions\n"
     "B rounded to nearest million|millions",
     "(floor(abs((B)/1000000)+1/2)*sgn((B)/1000000))*1000000", "B, to the nearest million",
     SHAPE_OF_B},
    {"round B to the nearest tenth|tenths\n"
     "B rounded to the nearest tenth|tenths\n"
     "B to the nearest tenth|tenths\n"
     "round B to nearest tenth|tenths\n"
     "round off B to the nearest tenth|tenths\n"
     "B rounded to nearest tenth|tenths",
     "(floor(abs((B)/(1/10))+1/2)*sgn((B)/(1/10)))*(1/10)", "B, to the nearest tenth", SHAPE_OF_B},
    {"round B to the nearest hundredth|hundredths|cent\n"
     "B rounded to the nearest hundredth|hundredths|cent\n"
     "B to the nearest hundredth|hundredths|cent\n"
     "round B to nearest hundredth|hundredths|cent\n"
     "round off B to the nearest hundredth|hundredths|cent\n"
     "B rounded to nearest hundredth|hundredths|cent",
     "(floor(abs((B)/(1/100))+1/2)*sgn((B)/(1/100)))*(1/100)", "B, to the nearest hundredth",
     SHAPE_OF_B},
    {"round B to the nearest thousandth\n"
     "B rounded to the nearest thousandth\n"
     "B to the nearest thousandth\n"
     "round B to nearest thousandth\n"
     "round off B to the nearest thousandth\n"
     "B rounded to nearest thousandth",
     "(floor(abs((B)/(1/1000))+1/2)*sgn((B)/(1/1000)))*(1/1000)", "B, to the nearest thousandth",
     SHAPE_OF_B},
    {"round B to the nearest half\n"
     "B rounded to the nearest half\n"
     "B to the nearest half\n"
     "round B to nearest half\n"
     "round off B to the nearest half\n"
     "B rounded to nearest half",
     "(floor(abs((B)/(1/2))+1/2)*sgn((B)/(1/2)))*(1/2)", "B, to the nearest half", SHAPE_OF_B},
    {"round B to the nearest quarter\n"
     "B rounded to the nearest quarter\n"
     "B to the nearest quarter\n"
     "round B to nearest quarter\n"
     "round off B to the nearest quarter\n"
     "B rounded to nearest quarter",
     "(floor(abs((B)/(1/4))+1/2)*sgn((B)/(1/4)))*(1/4)", "B, to the nearest quarter", SHAPE_OF_B},
    {"round B to the nearest dollar|euro|pound\n"
     "B rounded to the nearest dollar|euro|pound\n"
     "B to the nearest dollar|euro|pound\n"
     "round B to nearest dollar|euro|pound\n"
     "round off B to the nearest dollar|euro|pound\n"
     "B rounded to nearest dollar|euro|pound",
     "(floor(abs((B)/1)+1/2)*sgn((B)/1))*1", "B, to the nearest whole one", SHAPE_OF_B},
    {"round B to the nearest A\n"
     "B rounded to the nearest A\n"
     "B to the nearest A\n"
     "round B to nearest A",
     "(floor(abs((B)/(A))+1/2)*sgn((B)/(A)))*(A)", "B, to the nearest A", SHAPE_OF_B},
    {"round up B\n"
     "round B up",
     "ceil(B)", "B, rounded up", SHAPE_OF_B},
    {"round down B\n"
     "round B down",
     "floor(B)", "B, rounded down", SHAPE_OF_B},
    {"C people|persons|friends|ways|guests|diners|adults|kids|children|colleagues "
     "split|share|divide B\n"
     "C of us split|share|divide B",
     "(B)/(C)", "B ÷ C", SHAPE_OF_B},
    {"B and A %|percent raise|increase|rise",
     "(B)*(1+(A)/100)",
     "B × (1 + A/100)",
     SHAPE_OF_B,
     {"raise=(B)*(A)/100"}},
    {"without|before|excluding vat|tax|gst|mwst B at|with A %|percent",
     "(B)/(1+(A)/100)",
     "B ÷ (1 + A/100)",
     SHAPE_PRICE,
     {"tax=(B)-(B)/(1+(A)/100)"},
     GROSS},
    {"A percent|percentage|% out of B\n"
     "A out of B percent|percentage|%\n"
     "A is percent|percentage|% of B",
     "(A)/(B)*100", "A ÷ B × 100", SHAPE_PERCENT},
    {"area of circle with|of radius A\n"
     "area of circle radius A\n"
     "area of circle with|of r|radius = A\n"
     "area of circle A radius",
     "pi*(A)^2", "π × A²", SHAPE_AREA},
    {"area of circle with|of diameter A\n"
     "area of circle diameter A",
     "pi*(A)^2/4", "π × A² ÷ 4", SHAPE_AREA},
    {"circumference|perimeter of circle with|of radius A\n"
     "circumference|perimeter of circle radius A",
     "2*pi*(A)", "2 × π × A", SHAPE_LENGTH},
    {"circumference|perimeter of circle with|of diameter A\n"
     "circumference of circle diameter A",
     "pi*(A)", "π × A", SHAPE_LENGTH},
    {"area of square with|of side|sides|length A\n"
     "area of square with side|sides of|length A\n"
     "area of square A\n"
     "area of square side A",
     "(A)^2", "A²", SHAPE_AREA},
    {"perimeter of square with|of side|sides|length A\n"
     "perimeter of square A",
     "4*(A)", "4 × A", SHAPE_LENGTH},
    {"area of rectangle A by|x|times|and B\n"
     "area of rectangle with sides A and B\n"
     "area of rectangle of|with A by|x|and B\n"
     "area of A by|x B rectangle\n"
     "area of rectangle with length A width B\n"
     "area of room A by|x B\n"
     "area of A by|x B room",
     "(A)*(B)", "A × B", SHAPE_AREA},
    {"perimeter of rectangle A by|x|and B\n"
     "perimeter of rectangle with sides A and B\n"
     "perimeter of A by|x B rectangle",
     "2*((A)+(B))", "2 × (A + B)", SHAPE_LENGTH},
    {"area of triangle with base A height B\n"
     "area of triangle with base A and height B\n"
     "area of triangle base A height B\n"
     "area of triangle of base A height B",
     "(A)*(B)/2", "A × B ÷ 2", SHAPE_AREA},
    {"volume of sphere|ball with|of radius A\n"
     "volume of sphere|ball radius A",
     "4*pi*(A)^3/3", "4/3 × π × A³", SHAPE_VOLUME},
    {"volume of sphere|ball with|of diameter A", "pi*(A)^3/6", "π × A³ ÷ 6", SHAPE_VOLUME},
    {"surface|surface area of sphere with|of radius A\n"
     "surface area of sphere with|of radius A",
     "4*pi*(A)^2", "4 × π × A²", SHAPE_AREA},
    {"volume of cube with|of side|sides|edge|edges A\n"
     "volume of cube with side|edge|sides of|length A\n"
     "volume of cube A",
     "(A)^3", "A³", SHAPE_VOLUME},
    {"volume of cylinder with|of radius A height B\n"
     "volume of cylinder with|of radius A and height B\n"
     "volume of cylinder radius A height B",
     "pi*(A)^2*(B)", "π × A² × B", SHAPE_VOLUME},
    {"volume of cone with|of radius A height B\n"
     "volume of cone with|of radius A and height B",
     "pi*(A)^2*(B)/3", "π × A² × B ÷ 3", SHAPE_VOLUME},
    {"volume of box|cuboid A by|x B by|x C\n"
     "volume of A by|x B by|x C box\n"
     "volume of box|cuboid with sides A B C",
     "(A)*(B)*(C)", "A × B × C", SHAPE_VOLUME},
    {"hypotenuse of A and B\n"
     "hypotenuse with|of legs|sides A and B\n"
     "hypotenuse of right triangle with sides|legs A and B\n"
     "hypotenuse of triangle with sides|legs A and B\n"
     "hypotenuse A and B",
     "sqrt((A)^2+(B)^2)", "√(A² + B²)", SHAPE_LENGTH},
};
const struct shapes_list shapes_words = {shapes, ARRAY_LEN(shapes)};
