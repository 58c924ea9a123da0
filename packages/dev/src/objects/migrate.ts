import { readAppConfig } from '../config/app-config.ts'
import { scanProject } from '../config/scan-project.ts'
import { readCodeClasses } from '../lifecycle/find-unsettled.ts'
import { type Migrated, migrateClasses } from '../lifecycle/migrate-classes.ts'
import type { Decisions } from '../lifecycle/settle-classes.ts'
import { isInteractive } from '../terminal/is-interactive.ts'

export interface MigrateObjectsOptions {
  root: string
  given: Decisions
  confirmed: boolean
  /** Whether to ask the user, where there is a terminal. */
  ask: boolean
}

/** Decides what happens to classes that are gone from the app, and asks where there is a terminal. */
export async function migrateObjects({
  root,
  ask,
  ...options
}: MigrateObjectsOptions): Promise<Migrated> {
  const config = await readAppConfig(root, 'production')
  const manifest = await scanProject(root)
  const code = await readCodeClasses(manifest, config)
  const questions =
    ask && isInteractive()
      ? (await import('../terminal/ask-in-terminal.ts')).terminalQuestions
      : undefined
  return migrateClasses({ ...options, manifest, config, code, questions })
}
