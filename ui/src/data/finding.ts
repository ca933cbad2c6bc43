// A finding of accounts that acted in step, with the look-ups that the views need, each made when first asked for.
import type { CoordinationPart } from './coordination';

export class Finding {
  private ofGroup: number[][] | undefined;
  private ofAccount: number[][] | undefined;
  private lead: Map<number, [together: number, first: number]> | undefined;

  constructor(readonly d: CoordinationPart) {}

  get groupCount(): number {
    return this.d.groups.length;
  }
  get pairCount(): number {
    return this.d.pairs.a.length;
  }
  /** Accounts that are members of a group. */
  get memberCount(): number {
    return this.d.groups.reduce((sum, g) => sum + g.members.length, 0);
  }
  /** Pairs of a group, the most joint acts first; of -1: those in no group. */
  groupPairs(group: number): readonly number[] {
    if (!this.ofGroup) {
      this.ofGroup = Array.from({ length: this.groupCount + 1 }, () => []);
      this.d.pairs.group.forEach((g, pair) => this.ofGroup![g + 1].push(pair));
      for (const list of this.ofGroup) this.strongestFirst(list);
    }
    return this.ofGroup[group + 1];
  }
  accountPairs(account: number): readonly number[] {
    if (!this.ofAccount) {
      const { a, b } = this.d.pairs;
      this.ofAccount = Array.from({ length: this.d.accounts.name.length }, () => []);
      a.forEach((from, pair) => {
        this.ofAccount![from].push(pair);
        if (b[pair] !== from) this.ofAccount![b[pair]].push(pair);
      });
      for (const list of this.ofAccount) this.strongestFirst(list);
    }
    return this.ofAccount[account];
  }
  private strongestFirst(pairs: number[]): void {
    const { joint, expected } = this.d.pairs;
    pairs.sort((x, y) => joint[y] - joint[x] || expected[x] - expected[y] || x - y);
  }
  other(pair: number, account: number): number {
    const { a, b } = this.d.pairs;
    return a[pair] === account ? b[pair] : a[pair];
  }
  /** Joint acts of an account with the members of its group. */
  strength(account: number): number {
    const { joint, group } = this.d.pairs;
    return this.accountPairs(account).reduce((sum, pair) => sum + (group[pair] >= 0 ? joint[pair] : 0), 0);
  }
  /** Co-actions that an account takes part in, of the significant pairs inside its group, and those of them in which it came first. */
  led(account: number): [together: number, first: number] {
    if (!this.lead) {
      const { a, b, weight, a_first, b_first, group } = this.d.pairs;
      this.lead = new Map();
      const add = (who: number, together: number, first: number) => {
        const [n, m] = this.lead!.get(who) ?? [0, 0];
        this.lead!.set(who, [n + together, m + first]);
      };
      a.forEach((from, pair) => {
        if (group[pair] < 0) return;
        add(from, weight[pair], a_first[pair]);
        add(b[pair], weight[pair], b_first[pair]);
      });
    }
    return this.lead.get(account) ?? [0, 0];
  }
  /** The co-actions of a pair that this page holds. */
  pairSteps(pair: number): number[] {
    const { step, steps } = this.d.pairs;
    return Array.from({ length: steps[pair] }, (_, i) => step[pair] + i);
  }
  /** When a co-action was complete: the later of its two posts. */
  stepTime(step: number): number {
    const { a, b } = this.d.steps,
      { time } = this.d.posts;
    return Math.max(time[a[step]], time[b[step]]);
  }
  /** Names of the kinds in a mask, in their order. */
  kindsOf(mask: number): string[] {
    return this.d.kinds.filter((_, bit) => (mask >>> bit) & 1);
  }
}
