import { UserError } from '../user-error.ts'

/**
 * The key that each class stores its objects under. It is the name of their folder and determines their
 * ids, so it never changes: a renamed class keeps the key of its old name.
 */
export type NamespaceKeys = ReadonlyMap<string, string>

/** The text of `<data>/objects.json`. */
export function formatNamespaces(keys: NamespaceKeys): string {
  const classes = Object.fromEntries([...keys].map(([name, uniqueKey]) => [name, { uniqueKey }]))
  return `${JSON.stringify({ version: 1, classes }, null, 2)}\n`
}

export function parseNamespaces(text: string, file: string): NamespaceKeys {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw damaged(file, cause)
  }
  if (!isRecord(value)) throw damaged(file)
  if (typeof value.version === 'number' && value.version > 1) {
    throw new UserError(
      `${file} was written by a newer version of cloudwerk: its format is ${value.version}, this version reads 1.`,
      { hint: 'Use that version for this data. Nothing was changed.', file },
    )
  }
  if (value.version !== 1 || !isRecord(value.classes)) throw damaged(file)
  const keys = new Map<string, string>()
  for (const [className, entry] of Object.entries(value.classes)) {
    if (!isRecord(entry) || !isKey(entry.uniqueKey)) throw damaged(file)
    keys.set(className, entry.uniqueKey)
  }
  if (foldedKeys(keys).size !== keys.size) throw damaged(file)
  return keys
}

/**
 * The keys, with keys for new classes added. A new key is the one that the dev server uses,
 * `<worker>-<Class>`, so that its folders can be copied over.
 */
export function assignKeys(
  stored: NamespaceKeys,
  app: { name: string; classNames: readonly string[] },
): NamespaceKeys {
  const keys = new Map(stored)
  for (const className of app.classNames) {
    if (!keys.has(className)) keys.set(className, freeKey(keys, `${app.name}-${className}`))
  }
  return keys
}

/**
 * The keys after renames: the new name gets the key of the old one. A class that already has a key
 * gets the older one only while it has no data.
 *
 * @throws UserError when both names have data.
 */
export function renameKeys(
  stored: NamespaceKeys,
  { renames, classNames, hasData }: RenameOptions,
): NamespaceKeys {
  const keys = new Map(stored)
  for (const { from, to } of renames) {
    const key = keys.get(from)
    if (key === undefined) continue
    const other = keys.get(to)
    // A list of migrations may have created a class of the old name again.
    const isRecreated = classNames.includes(from)
    if (other !== undefined && (isRecreated || hasData(other))) {
      if (!isRecreated && hasData(key)) throw bothHaveData({ from, to }, [key, other])
      continue
    }
    keys.delete(from)
    keys.set(to, key)
  }
  return keys
}

export interface RenameOptions {
  renames: readonly { from: string; to: string }[]
  /** The classes of the build. */
  classNames: readonly string[]
  hasData(key: string): boolean
}

/** Classes that have a key but are not in the build. */
export function absentClasses(keys: NamespaceKeys, classNames: readonly string[]): string[] {
  return [...keys.keys()].filter((className) => !classNames.includes(className))
}

function bothHaveData({ from, to }: { from: string; to: string }, keys: string[]): UserError {
  return new UserError(`${from} was renamed to ${to}, but both have data (${keys.join(', ')}).`, {
    hint: `Nothing was changed. Their data cannot be merged: move away the folder that is not needed, or run cloudwerk objects delete-data ${to}.`,
  })
}

function freeKey(keys: NamespaceKeys, wanted: string): string {
  if (!isKey(wanted)) {
    throw new UserError(
      `"${wanted}" cannot be used as the name of a folder for the class's data.`,
      {
        hint: 'Give the Worker a name of letters, digits, - and _ in wrangler.jsonc.',
      },
    )
  }
  const taken = foldedKeys(keys)
  let key = wanted
  for (let count = 2; taken.has(key.toLowerCase()); count++) key = `${wanted}-${count}`
  return key
}

/** In lower case, since macOS and Windows do not distinguish `Cart` from `cart`. */
function foldedKeys(keys: NamespaceKeys): Set<string> {
  return new Set([...keys.values()].map((key) => key.toLowerCase()))
}

function isKey(value: unknown): value is string {
  return typeof value === 'string' && /^[\p{L}\p{N}_$-][\p{L}\p{N}_$.-]{0,199}$/u.test(value)
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function damaged(file: string, cause?: unknown): UserError {
  return new UserError(
    `${file} is damaged: it does not say which key each class is stored under.`,
    {
      hint: 'Restore it from a backup: without it the data cannot be assigned to classes. Nothing was changed.',
      file,
      cause,
    },
  )
}
