import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { delimiter, dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import type { CommandResult } from './app.ts'

const script = fileURLToPath(new URL('build-process.mjs', import.meta.url))
const end = '\0the build has ended\0'
/** Each leaves a listener, and Node warns of more than ten. */
const buildsPerProcess = 8

/**
 * Builds apps for all test files, one after another, in a process that is replaced after a build that
 * failed: it may have left something behind. `cli` is the file of the installed command line.
 */
export async function startBuildServer(cli: string): Promise<{ url: string; stop(): void }> {
  let current: { child: ChildProcess; builds: number } | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function build(root: string): Promise<CommandResult> {
    current ??= { child: await start(cli), builds: 0 }
    const { child } = current
    const outcome = outcomeOf(child)
    child.send({ root, end })
    const result = await outcome
    if (result.code !== 0 || ++current.builds === buildsPerProcess) {
      current = undefined
      child.kill()
    }
    return result
  }

  const server = createServer(async (request, response) => {
    const root = await text(request)
    const result = last.then(() => build(root))
    last = result.catch(() => {})
    response.end(JSON.stringify(await result))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.close()
      current?.child.kill()
    },
  }
}

async function start(cli: string): Promise<ChildProcess> {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const unset = { FORCE_COLOR: undefined, CI: undefined, CLOUDFLARE_ENV: undefined }
  const env = { ...process.env, PATH, NO_COLOR: '1', ...unset }
  const child = fork(script, [cli], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  await once(child, 'message')
  return child
}

/** What the next build prints on both streams, and its exit code. */
async function outcomeOf(child: ChildProcess): Promise<CommandResult> {
  let output = ''
  const [stdout, , code] = await Promise.all([
    untilEnd(child.stdout, (chunk) => {
      output += chunk
    }),
    untilEnd(child.stderr, (chunk) => {
      output += chunk
    }),
    Promise.race([once(child, 'message'), once(child, 'exit')]).then(([code]) => code as number),
  ])
  const clean = (text: string) => stripVTControlCharacters(text.replaceAll(end, ''))
  return { code, output: clean(output), stdout: clean(stdout) }
}

/** Resolves with what a stream gives until the build's end, or its own. */
function untilEnd(
  stream: NodeJS.ReadableStream | null,
  take: (chunk: string) => void,
): Promise<string> {
  return new Promise((resolve) => {
    let text = ''
    const finish = () => {
      stream?.off('data', append).off('close', finish)
      resolve(text)
    }
    const append = (chunk: Buffer) => {
      text += chunk
      take(String(chunk))
      if (text.includes(end)) finish()
    }
    stream?.on('data', append).on('close', finish)
  })
}
