import { readFile } from 'node:fs/promises'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { compilers } from './compilers.ts'
import type { LanguageServer, Place } from './language-server.ts'
import { spawnServer } from './server-process.ts'

interface Range {
  start: { line: number; character: number }
}

/** Starts TypeScript 7, which speaks the Language Server Protocol. */
export async function startTypescript7(root: string): Promise<LanguageServer> {
  const server = spawnServer(compilers['7'], ['--lsp', '--stdio'])
  const send = (message: object) => {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message })
    server.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  // The server sends requests too, for example for settings. The response is always null.
  server.listen(({ id, method }) => {
    if (id !== undefined && method) send({ id, result: null })
  })
  let last = 0
  const request = (method: string, params: object) => {
    last += 1
    const id = last
    send({ id, method, params })
    return server.next((message) => (message.id === id && !message.method ? message : undefined))
  }
  await request('initialize', {
    processId: process.pid,
    rootUri: String(pathToFileURL(root)),
    capabilities: {},
  })
  send({ method: 'initialized', params: {} })

  const open = async ({ file, line, character }: Place) => {
    const uri = String(pathToFileURL(file))
    const text = await readFile(file, 'utf8')
    const textDocument = { uri, languageId: 'typescript', version: 1, text }
    send({ method: 'textDocument/didOpen', params: { textDocument } })
    return { textDocument: { uri }, position: { line, character } }
  }
  return {
    async definition(place) {
      const { result } = await request('textDocument/definition', await open(place))
      const found: { uri: string; range: Range }[] = [result].flat()
      return found.map(({ uri, range }) => placeOf(uri, range))
    },
    async references(place) {
      const params = { ...(await open(place)), context: { includeDeclaration: true } }
      const { result } = await request('textDocument/references', params)
      const found: { uri: string; range: Range }[] = result
      return found.map(({ uri, range }) => placeOf(uri, range))
    },
    async rename(place) {
      const params = { ...(await open(place)), newName: 'renamed' }
      const { result } = await request('textDocument/rename', params)
      const changes: [string, { range: Range }[]][] = Object.entries(result.changes)
      return changes.flatMap(([uri, edits]) => edits.map(({ range }) => placeOf(uri, range)))
    },
    async completions(place) {
      const { result } = await request('textDocument/completion', await open(place))
      const found: { label: string }[] = result.items ?? result
      return found.map(({ label }) => label)
    },
  }
}

function placeOf(uri: string, { start: { line, character } }: Range): Place {
  return { file: fileURLToPath(uri), line, character }
}
