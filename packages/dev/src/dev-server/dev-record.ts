import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cloudwerkFolder } from '../paths.ts'
import { identifyProcess, isRunning, type ProcessIdentity } from '../process/process-identity.ts'

/** Where a running dev server can be reached by the command line. */
export interface DevRecord {
  url: string
  /** The header of requests of the tools, which nobody else knows. */
  header: string
}

interface StoredRecord extends DevRecord {
  version: 1
  process: ProcessIdentity
}

const fileOf = (root: string): string => join(root, cloudwerkFolder, 'dev.json')

/** The last dev server of an app is the one that is found. */
export function writeDevRecord(root: string, record: DevRecord): void {
  const identity = identifyProcess(process.pid)
  if (!identity) return
  const stored: StoredRecord = { version: 1, ...record, process: identity }
  const file = fileOf(root)
  mkdirSync(join(root, cloudwerkFolder), { recursive: true })
  const written = `${file}.${process.pid}`
  writeFileSync(written, JSON.stringify(stored), { mode: 0o600 })
  renameSync(written, file)
}

/** Unless another dev server has written its own meanwhile. */
export function removeDevRecord(root: string, header: string): void {
  if (readStored(root)?.header === header) rmSync(fileOf(root), { force: true })
}

/** Undefined where no dev server of the app runs. */
export function findDevServer(root: string): DevRecord | undefined {
  const stored = readStored(root)
  return stored && isRunning(stored.process) ? stored : undefined
}

function readStored(root: string): StoredRecord | undefined {
  try {
    const stored = JSON.parse(readFileSync(fileOf(root), 'utf8')) as StoredRecord
    return stored.version === 1 ? stored : undefined
  } catch {
    // There is none, or one of another version.
    return undefined
  }
}
