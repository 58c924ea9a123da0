import { existsSync } from 'node:fs'
import { request } from 'node:http'
import { join, resolve } from 'node:path'
import { thisMachine } from '../data-directory/lock-holder.ts'
import { type LockRecord, readLockRecord } from '../data-directory/lock-record.ts'
import { type DevRecord, findDevServer } from '../dev-server/dev-record.ts'
import { defaultDataDirectory } from '../paths.ts'
import { isRunning } from '../process/process-identity.ts'
import { UserError } from '../user-error.ts'
import type { JobsAnswer } from './jobs.ts'

/** Which running server is asked. */
export interface ServerChoice {
  root: string
  /** The data directory of `cloudwerk start`; undefined for that of the app, or for dev. */
  data: string | undefined
  /** Only the server of `cloudwerk dev`. */
  dev: boolean
}

export interface ServerAnswer {
  status: number
  answer: JobsAnswer
}

/**
 * Asks the app's running server: that of `cloudwerk start` by its control socket, that of `cloudwerk dev` by a
 * header that only its own files tell.
 *
 * @throws UserError where none runs, where both do, and where it cannot be reached.
 */
export function askServer(choice: ServerChoice, body: object): Promise<ServerAnswer> {
  const { root, data = resolve(root, defaultDataDirectory), dev } = choice
  const served = dev ? undefined : findServer(data)
  const developed = choice.data === undefined ? findDevServer(root) : undefined
  if (served && developed) {
    throw new UserError('Both cloudwerk dev and cloudwerk start run this app.', {
      hint: `Say which of them you mean: --dev, or --data ${data}.`,
    })
  }
  if (served) return askStarted(served, body)
  if (developed) return askDev(developed, body)
  throw noServer(choice, data)
}

function noServer(choice: ServerChoice, data: string): UserError {
  if (choice.dev) {
    return new UserError('No cloudwerk dev runs in this folder.', { hint: 'Start it first.' })
  }
  const where = choice.data === undefined ? '' : ` with the data in ${data}`
  return new UserError(`No server runs this app${where}.`, {
    hint: 'Start it with cloudwerk dev or cloudwerk start. For data that is elsewhere, give --data <directory>.',
  })
}

/** The server that uses the data. */
function findServer(data: string): LockRecord | undefined {
  const file = join(data, 'lock')
  if (!existsSync(file)) return undefined
  const record = readLockRecord(file)
  if (!record) return undefined
  if (record.place !== thisMachine()) {
    throw new UserError(
      `The data in ${data} is in use by a server on another machine or container.`,
      {
        hint: 'Run this command there.',
      },
    )
  }
  return isRunning(record.node) ? record : undefined
}

function askStarted(record: LockRecord, body: object): Promise<ServerAnswer> {
  const { control, url } = record
  if (url === undefined) {
    throw new UserError('The server has not started yet.', { hint: 'Try again once it answers.' })
  }
  if (control === undefined) {
    throw new UserError('This server cannot be asked: it has no control socket.', {
      hint: 'It has one on Linux and macOS, from the next start on.',
    })
  }
  return new Promise((resolve, reject) => {
    const fail = (cause: unknown): void => reject(unreachable(url, cause))
    const options = {
      socketPath: reach(control, record),
      path: '/jobs',
      method: 'POST',
      agent: false,
    }
    const asked = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', fail)
      response.on('end', () => {
        try {
          const answer = JSON.parse(Buffer.concat(chunks).toString()) as JobsAnswer
          resolve({ status: response.statusCode ?? 0, answer })
        } catch (error) {
          fail(error)
        }
      })
    })
    asked.on('error', fail)
    asked.end(JSON.stringify(body))
  })
}

/** The server may have a temporary directory of its own, as with PrivateTmp of systemd. */
function reach(socket: string, { node }: LockRecord): string {
  return existsSync(socket) ? socket : `/proc/${node.pid}/root${socket}`
}

async function askDev({ url, header }: DevRecord, body: object): Promise<ServerAnswer> {
  let response: Response
  try {
    const init = { method: 'POST', headers: { [header]: 'jobs' }, body: JSON.stringify(body) }
    response = await fetch(`${url}/__cloudwerk/jobs`, init)
  } catch (cause) {
    throw unreachable(url, cause)
  }
  if (!response.headers.has('x-cloudwerk-tools')) {
    throw new UserError(`The dev server at ${url} has not answered.`, {
      hint: 'Its output says whether the app has a problem. A Worker with a `main` of its own can be asked only under cloudwerk start.',
    })
  }
  return { status: response.status, answer: (await response.json()) as JobsAnswer }
}

function unreachable(url: string, cause: unknown): UserError {
  return new UserError(`The server at ${url} cannot be reached.`, {
    hint: 'It may be stopping. Try again.',
    cause,
  })
}
