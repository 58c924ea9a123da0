import {
  type Account,
  type Contents,
  type Copy,
  changesOf,
  type Entry,
  type Plan,
} from './contents.ts'

/** Writes keys with `storage` and awaits each operation. */
export function inKeys(storage: DurableObjectStorage): Copy {
  const changeAccount = async (name: string, change: (account: Account) => Account) => {
    const key = accountKey(name)
    await storage.put(key, change(known(await storage.get<Account>(key), key)))
  }
  return {
    async post(entry) {
      await storage.put(entryKey(entry.place), entry)
      for (const [name, change] of changesOf(entry)) await changeAccount(name, addBalance(change))
    },
    plan: (plan) => storage.put(planKey(plan.id), plan),
    async unplan(id) {
      await storage.delete(planKey(id))
    },
    async close(closing) {
      await storage.delete(closing.map(({ place }) => entryKey(place)))
      for (const [name, change] of closing.flatMap(changesOf)) {
        await changeAccount(name, addOpening(change))
      }
      await storage.put(
        'closed',
        known(await storage.get<number>('closed'), 'closed') + closing.length,
      )
    },
  }
}

/** Writes keys with the synchronous `storage.kv`. */
export function inKv(kv: SyncKvStorage): Copy {
  const changeAccount = (name: string, change: (account: Account) => Account) => {
    const key = accountKey(name)
    kv.put(key, change(known(kv.get<Account>(key), key)))
  }
  return {
    post(entry) {
      kv.put(entryKey(entry.place), entry)
      for (const [name, change] of changesOf(entry)) changeAccount(name, addBalance(change))
    },
    plan: (plan) => kv.put(planKey(plan.id), plan),
    unplan(id) {
      kv.delete(planKey(id))
    },
    close(closing) {
      for (const { place } of closing) kv.delete(entryKey(place))
      for (const [name, change] of closing.flatMap(changesOf))
        changeAccount(name, addOpening(change))
      kv.put('closed', known(kv.get<number>('closed'), 'closed') + closing.length)
    },
  }
}

/** Awaits nothing. Copies the accounts from the state, which is written first. */
export function inKeysLater(storage: DurableObjectStorage, state: Contents): Copy {
  const putAccounts = () => {
    for (const [name, account] of Object.entries(state.accounts)) {
      storage.put(accountKey(name), account)
    }
  }
  return {
    post(entry) {
      storage.put(entryKey(entry.place), entry)
      putAccounts()
    },
    plan(plan) {
      storage.put({ [planKey(plan.id)]: plan })
    },
    unplan(id) {
      storage.delete([planKey(id)])
    },
    close(closing) {
      for (const { place } of closing) storage.delete(entryKey(place))
      putAccounts()
      storage.put('closed', state.closed)
    },
  }
}

export async function createKeys(storage: DurableObjectStorage, contents: Contents): Promise<void> {
  const accounts = Object.entries(contents.accounts)
  await storage.put(
    Object.fromEntries(accounts.map(([name, account]) => [accountKey(name), account])),
  )
  await storage.put('closed', contents.closed)
}

export async function readKeys(storage: DurableObjectStorage): Promise<Contents> {
  return toContents(await storage.list())
}

export function readKv(kv: SyncKvStorage): Contents {
  return toContents(new Map(kv.list()))
}

function toContents(all: Map<string, unknown>): Contents {
  const under = <T>(prefix: string): [name: string, value: T][] =>
    [...all]
      .filter(([key]) => key.startsWith(prefix))
      // Each prefix has one type of value.
      .map(([key, value]) => [key.slice(prefix.length), value as T])
  return {
    closed: known(all.get('closed') as number | undefined, 'closed'),
    accounts: Object.fromEntries(under<Account>('account ')),
    entries: under<Entry>('entry ').map(([, entry]) => entry),
    plans: under<Plan>('plan ').map(([, plan]) => plan),
  }
}

function addBalance(change: number): (account: Account) => Account {
  return ({ opening, balance }) => ({ opening, balance: balance + change })
}

function addOpening(change: number): (account: Account) => Account {
  return ({ opening, balance }) => ({ opening: opening + change, balance })
}

const accountKey = (name: string): string => `account ${name}`
const planKey = (id: string): string => `plan ${id}`
/** Padded, so that keys sort by place. */
const entryKey = (place: number): string => `entry ${String(place).padStart(8, '0')}`

function known<T>(value: T | undefined, key: string): T {
  if (value === undefined) throw new Error(`There is no key '${key}'.`)
  return value
}
