import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { scanProject } from '../config/scan-project.ts'
import { assertRecorded } from '../lifecycle/assert-recorded.ts'
import { UserError } from '../user-error.ts'
import { buildApp } from './build-app.ts'

export interface DeployOptions {
  root: string
  dryRun: boolean
}

/** Builds the app and deploys it with wrangler, whose output goes to the terminal. */
export async function deployApp({ root, dryRun }: DeployOptions): Promise<void> {
  await assertRecorded(await scanProject(root))
  await buildApp({ root })
  const require = createRequire(import.meta.url)
  const wrangler = join(dirname(require.resolve('wrangler/package.json')), 'bin', 'wrangler.js')
  const args = [wrangler, 'deploy', ...(dryRun ? ['--dry-run'] : [])]
  const code = await run(args, root)
  if (code !== 0) {
    throw new UserError(`wrangler deploy ended with exit code ${code}.`, {
      hint: `Its output above says why. The build in dist/ is complete; nothing local was changed.
To log in: npx wrangler login, or set CLOUDFLARE_API_TOKEN. To try it without an account: cloudwerk deploy --dry-run`,
    })
  }
}

async function run(args: string[], cwd: string): Promise<unknown> {
  // Without a terminal wrangler asks nothing, and its output is printed like ours.
  const streams = [process.stdout, process.stderr]
  const outputs = streams.map(({ isTTY }) => (isTTY ? 'inherit' : 'pipe'))
  const child = spawn(process.execPath, args, { cwd, stdio: ['inherit', ...outputs] })
  child.stdout?.setEncoding('utf8').on('data', (text: string) => process.stdout.write(text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => process.stderr.write(text))
  const [code] = await once(child, 'close')
  return code
}
