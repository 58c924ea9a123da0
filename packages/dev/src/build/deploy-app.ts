import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { scanProject } from '../config/scan-project.ts'
import { assertRecorded } from '../lifecycle/assert-recorded.ts'
import { runToEnd } from '../process/run-to-end.ts'
import { UserError } from '../user-error.ts'
import { buildApp } from './build-app.ts'

export interface DeployOptions {
  root: string
  dryRun: boolean
  /** As of `buildApp`. */
  with?: string | undefined
}

/** Builds the app and deploys it with wrangler, whose output goes to the terminal. */
export async function deployApp({ root, dryRun, with: command }: DeployOptions): Promise<void> {
  await assertRecorded(await scanProject(root))
  await buildApp({ root, with: command })
  const require = createRequire(import.meta.url)
  const wrangler = join(dirname(require.resolve('wrangler/package.json')), 'bin', 'wrangler.js')
  const args = [wrangler, 'deploy', ...(dryRun ? ['--dry-run'] : [])]
  const code = await runToEnd([process.execPath, ...args], { cwd: root })
  if (code !== 0) {
    throw new UserError(`wrangler deploy ended with exit code ${code}.`, {
      hint: `Its output above says why. The build in dist/ is complete; nothing local was changed.
To log in: npx wrangler login, or set CLOUDFLARE_API_TOKEN. To try it without an account: cloudwerk deploy --dry-run`,
    })
  }
}
