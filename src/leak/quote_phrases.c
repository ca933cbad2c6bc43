/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What mail programs write around a quotation.  A language is a word in each table. */
#include "base/text.h"
#include "leak/quote_text.h"

/* Case is ignored for ASCII letters; others stand as clients write them. */
static const struct {
    const char *word;
    enum quote_label label;
} labels[] = {
    { "from", LABEL_FROM }, { "de", LABEL_FROM }, { "von", LABEL_FROM }, { "da", LABEL_FROM }, { "van", LABEL_FROM },
    { "od", LABEL_FROM }, { "från", LABEL_FROM }, { "fra", LABEL_FROM }, { "lähettäjä", LABEL_FROM }, { "От", LABEL_FROM },
    { "от кого", LABEL_FROM }, { "От кого", LABEL_FROM }, { "Від", LABEL_FROM }, { "kimden", LABEL_FROM },
    { "gönderen", LABEL_FROM }, { "feladó", LABEL_FROM }, { "expéditeur", LABEL_FROM }, { "remitente", LABEL_FROM },
    { "mittente", LABEL_FROM }, { "afzender", LABEL_FROM }, { "nadawca", LABEL_FROM }, { "odesílatel", LABEL_FROM },
    { "avsändare", LABEL_FROM }, { "afsender", LABEL_FROM }, { "absender", LABEL_FROM }, { "από", LABEL_FROM },
    { "Από", LABEL_FROM }, { "de la", LABEL_FROM }, { "发件人", LABEL_FROM }, { "差出人", LABEL_FROM }, { "送信者", LABEL_FROM },
    { "보낸 사람", LABEL_FROM },
    { "sent", LABEL_DATE }, { "date", LABEL_DATE }, { "envoyé", LABEL_DATE }, { "envoyé le", LABEL_DATE },
    { "gesendet", LABEL_DATE }, { "datum", LABEL_DATE }, { "enviado", LABEL_DATE }, { "enviado el", LABEL_DATE },
    { "enviada em", LABEL_DATE }, { "enviado em", LABEL_DATE }, { "fecha", LABEL_DATE }, { "inviato", LABEL_DATE },
    { "data", LABEL_DATE }, { "verzonden", LABEL_DATE }, { "wysłano", LABEL_DATE }, { "wysłane", LABEL_DATE },
    { "skickat", LABEL_DATE }, { "sendt", LABEL_DATE }, { "dato", LABEL_DATE }, { "lähetetty", LABEL_DATE },
    { "päivämäärä", LABEL_DATE }, { "päiväys", LABEL_DATE }, { "Отправлено", LABEL_DATE }, { "Дата", LABEL_DATE },
    { "Надіслано", LABEL_DATE }, { "gönderildi", LABEL_DATE }, { "gönderme tarihi", LABEL_DATE }, { "tarih", LABEL_DATE },
    { "odesláno", LABEL_DATE }, { "elküldve", LABEL_DATE }, { "dátum", LABEL_DATE }, { "trimis", LABEL_DATE },
    { "Στάλθηκε", LABEL_DATE }, { "Ημερομηνία", LABEL_DATE }, { "发送时间", LABEL_DATE }, { "送信日時", LABEL_DATE },
    { "보낸 날짜", LABEL_DATE },
    { "to", LABEL_TO }, { "à", LABEL_TO }, { "À", LABEL_TO }, { "an", LABEL_TO }, { "para", LABEL_TO }, { "a", LABEL_TO },
    { "aan", LABEL_TO }, { "do", LABEL_TO }, { "till", LABEL_TO }, { "til", LABEL_TO }, { "vastaanottaja", LABEL_TO },
    { "Кому", LABEL_TO }, { "kime", LABEL_TO }, { "komu", LABEL_TO }, { "címzett", LABEL_TO }, { "către", LABEL_TO },
    { "Προς", LABEL_TO }, { "destinataire", LABEL_TO }, { "収件人", LABEL_TO }, { "收件人", LABEL_TO }, { "宛先", LABEL_TO },
    { "받는 사람", LABEL_TO }, { "alıcı", LABEL_TO },
    { "subject", LABEL_SUBJECT }, { "objet", LABEL_SUBJECT }, { "betreff", LABEL_SUBJECT }, { "asunto", LABEL_SUBJECT },
    { "oggetto", LABEL_SUBJECT }, { "assunto", LABEL_SUBJECT }, { "onderwerp", LABEL_SUBJECT }, { "temat", LABEL_SUBJECT },
    { "ämne", LABEL_SUBJECT }, { "emne", LABEL_SUBJECT }, { "aihe", LABEL_SUBJECT }, { "Тема", LABEL_SUBJECT },
    { "konu", LABEL_SUBJECT }, { "předmět", LABEL_SUBJECT }, { "tárgy", LABEL_SUBJECT }, { "subiect", LABEL_SUBJECT },
    { "Θέμα", LABEL_SUBJECT }, { "主题", LABEL_SUBJECT }, { "件名", LABEL_SUBJECT }, { "제목", LABEL_SUBJECT },
    { "cc", LABEL_OTHER }, { "bcc", LABEL_OTHER }, { "kopie", LABEL_OTHER }, { "kopia", LABEL_OTHER }, { "kopi", LABEL_OTHER },
    { "copie", LABEL_OTHER }, { "Копия", LABEL_OTHER }, { "reply-to", LABEL_OTHER }, { "attachments", LABEL_OTHER },
    { "anlagen", LABEL_OTHER }, { "importance", LABEL_OTHER }, { "organization", LABEL_OTHER }, { "newsgroups", LABEL_OTHER },
    { "message-id", LABEL_OTHER }, { "reply to", LABEL_OTHER }, { "másolatot kap", LABEL_OTHER }, { "抄送", LABEL_OTHER },
};

