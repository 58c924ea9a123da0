/**
 * What the frames of this package contain: the folder of its files, or the file that a build gives the runtime.
 * Undefined in a bundle of one file.
 */
const own = findOwn(new Error().stack)
const foreign = /[\\/](@cloudwerk|node_modules|\.vite)[\\/]|[\s(](node|cloudflare|vite):/

/** In a bundle, the frames of this package that stand above the author's own line, by their names. */
const passed = {
  classes: words(
    'Turn NestedFrames Unawaited Place Lens LiveState ObjectTraps ArrayTraps MapTraps SetTraps ObjectHost ObjectState HandlerThis HandlerContext Frame Promise Proxy Reflect WebSocket Date',
  ),
  methods: words(
    'Object.set Object.deleteProperty Object.defineProperty Object.get Object.exec Object.run Object.put Object.delete Object.deleteAll Object.setAlarm Object.deleteAlarm Object.transaction Object.transactionSync DefinitionThis.set DefinitionThis.outside DefinitionThis.transaction DefinitionThis.broadcast',
  ),
  functions: words(
    'changing insert insertMissing permute rearrange putBack removeOne define setter write exec execElsewhere recreate deleteEverything runTransactionSync runLate runOutside writtenTooLate send',
  ),
}

/** The author's own line that comes first in a stack: `app/objects/counter.ts:12:5`. */
export function findUserPlace(stack: string | undefined): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  const frame = frames.find((line) => !isOurs(line))
  if (!frame) return undefined
  const text = frame.replace(/^\s+at (async )?/, '')
  // A path may contain parentheses; the first one follows the function's name.
  return text.endsWith(')') ? text.slice(text.indexOf(' (') + 2, -1) : text
}

function findOwn(stack = ''): string | undefined {
  const [, chunk] = /(cloudwerk-runtime[\w-]*\.js):/.exec(stack) ?? []
  const [, folder] =
    /at (?:\S+ \()?(.*[\\/])runtime[\\/]turns[\\/]user-place\.[jt]s/.exec(stack) ?? []
  return folder ?? chunk
}

function isOurs(frame: string): boolean {
  if (foreign.test(frame)) return true
  return own === undefined ? isPassed(frame) : frame.includes(own)
}

/** A bundler appends `$1` to a name that occurs twice. */
function isPassed(frame: string): boolean {
  const name = /^\s+at (?:async |new )*([^\s(]+) /.exec(frame)?.[1]?.replace(/\$\d+/g, '')
  if (name === undefined) return false
  const [owner = ''] = name.split('.')
  if (!name.includes('.')) return passed.functions.has(name)
  return passed.classes.has(owner) || passed.methods.has(name)
}

function words(text: string): Set<string> {
  return new Set(text.split(' '))
}
