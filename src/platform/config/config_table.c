/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "platform/config/config_int.h"

#define AT(member) offsetof(struct config, member)

const struct setting settings[] = {
    {"listen", SETTING_TEXT, AT(listen), "127.0.0.1:8080", 1, 100, NULL, false,
     "Address and port to serve on. \":8080\" means every address of this machine; port 0 takes a "
     "free one."},
    {"data", SETTING_TEXT, AT(data), "data", 1, 1000, NULL, false,
     "Folder for the database, the pictures and the keys. It is made where it is missing."},
    {"public_url", SETTING_URL, AT(public_url), "", 0, 300, NULL, false,
     "How people reach this server, for links in e-mails, such as https://assisti.example.org. "
     "Empty: the address of this machine that the request was sent to, which is seldom right "
     "behind "
     "a proxy."},
    {"behind_proxy", SETTING_BOOL, AT(behind_proxy), "no", 0, 0, NULL, false,
     "Whether a reverse proxy stands in front. Then the client's address and scheme are taken from "
     "its X-Forwarded-For and X-Forwarded-Proto."},
    {"hsts_subdomains", SETTING_BOOL, AT(hsts_subdomains), "no", 0, 0, NULL, false,
     "Whether browsers shall for a year open all names below this server's by https only, too "
     "(Strict-Transport-Security with includeSubDomains). Not the default: what else stands below "
     "the domain without https could not be opened any more."},
    {"metrics_token", SETTING_TEXT, AT(metrics_token), "", 16, 200, NULL, true,
     "Long random text, 16 bytes at least, that others than this machine itself send as a bearer "
     "token to read /metrics. Empty: they cannot."},
    {"private_networks", SETTING_BOOL, AT(private_networks), "no", 0, 0, NULL, false,
     "Whether identity providers and model endpoints may stand in private networks, such as "
     "192.168.0.0/16, and model endpoints there be asked without TLS. What is not in the public "
     "Internet is not asked otherwise, but for this machine itself where an address names it."},
    {"log_level", SETTING_CHOICE, AT(log_level), "info", 0, 0, "debug info warn error", false,
     "The least important events that the log shows."},
    {"smtp_url", SETTING_TEXT, AT(smtp_url), "", 0, 500, NULL, true,
     "Mail server, such as smtps://user:password@mail.example.org:465. Empty: mail is kept in the "
     "outbox, which staff read, or goes to the server that they set."},
    {"smtp_tls", SETTING_CHOICE, AT(smtp_tls), "auto", 0, 0, "auto required opportunistic none",
     false,
     "Encryption towards the server of smtp_url. auto: none to this machine itself, required to "
     "all "
     "others. opportunistic: where it offers it, which whoever stands between can prevent. A "
     "password leaves this machine encrypted in any case, or not at all."},
    {"mail_from", SETTING_TEXT, AT(mail_from), "Assisti <assisti@localhost>", 3, 300, NULL, false,
     "Sender of the server's e-mails, where staff have set no other."},
    {"oidc_issuer", SETTING_TEXT, AT(oidc_issuer), "", 0, 500, NULL, false,
     "Identity provider that people may log in with by OpenID Connect, such as "
     "https://id.example.org/realms/main; letter by letter as its discovery document names itself. "
     "It sends people back to PUBLIC_URL/api/v1/auth/oidc/sso/callback."},
    {"oidc_client_id", SETTING_TEXT, AT(oidc_client_id), "", 0, 500, NULL, false,
     "What the identity provider calls this server."},
    {"oidc_client_secret", SETTING_TEXT, AT(oidc_client_secret), "", 0, 500, NULL, true,
     "The secret that it gave this server. Empty: none, for public clients."},
    {"oidc_title", SETTING_TEXT, AT(oidc_title), "single sign-on", 1, 60, NULL, false,
     "What the log-in page calls the identity provider."},
    {"oidc_providers", SETTING_TEXT, AT(oidc_providers), "", 0, 1000, NULL, false,
     "JSON file of several identity providers: {\"providers\": [{\"name\": \"work\", \"title\": "
     "\"Work\", \"issuer\": ..., \"client_id\": ..., \"client_secret\": ...}]}. A name stands in "
     "the address that people are sent back to, in place of \"sso\". \"secret_in\": \"body\" is "
     "for providers that want client_secret_post and do not say so."},
    {"openai_base_url", SETTING_TEXT, AT(openai_base_url), "", 0, 500, NULL, false,
     "Server of models that speaks OpenAI's API, such as http://127.0.0.1:11434/v1. Staff see it "
     "among the model endpoints, and set up more there."},
    {"openai_api_key", SETTING_TEXT, AT(openai_api_key), "", 0, 1000, NULL, true,
     "The key that it is asked with. Empty: none."},
    {"openai_model", SETTING_TEXT, AT(openai_model), "", 0, 200, NULL, false,
     "Which of its models answers where nobody names one. Empty: the first that it lists."},
    {"ocr_languages", SETTING_TEXT, AT(ocr_languages), "eng", 1, 100, NULL, false,
     "Languages to read pictures in where an upload names none, joined by +, such as eng+chi_sim."},
    {"tessdata", SETTING_TEXT, AT(tessdata), "/usr/share/tesseract-ocr/5/tessdata", 1, 1000, NULL,
     false,
     "Folder of language files for text recognition; the default is where Debian's packages put "
     "them."},
    {"max_upload_mib", SETTING_NUMBER, AT(max_upload_mib), "20", 1, 1024, NULL, false,
     "Largest upload in MiB, where staff have set no other."},
    {"workers", SETTING_NUMBER, AT(workers), "0", 0, 256, NULL, false,
     "Processes that look at pictures. 0: one for each processor core."},
    {"connections", SETTING_NUMBER, AT(connections), "12000", 16, 1000000, NULL, false,
     "Connections open at once. The system's limit of open files (ulimit -n) must be somewhat "
     "higher."},
    {"outgoing", SETTING_NUMBER, AT(outgoing), "6000", 16, 1000000, NULL, false,
     "Requests to other servers at once: each answer that a model writes is one. Each needs an "
     "open file."},
    {"request_seconds", SETTING_NUMBER, AT(request_seconds), "120", 1, 3600, NULL, false,
     "Longest time for a request to arrive whole."},
    {"shutdown_seconds", SETTING_NUMBER, AT(shutdown_seconds), "20", 0, 600, NULL, false,
     "How long running requests may take to finish when the server is asked to stop."},
    {"auth_per_minute", SETTING_NUMBER, AT(auth_per_minute), "60", 1, 1000000, NULL, false,
     "Log-ins, registrations and codes that one address may try in a minute, where staff have set "
     "no other number; in an hour it may be wrong five times as often, and make as many accounts."},
    {"writes_per_minute", SETTING_NUMBER, AT(writes_per_minute), "600", 1, 1000000, NULL, false,
     "Other requests that change something, from one address in a minute, where staff have set no "
     "other number."},
};

const size_t setting_count = ARRAY_LEN(settings);
_Static_assert(ARRAY_LEN(settings) <= CONFIG_SETTINGS_MAX, "raise CONFIG_SETTINGS_MAX");
