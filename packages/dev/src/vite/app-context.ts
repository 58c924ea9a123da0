import type { Manifest } from '../app/manifest.ts'
import { scanApp } from '../app/scan-app.ts'
import type { AppConfig } from '../config/app-config.ts'
import { inMessage } from '../terminal/report.ts'

/** What the plugins of one app share. */
export interface AppContext {
  /** The app's root folder, absolute; empty until Vite has told. */
  root: string
  /** The manifest of the last scan that succeeded. */
  manifest: Manifest
  /** The last scan's failure; undefined when it succeeded. */
  problem: unknown
  /** Undefined until it was read. */
  config: AppConfig | undefined
  /** Classes that the configuration has and the code has not. The dev server goes on without them. */
  absent: ReadonlySet<string>
  /** Classes that the configuration has as gone and the code has. The dev server takes the code's word. */
  returned: ReadonlySet<string>
  /** By which the dev server knows what its own Worker says of an error; nobody else has it. */
  readonly failureHeader: string | undefined
  /** Whether Vite or Vitest prints what stops it, and not the command line. */
  toolPrintsErrors: boolean
}

type ContextOptions = Pick<AppContext, 'toolPrintsErrors' | 'failureHeader'>

export function createAppContext({ failureHeader, toolPrintsErrors }: ContextOptions): AppContext {
  return {
    root: '',
    manifest: { root: '', objects: [], routes: [] },
    problem: undefined,
    config: undefined,
    absent: new Set(),
    returned: new Set(),
    failureHeader,
    toolPrintsErrors,
  }
}

/** An error for whoever prints it. */
export function printable(app: AppContext, error: unknown): unknown {
  return app.toolPrintsErrors ? inMessage(error) : error
}

/** Scans the app. A failure is kept as `problem`, and the last good manifest with it. */
export async function rescan(app: AppContext): Promise<void> {
  try {
    app.manifest = await scanApp(app.root)
    app.problem = undefined
  } catch (error) {
    app.problem = error
  }
}
