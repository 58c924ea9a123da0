import { scanApp } from '../app/scan-app.ts'
import { readAppConfig } from '../config/app-config.ts'
import { readCodeClasses } from '../lifecycle/find-unsettled.ts'
import { type Migrated, migrateClasses } from '../lifecycle/migrate-classes.ts'
import type { Decisions } from '../lifecycle/settle-classes.ts'

export interface MigrateObjectsOptions {
  root: string
  given: Decisions
  confirmed: boolean
  /** Whether a person may be asked, where there is a terminal. */
  ask: boolean
}

/** Settles the classes of the app in a folder, with questions where there is a terminal. */
export async function migrateObjects({
  root,
  ask,
  ...options
}: MigrateObjectsOptions): Promise<Migrated> {
  const config = await readAppConfig(root, 'production')
  const manifest = await scanApp(root)
  const code = await readCodeClasses(manifest, config.main)
  const isTerminal = ask && process.stdin.isTTY && process.stdout.isTTY
  const questions = isTerminal
    ? (await import('../terminal/ask-in-terminal.ts')).terminalQuestions
    : undefined
  return migrateClasses({ ...options, manifest, config, code, questions })
}
