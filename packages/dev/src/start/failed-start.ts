import { constants } from 'node:os'
import { formatSystemError } from '../system-error.ts'
import { UserError } from '../user-error.ts'
import { cleanStartupOutput, findUnexportedClass } from '../workerd/filter-output.ts'
import { explainListenError, type ListenOptions, listenErrorCode } from './listen-address.ts'

export interface FailedStart extends ListenOptions {
  /** The data directory. */
  data: string
  /** Replaces positions in the bundle; undefined for a line that says nothing to the app's author. */
  mapStack(line: string): string | undefined
  /** Looks for stored data that keeps workerd from starting. */
  findDamage(): Promise<UserError | undefined>
}

/** Why workerd ended before it answered, from what it printed. */
export async function explainFailedStart(
  lines: readonly string[],
  options: FailedStart,
): Promise<UserError> {
  const unexported = explainUnexported(lines)
  if (unexported) return unexported
  const text = cleanStartupOutput(lines.flatMap((line) => options.mapStack(line) ?? []))
  return (
    explainListenError(listenErrorCode(text) ?? '', options) ??
    explainFullOutput(text, options.data) ??
    (text.includes('SQLite failed') ? await options.findDamage() : undefined) ??
    explainDate(text) ??
    explainDefinition(text) ??
    explainOther(text)
  )
}

export function explainUnexported(lines: readonly string[]): UserError | undefined {
  const className = findUnexportedClass(lines)
  if (className === undefined) return undefined
  return new UserError(`The built Worker does not export the object class ${className}.`, {
    hint: 'Run cloudwerk build again.',
  })
}

/** Cloudflare's network may accept a later date than this workerd, and so does the build. */
function explainDate(text: string): UserError | undefined {
  const [, date, newest] =
    /compatibility date "(.+?)", but the newest date supported .*? is "(.+?)"/.exec(text) ?? []
  if (!date) return undefined
  return new UserError(`This workerd does not support the compatibility date ${date}.`, {
    hint: `Set "compatibility_date" to ${newest} or earlier and run cloudwerk build again.`,
  })
}

/** A definition whose mistake only shows when it is loaded, such as a wrong value of a key. */
function explainDefinition(text: string): UserError | undefined {
  const [, what] = /^Uncaught Error: DurableObjectConfigError: (.+)$/m.exec(text) ?? []
  if (!what) return undefined
  const hint = 'Correct the definition in app/objects and run cloudwerk build again.'
  return new UserError(what, { hint })
}

function explainOther(text: string): UserError {
  // The app's code was running, so that it failed, and not the machine.
  const advice = /^Uncaught /m.test(text)
    ? ['', 'The app throws while it is loaded. Move work for a request into a handler.']
    : []
  const hint = [text, ...advice].join('\n').trim()
  return new UserError('workerd could not start the app.', { hint: hint || undefined })
}

/** Why a server that had answered is gone. */
export function explainEnd(code: number): UserError {
  const signal = Object.entries(constants.signals).find(([, number]) => number === code - 128)
  const how = signal === undefined ? `with exit code ${code}` : `by ${signal[0]}`
  return new UserError(`workerd ended by itself, ${how}.`, {
    hint: 'All acknowledged changes are on disk. Start the server again to continue.',
  })
}

/** A full disk that keeps the server from starting; undefined for any other error. */
export function explainFullDisk(error: unknown, data: string): UserError | undefined {
  const { code } = error as { code?: unknown }
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return undefined
  return fullDisk(data, { reason: formatSystemError(error), cause: error })
}

function explainFullOutput(output: string, data: string): UserError | undefined {
  if (!/SQLITE_FULL|SQLITE_IOERR_SHMSIZE|No space left on device/.test(output)) return undefined
  return fullDisk(data, { reason: 'the disk is full' })
}

function fullDisk(data: string, { reason, cause }: { reason: string; cause?: unknown }): UserError {
  return new UserError(`There is no room in the data directory ${data}: ${reason}.`, {
    hint: 'Free some megabytes and start again: the server writes files as it starts and as it reads objects. All acknowledged changes are kept.',
    cause,
  })
}
