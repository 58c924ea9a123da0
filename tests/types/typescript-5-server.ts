import { dirname, join } from 'node:path'
import { compilers } from './compilers.ts'
import type { LanguageServer, Place } from './language-server.ts'
import { spawnServer } from './server-process.ts'

// Positions in tsserver are one-based.
interface Span {
  start: { line: number; offset: number }
}

/** Starts TypeScript 5, which has its own protocol. */
export function startTypescript5(): LanguageServer {
  const script = join(dirname(compilers['5.9']), '../lib/tsserver.js')
  const server = spawnServer(script, ['--disableAutomaticTypingAcquisition'])
  let last = 0
  const request = (command: string, { file, line, character }: Place) => {
    last += 1
    const seq = last
    const position = { line: line + 1, offset: character + 1 }
    server.write(
      `${JSON.stringify({ seq, type: 'request', command, arguments: { file, ...position } })}\n`,
    )
    return server.next((message) => (message.request_seq === seq ? message : undefined))
  }
  const open = (place: Place) => {
    last += 1
    const body = { seq: last, type: 'request', command: 'open', arguments: { file: place.file } }
    server.write(`${JSON.stringify(body)}\n`)
  }
  return {
    async definition(place) {
      open(place)
      const found: (Span & { file: string })[] = (await request('definition', place)).body
      return found.map((span) => placeOf(span.file, span))
    },
    async references(place) {
      open(place)
      const found: (Span & { file: string })[] = (await request('references', place)).body.refs
      return found.map((span) => placeOf(span.file, span))
    },
    async rename(place) {
      open(place)
      const found: { file: string; locs: Span[] }[] = (await request('rename', place)).body.locs
      return found.flatMap(({ file, locs }) => locs.map((span) => placeOf(file, span)))
    },
    async completions(place) {
      open(place)
      const found: { name: string }[] = (await request('completionInfo', place)).body.entries
      return found.map(({ name }) => name)
    },
  }
}

function placeOf(file: string, { start }: Span): Place {
  return { file, line: start.line - 1, character: start.offset - 1 }
}
