/** A transfer from one account to another, with a unique id. */
export interface Move {
  id: string
  source: string
  target: string
  amount: number
}

/** A move that was made. */
export interface Entry extends Move {
  /** Its number in the order in which the moves were made. */
  place: number
}

/** A move that the alarm will make. */
export interface Plan extends Move {
  at: number
  way: 'at once' | 'slowly' | 'outside' | 'fails' | 'refused'
}

export interface Account {
  /** The balance when the books were last closed. */
  opening: number
  balance: number
}

/** The contents of a copy of the books. */
export interface Contents {
  /** Entries up to this place exist only in the opening balances. */
  closed: number
  accounts: Record<string, Account>
  entries: Entry[]
  plans: Plan[]
}

type MaybePromise = void | Promise<void>

/** A writable copy of the books. */
export interface Copy {
  post(entry: Entry): MaybePromise
  plan(plan: Plan): MaybePromise
  unplan(id: string): MaybePromise
  close(closing: readonly Entry[]): MaybePromise
}

export const accountNames = ['ann', 'bob', 'cyd', 'dan']
/** High enough that normal moves never use it up. */
export const startBalance = 1_000_000

export function newContents(): Contents {
  const accounts = accountNames.map((name) => [
    name,
    { opening: startBalance, balance: startBalance },
  ])
  return { closed: 0, accounts: Object.fromEntries(accounts), entries: [], plans: [] }
}

/** The changes that a move makes to balances. */
export function changesOf({ source, target, amount }: Move): [name: string, change: number][] {
  return [
    [source, -amount],
    [target, amount],
  ]
}
