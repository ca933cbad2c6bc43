import type { Words } from './en';

export const fr: Words = {
  title: 'Sillage',
  views: { story: 'Récit', map: 'Carte', play: 'Lecture', evidence: 'Preuves', methods: 'Méthodes' },
  viewsNav: 'Vues',
  language: 'Langue',
  theme: { name: 'Couleurs', auto: 'comme le système', light: 'clair', dark: 'sombre' },
};
