/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

#include "platform/phone/phone_int.h"

using i18n::phonenumbers::NullLogger;
using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

static PhoneNumberUtil *make_quiet()
{
    PhoneNumberUtil *util = PhoneNumberUtil::GetInstance();
    util->SetLogger(new NullLogger()); /* it would write what people type to standard output */
    return util;
}

phone_shim_result phone_shim_read(const char *text, size_t bytes, const char *region, char *out,
                                  size_t out_bytes)
{
    static PhoneNumberUtil *const util = make_quiet();
    PhoneNumber number;
    std::string e164;
    switch (util->Parse(std::string(text, bytes), region, &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR:
        break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR:
        return PHONE_SHIM_NO_REGION;
    default:
        return PHONE_SHIM_NO_NUMBER;
    }
    util->Format(number, PhoneNumberUtil::E164, &e164);
    if (!util->IsValidNumber(number) || e164.size() >= out_bytes) {
        return PHONE_SHIM_INVALID;
    }
    std::memcpy(out, e164.c_str(), e164.size() + 1);
    return PHONE_SHIM_OK;
}
