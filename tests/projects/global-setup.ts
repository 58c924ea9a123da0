import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { TestProject } from 'vitest/node'
import { runCommand } from '../end-to-end/run-command.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the projects are installed, and the packed packages in `packs`. */
    projectsFolder: string
  }
}

const packages = fileURLToPath(new URL('../../packages', import.meta.url))

/** Packs what would be published. */
export default async function setup(project: TestProject): Promise<() => void> {
  const kept = process.env.CLOUDWERK_PROJECTS
  const folder = kept ?? mkdtempSync(join(tmpdir(), 'cloudwerk-projects-'))
  project.provide('projectsFolder', folder)
  const packs = join(folder, 'packs')
  rmSync(packs, { recursive: true, force: true })
  mkdirSync(packs, { recursive: true })
  const folders = readdirSync(packages).map((name) => join(packages, name))
  const args = ['pack', '--silent', '--pack-destination', packs, ...folders]
  const { code, output } = await runCommand(folder, 'npm', args)
  if (code !== 0) throw new Error(`npm pack failed:\n${output}`)
  return () => {
    if (kept === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
