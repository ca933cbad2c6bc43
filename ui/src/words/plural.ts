/** A counted thing: "{n} post", "{n} posts". */
export interface Plural {
  one: string;
  other: string;
}
