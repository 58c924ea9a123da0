import type { Manifest } from '../app/manifest.ts'
import type { AppConfig } from '../config/app-config.ts'
import { scanProject } from '../config/scan-project.ts'
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
  /** The option `routes` of the plugin. */
  readonly routes?: boolean | undefined
  /** Whether the project has Cloudflare's plugin itself. */
  isBeside: boolean
  /** Whether that plugin has asked for what the app adds to the Worker's configuration. */
  isAsked: boolean
  /** The Vite environment of the Worker. */
  environment: string
  /** Whether Vite or Vitest prints an error that stops it, instead of the command line. */
  toolPrintsErrors: boolean
}

type ContextOptions = Pick<AppContext, 'toolPrintsErrors' | 'failureHeader' | 'routes'>

/** The environment of the Worker where we bring Cloudflare's plugin. */
export const ownEnvironment = 'worker'

export function createAppContext(options: ContextOptions): AppContext {
  return {
    root: '',
    manifest: { root: '', objects: [], routes: [], middleware: [] },
    problem: undefined,
    config: undefined,
    absent: new Set(),
    returned: new Set(),
    isBeside: false,
    isAsked: false,
    environment: ownEnvironment,
    ...options,
  }
}

/** The error in the form that whoever prints it needs. */
export function printable(app: AppContext, error: unknown): unknown {
  return app.toolPrintsErrors ? inMessage(error) : error
}

/** Scans the app. A failure is kept as `problem`, and the last valid manifest stays. */
export async function rescan(app: AppContext): Promise<void> {
  try {
    app.manifest = await scanProject(app.root, app)
    app.problem = undefined
  } catch (error) {
    app.problem = error
  }
}
