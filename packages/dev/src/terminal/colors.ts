import { styleText } from 'node:util'

const start = String.fromCharCode(27)
/** Colours only: sequences that move the cursor belong to questions in a terminal. */
const colors = new RegExp(`${start}\\[[\\d;]*m`, 'g')

/**
 * Removes colours from output that should have none: without a terminal, with `NO_COLOR` or
 * `TERM=dumb`, unless `FORCE_COLOR` asks for them. Node decides. Wrangler 4.149 and Rolldown 1.2
 * always colour some messages.
 */
export function respectColors(): void {
  for (const stream of [process.stdout, process.stderr]) {
    if (showsColors(stream)) continue
    const write = stream.write.bind(stream) as (...args: unknown[]) => boolean
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? chunk.replaceAll(colors, '') : chunk, ...rest)
  }
}

function showsColors(stream: NodeJS.WriteStream): boolean {
  return styleText('red', 'x', { stream }) !== 'x'
}
