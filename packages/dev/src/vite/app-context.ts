import type { Manifest } from '../app/manifest.ts'
import { scanApp } from '../app/scan-app.ts'
import type { AppConfig } from '../config/app-config.ts'
import { inMessage } from '../terminal/report.ts'

/** The state that the plugins of one app share. */
export interface AppContext {
  /** The app's root folder, absolute; empty until Vite has set it. */
  root: string
  /** The manifest of the last scan that succeeded. */
  manifest: Manifest
  /** The failure of the last scan; undefined when it succeeded. */
  problem: unknown
  /** The user's configuration; undefined until it was read. */
  config: AppConfig | undefined
  /** Classes in the configuration that the code no longer has. The dev server runs without them. */
  absent: ReadonlySet<string>
  /** Classes that are gone according to the configuration but are in the code. The dev server runs them. */
  returned: ReadonlySet<string>
  /** The header by which the dev server recognises its own Worker's reports of errors; a secret. */
  readonly failureHeader: string | undefined
  /** Whether Vite or Vitest prints an error that stops it, instead of the command line. */
  toolPrintsErrors: boolean
}

type ContextOptions = Pick<AppContext, 'toolPrintsErrors' | 'failureHeader'>

export function createAppContext({ failureHeader, toolPrintsErrors }: ContextOptions): AppContext {
  return {
    root: '',
    manifest: { root: '', objects: [], routes: [], middleware: [] },
    problem: undefined,
    config: undefined,
    absent: new Set(),
    returned: new Set(),
    failureHeader,
    toolPrintsErrors,
  }
}

/** The error in the form that whoever prints it needs. */
export function printable(app: AppContext, error: unknown): unknown {
  return app.toolPrintsErrors ? inMessage(error) : error
}

/** Scans the app. A failure is kept as `problem`, and the last valid manifest stays. */
export async function rescan(app: AppContext): Promise<void> {
  try {
    app.manifest = await scanApp(app.root)
    app.problem = undefined
  } catch (error) {
    app.problem = error
  }
}
