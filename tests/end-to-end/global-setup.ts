import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    /** An installed app, made from packed tarballs outside the repository. */
    installedApp: string
  }
}

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/** Packs what would be published, makes an app with it as a user would, and installs that. */
export default function setup(project: TestProject): () => void {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-end-to-end-'))
  const packs = join(base, 'packs')
  mkdirSync(packs)
  for (const name of readdirSync(packages)) {
    run('npm', ['pack', '--silent', '--pack-destination', packs], join(packages, name))
  }
  const create = readdirSync(packs).find((file) => file.startsWith('create-cloudwerk-'))
  run(
    'npm',
    ['install', '--silent', '--no-save', '--prefix', base, join(packs, create ?? '')],
    base,
  )
  run(join(base, 'node_modules/.bin/create-cloudwerk'), ['app', '--packages', packs], base)
  run('npm', ['install', '--silent', '--no-fund', '--no-audit'], join(base, 'app'))
  project.provide('installedApp', join(base, 'app'))
  return () => rmSync(base, { recursive: true, force: true })
}

function run(command: string, args: string[], cwd: string): void {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  execFileSync(command, args, {
    cwd,
    env: { ...process.env, PATH },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}
