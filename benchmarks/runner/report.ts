import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Row } from './row.ts'

export interface Report {
  date: string
  commit: string
  quick: boolean
  seconds: number
  machine: { cpu: string; cores: number; load: number[]; node: string; workerd: string }
  rows: Row[]
}

export interface ReportInput {
  rows: Row[]
  started: Date
  quick: boolean
}

export function createReport({ rows, started, quick }: ReportInput): Report {
  const processors = cpus()
  const { version: workerd } = createRequire(import.meta.url)('workerd') as { version: string }
  return {
    date: started.toISOString(),
    commit: readCommit(),
    quick,
    seconds: Math.round((Date.now() - started.getTime()) / 1000),
    machine: {
      cpu: processors[0]?.model ?? 'unknown',
      cores: processors.length,
      load: loadavg(),
      node: process.version,
      workerd,
    },
    rows,
  }
}

/** Returns the path of the written file. */
export async function writeReport(report: Report): Promise<string> {
  const folder = fileURLToPath(new URL('../results', import.meta.url))
  await mkdir(folder, { recursive: true })
  const path = join(folder, 'latest.json')
  await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`)
  return path
}

function readCommit(): string {
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=10']
    return execFileSync('git', args, { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'unknown'
  }
}
