/** An amount that goes from one account to another, under an id that is given once. */
export interface Move {
  id: string
  source: string
  target: string
  amount: number
}

/** A move that was made, and as which one. */
export interface Entry extends Move {
  place: number
}

/** A move that the alarm is to make. */
export interface Plan extends Move {
  at: number
  way: 'at once' | 'slowly' | 'outside' | 'fails' | 'refused'
}

export interface Account {
  /** What was there when the books were closed last. */
  opening: number
  balance: number
}

/** What each copy of the books says. */
export interface Contents {
  /** Entries up to this place are in the opening balances alone. */
  closed: number
  accounts: Record<string, Account>
  entries: Entry[]
  plans: Plan[]
}

type MaybePromise = void | Promise<void>

/** One of the copies, to write to and to read. */
export interface Copy {
  post(entry: Entry): MaybePromise
  plan(plan: Plan): MaybePromise
  unplan(id: string): MaybePromise
  close(closing: readonly Entry[]): MaybePromise
}

export const accountNames = ['ann', 'bob', 'cyd', 'dan']
/** So much that moves of a few never use it up, and one of this amount always does. */
export const startBalance = 1_000_000

export function newContents(): Contents {
  const accounts = accountNames.map((name) => [
    name,
    { opening: startBalance, balance: startBalance },
  ])
  return { closed: 0, accounts: Object.fromEntries(accounts), entries: [], plans: [] }
}

/** What a move does to the balances. */
export function changesOf({ source, target, amount }: Move): [name: string, change: number][] {
  return [
    [source, -amount],
    [target, amount],
  ]
}
