import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const outcomeFile = 'outcome.json'

/**
 * Prepares a folder while tests that do not need it already run: Vitest runs the global setups of all
 * projects one after the other, and no test before the last of them. Returns what ends the work.
 */
export function prepareFolder(
  folder: string,
  work: (signal: AbortSignal) => Promise<unknown>,
): () => Promise<void> {
  const controller = new AbortController()
  const written = work(controller.signal).then(
    () => writeOutcome(folder, {}),
    (error) => writeOutcome(folder, { error: describe(error) }),
  )
  return async () => {
    controller.abort()
    await written
  }
}

/** Waits until a folder is prepared; throws if that failed. */
export async function preparedFolder(folder: string): Promise<void> {
  const file = join(folder, outcomeFile)
  while (!existsSync(file)) await wait(50)
  const { error }: Outcome = JSON.parse(readFileSync(file, 'utf8'))
  if (error !== undefined) throw new Error(`${folder} could not be prepared.\n${error}`)
}

interface Outcome {
  error?: string
}

/** In one step, so that nobody reads a part of it. */
function writeOutcome(folder: string, outcome: Outcome): void {
  const partial = join(folder, `${outcomeFile}.partial`)
  writeFileSync(partial, JSON.stringify(outcome))
  renameSync(partial, join(folder, outcomeFile))
}

/** With what a command printed before it failed. */
function describe(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  return [String(error), stdout, stderr].filter(Boolean).join('\n')
}
