/** What can be seen of a promise without waiting: its value is data, it failed, it is pending, or unknown. */
export type Peeked = 'data' | 'failed' | 'pending' | 'unknown'

interface NodeUtil {
  inspect(value: unknown, options: object): string
}

type Process = { getBuiltinModule?(name: string): NodeUtil | undefined }

const options = {
  ...{ customInspect: false, compact: true, breakLength: Number.POSITIVE_INFINITY },
  ...{ depth: null, maxArrayLength: null, maxStringLength: 0 },
}

/** Looking through longer texts costs more than it saves. */
const longest = 4_000

/** Far below the limit of one call, whatever the encoding. */
const mostCharacters = 4_000_000

/**
 * Looks at a promise without waiting for it, which only Node's `inspect` can do. `unknown` where the Worker
 * has no Node modules. `isShort` is false where looking costs too much to do it each time.
 */
export function peek(promise: Promise<unknown>): { peeked: Peeked; isShort: boolean } {
  inspect ??= findInspect()
  const text = inspect?.(promise, options)
  if (text === undefined) return { peeked: 'unknown', isShort: false }
  return { peeked: describe(text), isShort: text.length <= longest }
}

let inspect: NodeUtil['inspect'] | undefined

function findInspect(): NodeUtil['inspect'] | undefined {
  const { process } = globalThis as { process?: Process }
  return process?.getBuiltinModule?.('node:util')?.inspect
}

/** The texts of the most common results. */
const simple = /^Promise \{ (?:undefined|null|true|false|-?\d+|'') \}$/

function describe(text: string): Peeked {
  if (simple.test(text)) return 'data'
  const [, state] = /^Promise \{\s+<(pending|rejected)>/.exec(text) ?? []
  if (state) return state === 'pending' ? 'pending' : 'failed'
  return isData(text) && isSent(text) ? 'data' : 'unknown'
}

/** Whether its strings are certainly short enough for one call: their size is known only after the commit. */
function isSent(text: string): boolean {
  let length = 0
  for (const [, count] of text.matchAll(/\.\.\. (\d+) more/g)) length += Number(count)
  return length <= mostCharacters
}

/** The parts of the text that `inspect` writes for data. Strings are cut to nothing, except in keys. */
const bit =
  /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|\.\.\. \d+ more characters?|Proxy\(|(?:Map|Set)\(\d+\) \{|=>|\d{4}-\d\d-\d\dT[\d:.]+Z|<\d+ empty items?>|[\w$]+: |-?(?:Infinity|[\d.]+(?:e[+-]\d+)?n?)|true|false|null|undefined|NaN|[\s{}[\](),:]/y

function isData(text: string): boolean {
  bit.lastIndex = 'Promise '.length
  while (bit.lastIndex < text.length) if (!bit.test(text)) return false
  return text.startsWith('Promise {')
}
