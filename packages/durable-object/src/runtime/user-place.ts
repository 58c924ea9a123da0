/** Of this module's own file, what its package's files begin with; undefined in a bundle. */
const own = /((?:file:\/\/)?[^\s()]*[\\/])runtime[\\/]user-place\.[jt]s/.exec(
  new Error().stack ?? '',
)?.[1]
/** In a bundle all frames have one file. These are of what a write passes through, above its author. */
const passed =
  /^\s+at (new )?(async )?((Turn|Place|Lens|LiveState|ObjectTraps|ArrayTraps|MapTraps|SetTraps|ObjectHost|HandlerThis|HandlerContext|Proxy|Reflect|Frame|Promise)[$\d]*\.|(DefinitionThis|Object)[$\d]*\.(set|deleteProperty|defineProperty|exec|run|put|delete|transactionSync) |(onDeadWrite|assertWritable|tellLost|createSql|exec|execElsewhere|write|recreate|deleteEverything|runTransactionSync|runLate|runOutside|comeBack)[$\d]* )/
const foreign = /[\\/](@cloudwerk|node_modules|\.vite)[\\/]|[\s(](node|cloudflare|vite):/

/** The first line of the author's own in a stack: `app/objects/counter.ts:12:5`. */
export function findUserPlace(stack: string | undefined): string | undefined {
  const frames = (stack ?? '').split('\n').filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line))
  const frame = frames.find((line) => !isOurs(line))
  return frame && /([^\s()]+:\d+:\d+)\)?$/.exec(frame)?.[1]
}

function isOurs(frame: string): boolean {
  return foreign.test(frame) || (own === undefined ? passed.test(frame) : frame.includes(own))
}