static bool begins(struct sg_str s, const char *word)
{
    size_t n = strlen(word);
    return s.len >= n && sg_str_is_nocase(sg_str_n(s.data, n), word);
}

enum quote_label quote_label(struct sg_str line)
{
    struct sg_str s = sg_str_trim(line);
    while (s.len && (s.data[0] == '*' || s.data[0] == '_'))
        s.data++, s.len--;
    size_t n = 0;
    while (n < s.len && n < 40 && s.data[n] != ':')
        n++;
    if (n == 0 || n == s.len || s.data[n] != ':') { /* the wide colon of Chinese and Japanese clients */
        const char *wide = s.len ? memmem(s.data, s.len < 40 ? s.len : 40, "：", 3) : NULL;
        if (!wide) return LABEL_NONE;
        n = (size_t)(wide - s.data);
    }
    struct sg_str word = sg_str_n(s.data, n);
    for (; word.len && strchr("* \t", word.data[word.len - 1]); word.len--)
        ;
    while (word.len > 2 && memcmp(word.data + word.len - 2, "\xc2\xa0", 2) == 0)
        word.len -= 2;
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (sg_str_is_nocase(word, labels[i].word)) return labels[i].label;
    return LABEL_NONE;
}

static bool has(struct sg_str s, const char *const *words, size_t n)
{
    uint64_t begins_with[4] = { 0 }; /* a bit for each byte that a word begins with */
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)sg_lower(words[i][0]);
        begins_with[c / 64] |= UINT64_C(1) << (c % 64);
    }
    for (size_t at = 0; at < s.len; at++) {
        unsigned char c = (unsigned char)sg_lower(s.data[at]);
        if (!(begins_with[c / 64] >> (c % 64) & 1)) continue;
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)sg_lower(words[i][0]) == c && begins(sg_str_n(s.data + at, s.len - at), words[i])) return true;
    }
    return false;
}
#define HAS(s, words) has(s, words, sizeof(words) / sizeof(words)[0])

