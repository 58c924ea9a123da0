import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { TestProject } from 'vitest/node'
import { prepareFolder } from '../prepared-folder.ts'
import { startBuildServer } from './build-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** An installed app outside the repository, made from packed tarballs. */
    installedApp: string
    /** The server that builds copies of it. */
    buildServer: string
  }
}

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/** Packs what would be published, creates an app with it as a user would, and installs the app. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const base = mkdtempSync(join(tmpdir(), 'cloudwerk-end-to-end-'))
  project.provide('installedApp', join(base, 'app'))
  const builds = await startBuildServer(join(base, 'app/node_modules/@cloudwerk/dev/dist/cli.js'))
  project.provide('buildServer', builds.url)
  const stop = prepareFolder(base, (signal) => installApp(base, signal))
  return async () => {
    builds.stop()
    await stop()
    rmSync(base, { recursive: true, force: true })
  }
}

async function installApp(base: string, signal: AbortSignal): Promise<void> {
  const PATH = `${dirname(process.execPath)}${delimiter}${process.env.PATH}`
  const env = { ...process.env, PATH }
  const run = (cwd: string, command: string, ...args: string[]) =>
    promisify(execFile)(command, args, { cwd, env, signal })
  const packs = join(base, 'packs')
  mkdirSync(packs)
  const folders = readdirSync(packages).map((name) => join(packages, name))
  await run(base, 'npm', 'pack', '--silent', '--pack-destination', packs, ...folders)
  const create = readdirSync(packs).find((file) => file.startsWith('create-cloudwerk-'))
  const pack = join(packs, create ?? '')
  await run(base, 'npm', 'install', '--silent', '--no-save', '--prefix', base, pack)
  await run(base, join(base, 'node_modules/.bin/create-cloudwerk'), 'app', '--packages', packs)
  await run(join(base, 'app'), 'npm', 'install', '--silent', '--no-fund', '--no-audit')
}
