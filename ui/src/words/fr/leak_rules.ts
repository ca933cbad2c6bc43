// The findings' sentences in French, by rule (src/model/leak_rules.c has the English), and the words that stand in facts.
import type { RuleWords } from '../en/leak';

const same = 'Le même cas dans des courriels vérifiés.';

export const frenchRules: Record<string, RuleWords> = {
  recovered: {
    title: 'Vérifié une fois défait ce qui lui est arrivé en chemin',
    reason: 'La signature de {domain} tient une fois défait ceci : {harms}.',
    overturn: 'Rien n’est à renverser : la signature fixe le contenu signé.',
  },
  'signature-fails': {
    title: 'Signé, et la signature ne tient pas',
    reason: 'La signature de {domain} (sélecteur {selector}) ne tient pas : {problem}. Un échec n’est pas un faux.',
    overturn: 'Une autre copie de ce courriel, ou la clé de l’époque, avec laquelle elle tient.',
  },
  'no-key': {
    title: 'Signé, et la clé n’est pas connue',
    reason: 'Le fichier de clés ne contient aucune clé pour le sélecteur {selector} de {domain}.',
    overturn: 'L’enregistrement de cette clé, tiré d’une archive.',
  },
  'unsigned-tail': {
    title: 'La signature laisse libre la fin du corps',
    reason: 'l= laisse sans signature les {bytes} derniers octets du corps.',
    overturn: 'Une copie sans cette fin.',
  },
  'weak-key': {
    title: 'Signé avec une clé faible',
    reason: 'La clé de {domain} compte {bits} bits ; elle a pu être calculée.',
    overturn: 'D’autres preuves du même contenu.',
  },
  'not-aligned': {
    title: 'Signé seulement par un autre domaine que celui de l’expéditeur',
    reason: '{domain} a signé ; le courriel est de {from}.',
    overturn: 'Un contrat par lequel {domain} envoie pour lui.',
  },
  'key-not-yet-seen': {
    title: 'La clé a été vue pour la première fois après la date du courriel',
    reason: 'La clé du sélecteur {selector} a été vue pour la première fois : {seen} ; date du courriel : {date}.',
    overturn: 'Une archive qui a vu cette clé plus tôt.',
  },
  'unsigned-among-signed': {
    title: 'Non signé là où les courriels de cet expéditeur le sont',
    reason: 'Dans les mois voisins, {signed} courriels de {domain} sur {total} sont signés par ce domaine ; celui-ci ne l’est pas.',
    overturn: 'Un autre chemin sur lequel ce domaine ne signait pas (une liste, un téléphone, un formulaire).',
  },
  'quote-conflict': {
    title: 'Un courriel vérifié le cite avec d’autres mots',
    reason: 'Une réponse vérifiée cite « {other_words} » là où ce courriel porte « {words} ».',
    overturn: 'La preuve que l’auteur de la réponse a modifié la citation.',
  },
  'quote-conflict-unverified': {
    title: 'Une réponse le cite avec d’autres mots',
    reason: 'Une réponse, elle-même non vérifiée, cite « {other_words} » là où ce courriel porte « {words} ».',
    overturn: 'La preuve que l’un des deux a été remanié par son auteur.',
  },
  'quote-changed': {
    title: 'Il cite d’autres mots que ceux qui ont été envoyés',
    reason: 'Il cite « {other_words} » là où le courriel, dont les mots sont garantis, porte « {words} ».',
    overturn: 'La preuve que son auteur a corrigé ou abrégé la citation.',
  },
  'altered-copy': {
    title: 'Une autre copie porte d’autres mots',
    reason: '« {words} » ici, « {other_words} » dans l’autre copie ; endroits de cette sorte : {n_changes}. {which}',
    overturn: 'La preuve que son auteur a envoyé deux versions.',
  },
  'message-id-reused': {
    title: 'Un autre courriel porte le même Message-ID',
    reason: 'Il partage son Message-ID avec un courriel aux mots tout différents (part de ses mots en commun : {same}).',
    overturn: 'Un logiciel qui écrit le même identifiant dans chaque courriel.',
  },
  'date-after-received': {
    title: 'Daté d’après sa réception',
    reason: 'Il se dit du {date} ; le premier serveur l’a reçu le {received}.',
    overturn: 'Une horloge fausse le même jour dans d’autres courriels.',
  },
  'date-before-received': {
    title: 'Reçu longtemps après sa date',
    reason: 'Il se dit du {date} ; le premier serveur l’a reçu le {received}, soit {delay} plus tard.',
    overturn: 'Un courriel resté dans une boîte d’envoi.',
  },
  'hops-out-of-order': {
    title: 'Les heures des serveurs reculent',
    reason: '{by} dit l’avoir reçu le {time}, soit {backwards} plus tôt que {before}, qui l’avait eu avant lui.',
    overturn: 'Une horloge que l’on sait fausse.',
  },
  'hops-do-not-meet': {
    title: 'Deux étapes ne se rejoignent pas',
    reason: '{by} l’a reçu ; l’étape suivante dit qu’il venait de {from}.',
    overturn: 'Un relais qui porte les deux noms.',
  },
  'impossible-zone': {
    title: 'Un fuseau horaire qui n’existe pas',
    reason: 'Le champ {field} indique le fuseau {zone}.',
    overturn: 'Un logiciel connu pour l’écrire.',
  },
  'message-id-unlike-client': {
    title: 'Son Message-ID n’est pas du logiciel qu’il nomme',
    reason: 'Dans cette fuite, {client} écrit des identifiants de la forme {usual} ; celui-ci a la forme {form}.',
    overturn: 'La même association dans des courriels vérifiés.',
  },
  'message-id-domain': {
    title: 'Son Message-ID est d’un domaine que cet expéditeur n’emploie pas',
    reason: 'L’identifiant se termine par {domain} ; {from} emploie {usual}.',
    overturn: same,
  },
  'thread-index-time': {
    title: 'Thread-Index indique une autre heure',
    reason: 'Thread-Index dit {index_time} ; le courriel dit {date}.',
    overturn: 'Une conversation commencée à ce moment-là.',
  },
  'structure-unlike-client': {
    title: 'Construit autrement que les courriels de son logiciel',
    reason: 'Ailleurs dans cette fuite, {client} ne construit pas de courriel en {structure} ; l’habituel est {usual}.',
    overturn: same,
  },
  'boundary-unlike-client': {
    title: 'Son séparateur n’est pas du logiciel qu’il nomme',
    reason: 'Dans cette fuite, {client} écrit des séparateurs de la forme {usual} ; celui-ci a la forme {form}.',
    overturn: 'La même association dans des courriels vérifiés.',
  },
  'fields-unlike-client': {
    title: 'Son en-tête n’est pas dans l’ordre de son logiciel',
    reason: 'Dans cette fuite, {client} écrit « {usual} » ; on lit ici « {fields} ».',
    overturn: same,
  },
  'unusual-for-sender': {
    title: 'Différent des autres courriels de cet expéditeur',
    reason: 'Pour {from}, ceci est inhabituel : {traits}.',
    overturn: 'Un voyage, un nouvel appareil, un assistant qui écrit à sa place.',
  },
  'recipient-lacks-it': {
    title: 'La boîte de son destinataire n’en a pas de copie',
    reason: 'Il va de {from} à {to}, dont la boîte est ici, couvre sa date et contient {there} de ces courriels sur {due}, mais pas celui-ci.',
    overturn: 'La preuve que c’était un brouillon, ou que son destinataire l’a supprimé.',
  },
  'batch-edit': {
    title: 'Enregistré de nouveau avec d’autres en quelques minutes',
    reason: '{documents} documents, créés sur {span}, ont été enregistrés en {minutes} par « {editor} » ; par hasard : {chance}.',
    overturn: 'Une conversion ou une migration que quelqu’un peut nommer.',
  },
  'modified-after-latest': {
    title: 'Enregistré après le dernier courriel de la fuite',
    reason: 'Enregistré le {modified} ; le dernier courriel est du {latest}.',
    overturn: 'La preuve qu’il a été pris plus tard que les courriels.',
  },
  'modified-after-theft': {
    title: 'Enregistré après la date indiquée du vol',
    reason: 'Enregistré le {modified}, après le {theft}.',
    overturn: 'Une autre date du vol.',
  },
  'modified-after-sent': {
    title: 'Enregistré après l’envoi du courriel qui le porte',
    reason: 'Enregistré le {modified} ; le courriel qui le porte est du {date}.',
    overturn: 'Une horloge fausse.',
  },
  'metadata-contradict': {
    title: 'Ses métadonnées se contredisent',
    reason: '{what} : {one} contre {other}.',
    overturn: 'Un logiciel connu pour les écrire ainsi.',
  },
  'editor-script': {
    title: 'Enregistré sous un nom dans une écriture inhabituelle pour cette fuite',
    reason: 'Enregistré pour la dernière fois par « {editor} » ({script}) ; part des noms de ses documents qui sont ainsi écrits – {usual} : {share}.',
    overturn: 'Un collègue de ce nom.',
  },
  'editor-locale': {
    title: 'Réglages de langue différents des autres',
    reason: 'Sa langue est {lang} ; {share} des documents de cette sorte dans la fuite sont en {usual}.',
    overturn: 'Un modèle venu de l’étranger.',
  },
  'shared-history': {
    title: 'Partage son historique de rédaction avec d’autres',
    reason: 'Il partage {n} marques de révision avec {documents} autres documents.',
    overturn: 'Un modèle commun.',
  },
  'pdf-saves': {
    title: 'Un PDF complété après sa création',
    reason: 'Il contient {saves} enregistrements ultérieurs derrière le premier ; ce qu’ils ont remplacé est encore dans le fichier.',
    overturn: 'Une signature ou un formulaire rempli.',
  },
};

