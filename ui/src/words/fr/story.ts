import type { Words } from '../en';

export const story: Words['story'] = {
  everything: 'Toutes les publications du dossier',
  earliest: 'La plus ancienne dans ces preuves : {who} {where}, {time}.',
  noEarliest:
    'Aucune publication de ce récit n’a d’heure connue à la minute près : aucune ne peut être dite la plus ancienne.',
  nothing: 'Aucune publication de ce dossier ne correspond à la question.',
  opening: '{posts} provenant de {accounts}{more}, sur {platforms}{range}.',
  openingMore: {
    one: ', et {n} publication trouvée en remontant les liens',
    other: ', et {n} publications trouvées en remontant les liens',
  },
  openingRange: ', entre le {from} et le {to}',
  reached: '{gap} plus tard, le récit a atteint {who} {where} : {why}.',
  later:
    '{why} : {who} {where}, {gap} plus tard. Aucune chaîne dans ces preuves n’y mène depuis la plus ancienne publication.',
  largest: {
    'largest audience': {
      short: 'la plus grande audience',
      inside: 'la plus grande audience ({followers})',
      alone: 'La plus grande audience ({followers})',
    },
    'largest audience at a known time': {
      short: 'la plus grande audience à une heure connue',
      inside: 'la plus grande audience à une heure connue ({followers})',
      alone: 'La plus grande audience à une heure connue ({followers})',
    },
    'largest audience among those who passed it on at a known time': {
      short: 'la plus grande audience parmi ceux qui l’ont relayé à une heure connue',
      inside: 'la plus grande audience parmi ceux qui l’ont relayé à une heure connue ({followers})',
      alone: 'La plus grande audience parmi ceux qui l’ont relayé à une heure connue ({followers})',
    },
  },
  askedAlone: 'Le jalon demandé',
  askedFor: 'le jalon demandé',
  asked: 'demandé',
  earliestWhy: 'la plus ancienne, les audiences étant inconnues',
  caution:
    '« La plus ancienne » veut dire la plus ancienne dans ces preuves : ce qui n’a pas été recueilli peut être antérieur.',
  cautionMissing: {
    one: 'Le seul lien explicite mène à une publication absente des preuves.',
    other: '{share} des {n} liens explicites mènent à des publications absentes des preuves.',
  },
  noneMissing: {
    one: 'Le seul lien explicite mène à une publication présente dans les preuves.',
    other: 'Les {n} liens explicites mènent tous à des publications présentes dans les preuves.',
  },
  noLinks: 'Aucune publication de ce récit ne renvoie, par lien, republication, citation ou réponse, à une autre.',
  figures: {
    title: 'Le récit en chiffres',
    posts: { one: 'publication dans les preuves', other: 'publications dans les preuves' },
    accounts: { one: 'compte trouvé par la question', other: 'comptes trouvés par la question' },
    platforms: { one: 'plateforme', other: 'plateformes' },
    seen: { one: 'lien constaté', other: 'liens constatés' },
    inferred: { one: 'lien déduit', other: 'liens déduits' },
    ghosts: { one: 'publication manquante', other: 'publications manquantes' },
    coarse: { one: 'heure imprécise (heure ou jour)', other: 'heures imprécises (heure ou jour)' },
  },
  chain: {
    title: 'La chaîne jusqu’au jalon',
    titleWhy: 'La chaîne jusqu’au jalon ({why})',
    later: '{gap} plus tard',
    before: '{gap} avant (ces heures ne décident d’aucun ordre)',
    seen: '{verb} {parent} {where}',
    inferred: 'probablement via {parent} {where} (déduit : {kind}, confiance {confidence})',
    missing: ' (absente des preuves)',
    also: 'et aussi : {verb} {parent} {where}',
    root: 'une racine : rien dans ces preuves ne mène plus loin en arrière',
    ghost: 'absente des preuves ; l’heure est la plus tardive possible',
    figure: 'La chaîne, plateforme par plateforme : {steps}.',
    figureStep: '{n}. {who} {where}, {time}',
    legendSeen: 'constaté : la publication le dit elle-même',
    legendInferred: 'déduit : une supposition, avec sa méthode et sa confiance',
    none: 'Aucune chaîne ne peut être tracée : aucune publication d’heure connue ne mène à une autre.',
  },
  firsts: {
    title: 'La première sur chaque plateforme',
    platform: 'Plateforme',
    first: 'Première publication',
    time: 'Heure (UTC)',
    how: 'Comment elle y est arrivée',
    evidence: 'Preuve',
    root: 'une racine',
    coarse: {
      one: '{n} publication à l’heure moins précise peut être antérieure',
      other: '{n} publications à l’heure moins précise peuvent être antérieures',
    },
    other: {
      one: 'Sur {n} autre plateforme, aucune heure n’est connue à la minute près : {platforms}.',
      other: 'Sur {n} autres plateformes, aucune heure n’est connue à la minute près : {platforms}.',
    },
  },
  calendar: {
    title: 'Le calendrier autour',
    span: 'Du {from} au {to}.',
    before: 'Le jalon a eu lieu {gap} avant le début.',
    within: 'Le jalon tombe dans cette période, {gap} après son début.',
    after: 'Le jalon a eu lieu {gap} après la fin.',
    beforeMoment: 'Le jalon a eu lieu {gap} avant.',
    afterMoment: 'Le jalon a eu lieu {gap} après.',
    posts: { one: '{n} publication de ce récit y tombe.', other: '{n} publications de ce récit y tombent.' },
  },
  relayed: {
    title: 'Qui a été le plus relayé',
    account: 'Compte',
    platform: 'Plateforme',
    seen: 'Relais constatés',
    by: 'par des comptes',
    inferred: 'Déduits',
    followers: 'Abonnés',
    note: 'Un relais est une republication, une citation, une réponse ou un lien vers une publication. Être relayé ne dit rien de qui a prévu quoi.',
    unknown: 'inconnu',
    none: 'Personne n’a été relayé dans ces preuves.',
    onlyInferred: 'Aucun relais n’a été constaté dans ces preuves. Les relais ci-dessous sont déduits.',
  },
  roots: {
    title: 'Racines',
    note: 'Publications sans parent explicite dans ces preuves.',
    coarseTitle: 'Racines à un moment de l’heure ou du jour',
    coarseNote: 'Leur place dans l’ordre est inconnue.',
  },
  ghosts: {
    title: 'Citées, mais absentes de ces preuves',
    note: 'D’autres renvoient à ces publications ; personne ne les a recueillies. Elles mènent plus loin en arrière que ces preuves.',
    item: 'au plus tard le {time}, {platform}, {who}',
    referred: { one: '{n} publication y renvoie', other: '{n} publications y renvoient' },
  },
  inferred: {
    title: 'Déduit, non constaté',
    note: 'Les mêmes mots ou les mêmes éléments un peu plus tard, sans lien. Ce sont des suppositions ; elles ne prouvent aucun relais.',
    item: '{from} → {to}, {time}, {gap} plus tard ({kind}, confiance {confidence})',
  },
  more: { one: '{n} de plus, dans les preuves', other: '{n} de plus, dans les preuves' },
  summary: 'Résumé : ',
  quote: '« {text} »',
  limits: {
    title: 'Ce que ceci ne peut pas dire',
    inferred:
      'Les liens déduits sont des suppositions, avec une méthode et une confiance ; ils ne prouvent aucun relais.',
    coarse: {
      one: '{n} publication a une heure connue à l’heure ou au jour près seulement : elle ne décide ici d’aucun ordre.',
      other:
        '{n} publications ont une heure connue à l’heure ou au jour près seulement : elles ne décident ici d’aucun ordre.',
    },
    duplicates: {
      one: '{n} ligne répète une publication qu’une autre contient, et n’est pas comptée.',
      other: '{n} lignes répètent des publications que d’autres contiennent, et ne sont pas comptées.',
    },
    clock: {
      one: '{n} lien mène à une publication plus tardive selon sa propre horloge : une horloge est fausse, ou un enregistrement a été modifié. Un tel lien n’explique rien ici.',
      other:
        '{n} liens mènent à des publications plus tardives selon leur propre horloge : une horloge est fausse, ou un enregistrement a été modifié. De tels liens n’expliquent rien ici.',
    },
    self: {
      one: '{n} lien d’une publication vers elle-même est laissé de côté.',
      other: '{n} liens de publications vers elles-mêmes sont laissés de côté.',
    },
    ghosts: {
      one: '{n} publication à laquelle d’autres renvoient est absente des preuves.',
      other: '{n} publications auxquelles d’autres renvoient sont absentes des preuves.',
    },
    replaced: {
      one: 'Le nom de {n} compte est remplacé : moins de {limit} abonnés, ou une audience inconnue.',
      other: 'Les noms de {n} comptes sont remplacés : moins de {limit} abonnés, ou une audience inconnue.',
    },
    hidden: 'Laissés hors de cette page, qui serait illisible : {what}. Les chiffres ci-dessus les comptent.',
    hiddenNodes: { one: '{n} compte', other: '{n} comptes' },
    hiddenEdges: { one: '{n} relais entre comptes', other: '{n} relais entre comptes' },
    hiddenPosts: { one: '{n} publication', other: '{n} publications' },
    hiddenLinks: { one: '{n} lien', other: '{n} liens' },
    alone: {
      one: '{n} compte qui n’a ni relayé ni été relayé n’est pas dessiné sur la carte.',
      other: '{n} comptes qui n’ont ni relayé ni été relayés ne sont pas dessinés sur la carte.',
    },
    text: 'Les textes des publications ne sont pas dans cette page. Qui détient le dossier les y lit par fichier et par ligne.',
    persons:
      'Ceci suit des publications, non des personnes : on voit quels comptes ont agi et relayé, non qui se tient derrière eux.',
    methods: 'Comment chaque chiffre a été obtenu',
  },
  live: {
    title: 'Interroger le dossier',
    lead: 'Posez une question dans le champ ci-dessus : un mot-dièse, une phrase, une adresse, un compte. La réponse dit où cela a commencé dans ces preuves, et chaque phrase mène à un fichier et à une ligne.',
    examples: 'Par exemple',
    holds: 'Ce que contient ce dossier',
  },
};
