import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const outcomeFile = 'outcome.json'

/**
 * Prepares a folder in the background, while tests that do not need it already run. Vitest runs the
 * global setups of all projects one after another, and starts no test before the last one is done.
 * Returns a function that aborts the work and waits until it has stopped.
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

/** Waits until a folder is prepared. Throws if the preparation failed. */
export async function preparedFolder(folder: string): Promise<void> {
  const file = join(folder, outcomeFile)
  while (!existsSync(file)) await wait(50)
  const { error }: Outcome = JSON.parse(readFileSync(file, 'utf8'))
  if (error !== undefined) throw new Error(`Preparing ${folder} failed.\n${error}`)
}

interface Outcome {
  error?: string
}

/** Renames a complete file, so that no reader sees a partial one. */
function writeOutcome(folder: string, outcome: Outcome): void {
  const partial = join(folder, `${outcomeFile}.partial`)
  writeFileSync(partial, JSON.stringify(outcome))
  renameSync(partial, join(folder, outcomeFile))
}

/** The error, with the output of the command that failed. */
function describe(error: unknown): string {
  const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string }
  return [String(error), stdout, stderr].filter(Boolean).join('\n')
}
