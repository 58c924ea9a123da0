import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))

/** Installs the other libraries into this folder, where nothing else of the repository sees them. */
export function installPeers(): void {
  const args = ['install', '--no-package-lock', '--no-audit', '--no-fund', '--ignore-scripts']
  execFileSync('npm', args, { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
}

/** Their names and versions, as `package.json` pins them. */
export function peerVersions(): string[] {
  const { dependencies } = createRequire(import.meta.url)('./package.json') as {
    dependencies: Record<string, string>
  }
  return Object.entries(dependencies).map(([name, version]) => `${name} ${version}`)
}
