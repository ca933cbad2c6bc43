export const en = {
  title: 'Sillage',
  views: { story: 'Story', map: 'Map', play: 'Play', evidence: 'Evidence', methods: 'Methods' } as Record<string, string>,
  viewsNav: 'Views',
  language: 'Language',
  theme: { name: 'Colours', auto: 'as the system', light: 'light', dark: 'dark' },
};
export type Words = typeof en;