/* What the program writes into facts in English, whole … */
const WHOLE: Record<string, string> = {
  'Both are verified: both were sent so.': 'Les deux sont vérifiés : les deux ont été envoyés ainsi.',
  'The other is verified.': 'L’autre est vérifiée.',
  'Neither is verified: it cannot be told which was altered.': 'Aucune n’est vérifiée : on ne peut pas dire laquelle a été modifiée.',
  'the body is not the one that was signed': 'le corps n’est pas celui qui a été signé',
  'the body was not read': 'le corps n’a pas été lu',
  'the header is not the one that was signed': 'l’en-tête n’est pas celui qui a été signé',
  'header and body are not those that were signed': 'l’en-tête et le corps ne sont pas ceux qui ont été signés',
  'made with another key, or altered itself': 'elle a été faite avec une autre clé, ou modifiée elle-même',
  'an ARC field without its number': 'un champ ARC sans son numéro',
  'an ARC field stands twice': 'un champ ARC figure deux fois',
  'an ARC set is not whole': 'un jeu ARC est incomplet',
  'the key is of an unknown kind': 'la clé est d’un genre inconnu',
  'the key\'s record is no list of tags': 'l’enregistrement de la clé est mal formé',
  'the key\'s record is of another version': 'l’enregistrement de la clé est d’une autre version',
  'the key\'s record holds no key': 'l’enregistrement de la clé ne contient pas de clé',
  'the key\'s bytes cannot be read': 'les octets de la clé sont illisibles',
  'the key\'s bytes are no key': 'les octets de la clé ne forment pas une clé',
  'the key was revoked': 'la clé a été révoquée',
  'the key is of another kind than the signature': 'la clé n’est pas du même genre que la signature',
  'the key does not allow this hash': 'la clé n’admet pas cette empreinte',
  'the key is not for mail': 'la clé n’est pas faite pour le courriel',
  'the key does not allow a sub-domain in i=': 'la clé n’admet pas de sous-domaine dans i=',
  'no list of tags': 'la signature est mal formée',
  'a tag that must be there is missing': 'une étiquette obligatoire manque',
  'b= is no signature': 'b= n’est pas une signature',
  'no key for this selector': 'aucune clé pour ce sélecteur',
  'several names': 'plusieurs noms',
  'the documents\' own times of saving': 'les dates d’enregistrement des documents',
  'the times of the parts inside': 'les dates de leurs parties',
  'the times in XMP': 'les dates de XMP',
  'created after it was last saved': 'Créé après son dernier enregistrement',
  'two records of one time': 'Deux mentions d’une même date',
  'its parts are newer than its last saving': 'Ses parties sont plus récentes que son dernier enregistrement',
  'edited for longer than it exists': 'Travaillé plus longtemps qu’il n’existe',
  'never saved again, and edited for hours': 'Jamais réenregistré, et travaillé pendant des heures',
  'saved before its program was published': 'Enregistré avant la sortie de son logiciel',
  'taken after it was saved': 'Prise après son enregistrement',
  'revision 1': 'révision 1',
  none: 'aucun',
};
const SCRIPTS: Record<string, string> = {
  Latin: 'latine', Cyrillic: 'cyrillique', Greek: 'grecque', Arabic: 'arabe', Hebrew: 'hébraïque', 'Han or kana': 'han ou kana', Hangul: 'hangul', Armenian: 'arménienne',
  Georgian: 'géorgienne', Thai: 'thaïe', Devanagari: 'devanagari', another: 'autre',
};
const UNITS: Record<string, string> = { years: 'ans', days: 'jours', hours: 'heures', minutes: 'minutes', seconds: 'secondes' };
const TRAITS: Record<string, string> = {
  client: 'logiciel', 'form of the Message-ID': 'forme du Message-ID', structure: 'structure', 'form of the boundary': 'forme du séparateur', 'order of the header\'s fields': 'ordre des champs de l’en-tête',
  zone: 'fuseau', 'time of day': 'heure du jour', charset: 'jeu de caractères', language: 'langue', 'domain of the Message-ID': 'domaine du Message-ID', 'first server': 'premier serveur',
};
const own = (table: Record<string, string>, key: string): string => (Object.hasOwn(table, key) ? table[key] : key);