bool quote_is_separator(struct sg_str line)
{
    static const char *const words[] = {
        "original message", "forwarded message", "message d'origine", "message d’origine", "message transféré",
        "ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht", "mensaje original",
        "mensaje reenviado", "messaggio originale", "messaggio inoltrato", "mensagem original", "mensagem encaminhada",
        "oorspronkelijk bericht", "doorgestuurd bericht", "wiadomość oryginalna", "oryginalna wiadomość",
        "wiadomość przekazana", "ursprungligt meddelande", "originalmeddelande", "vidarebefordrat meddelande",
        "oprindelig meddelelse", "videresendt meddelelse", "opprinnelig melding", "videresendt melding",
        "alkuperäinen viesti", "välitetty viesti", "Исходное сообщение", "Пересылаемое сообщение",
        "Пересланное сообщение", "Оригінальне повідомлення", "özgün ileti", "orijinal mesaj", "iletilmiş mesaj",
        "původní zpráva", "přeposlaná zpráva", "eredeti üzenet", "továbbított üzenet", "mesaj original", "original-nachricht",
        "Αρχικό μήνυμα", "original appointment", "forwarded by", "原始邮件", "転送メッセージ", "元のメッセージ", "원본 메시지",
    };
    static const char *const alone[] = { "begin forwarded message:", "anfang der weitergeleiteten", "début du message réexpédié",
                                         "inicio del mensaje reenviado", "inizio messaggio inoltrato" };
    struct sg_str s = sg_str_trim(line);
    if (s.len > 100) return false;
    for (size_t i = 0; i < sizeof alone / sizeof *alone; i++)
        if (begins(s, alone[i])) return true;
    return s.len > 4 && memcmp(s.data, "--", 2) == 0 && HAS(s, words);
}

bool quote_has_wrote(struct sg_str line)
{
    static const char *const words[] = {
        "wrote", "writes", "said", "typed", "a écrit", "écrivait", "écrit", "schrieb", "geschrieben", "schreef", "escribió",
        "escribio", "ha scritto", "scrive", "escreveu", "napisał", "napisał(a)", "pisze", "skrev", "skriver", "kirjoitti",
        "написал", "писал", "пишет", "написав", "пише", "yazdı", "napsal", "napsal(a)", "írta", "a scris", "έγραψε", "写道", "のメール", "작성",
    };
    struct sg_str s = sg_str_trim(line);
    while (s.len && strchr(":.>*_ ", s.data[s.len - 1]))
        s.len--;
    if (s.len > 32) s = sg_str_n(s.data + s.len - 32, 32);
    return HAS(s, words);
}

bool quote_has_footer_word(struct sg_str line)
{
    static const char *const words[] = { "unsubscri", "mailing list", "mailman/listinfo", "listinfo/", "yahoo! groups",
                                         "groups.google", "to post to this", "list archive", "sponsor", "do you yahoo",
                                         "désabonner", "désinscri", "abmelden", "abbestellen", "mailingliste",
                                         "darse de baja", "cancellarsi", "descadastrar", "uitschrijven", "wypisa", "отписаться",
                                         "get your free", "scanned by", "virus", "sourceforge.net email", "http://lists.", "confidential", "intended recipient", "disclaimer", "vertraulich", "confidentiel",
                                         "https://lists." };
    return HAS(line, words);
}

bool quote_is_sent_from(struct sg_str line)
{
    static const char *const words[] = { "sent from my ", "sent from yahoo", "sent via ", "get outlook for", "envoyé de mon ",
                                         "von meinem ", "gesendet von ", "enviado desde mi ", "enviado do meu ",
                                         "inviato da ", "verzonden vanaf ", "wysłane z ", "skickat från min ", "sendt fra min ",
                                         "lähetetty ", "Отправлено с " };
    struct sg_str s = sg_str_trim(line);
    if (s.len > 80) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (begins(s, words[i])) return true;
    return false;
}