const TRAIT = new RegExp(`^(${Object.keys(TRAITS).join('|')}) (.*), elsewhere (.*) in (\\d+) of (\\d+) mails$`);
const noneIn = (value: string): string => (value === '(none)' ? 'aucun' : value);
const trait = (said: string): string => {
  const m = TRAIT.exec(said);
  return m ? `${own(TRAITS, m[1])} ${noneIn(m[2])}, ailleurs ${noneIn(m[3])} dans ${m[4]} courriels sur ${m[5]}` : said;
};

/* … and in parts. Each is tried in turn; what is none of them stays as it is. */
const PARTS: [RegExp, (...found: string[]) => string][] = [
  [/^(\d+) (years|days|hours|minutes|seconds)$/, (_, n, unit) => `${n} ${n === '1' ? own(UNITS, unit).replace(/s$/, '') : own(UNITS, unit)}`],
  [/^a name in (.+) script$/, (_, script) => `un nom en écriture ${own(SCRIPTS, script)}`],
  [/^(.+) script$/, (_, script) => `écriture ${own(SCRIPTS, script)}`],
  [/^created (\d{4}-.*)$/, (_, time) => `créé le ${time}`],
  [/^in XMP created (\d{4}-.*)$/, (_, time) => `dans XMP, créé le ${time}`],
  [/^in XMP saved (\d{4}-.*)$/, (_, time) => `dans XMP, enregistré le ${time}`],
  [/^saved (\d{4}-.*)$/, (_, time) => `enregistré le ${time}`],
  [/^taken (\d{4}-.*)$/, (_, time) => `prise le ${time}`],
  [/^its parts were written (\d{4}-.*)$/, (_, time) => `ses parties écrites le ${time}`],
  [/^edited for (-?\d+) minutes$/, (_, n) => `${n} minutes de travail`],
  [/^(-?\d+) minutes from its creation to its last saving$/, (_, n) => `${n} minutes de sa création à son dernier enregistrement`],
];

/** A fact's value in French, where it is the program's own English. */
export function frenchFact(value: string): string {
  if (Object.hasOwn(WHOLE, value)) return WHOLE[value];
  for (const [pattern, say] of PARTS) {
    const found = pattern.exec(value);
    if (found) return say(...found);
  }
  return value.includes(', elsewhere ') ? value.split('; ').map(trait).join(' ; ') : value;
}
