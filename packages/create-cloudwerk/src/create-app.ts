import { cp, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nameProblem, workerName } from './app-name.ts'
import { CreateError } from './create-error.ts'
import type { TemplateName } from './templates.ts'

export interface CreateOptions {
  /** The app's folder, absolute. */
  folder: string
  template: TemplateName
  /** A folder with tarballs to install Cloudwerk from, absolute; the registry by default. */
  packages?: string | undefined
}

const templatesFolder = fileURLToPath(new URL('../templates', import.meta.url))

/**
 * Writes a new app.
 *
 * @throws CreateError, with nothing written, where the folder is not empty.
 */
export async function createApp({ folder, template, packages }: CreateOptions): Promise<void> {
  const problem = nameProblem(folder)
  if (problem) throw new CreateError(problem, 2)
  await assertEmpty(folder)
  try {
    await writeApp({ folder, template, packages })
  } catch (error) {
    throw await explainFailedWrite(error, folder)
  }
}

async function writeApp({ folder, template, packages }: CreateOptions): Promise<void> {
  const name = basename(folder)
  const dependencies = await cloudwerkVersions(packages)
  await makeFolder(folder)
  // The files that all apps share, then those of the template.
  await cp(join(templatesFolder, 'base'), folder, { recursive: true })
  await cp(join(templatesFolder, template), folder, { recursive: true })
  // npm does not pack a file called .gitignore.
  await rename(join(folder, '_gitignore'), join(folder, '.gitignore'))
  const more = await takeMore(join(folder, '_package.json'))
  await replaceIn(join(folder, 'package.json'), (text) =>
    fillPackage(addTo(JSON.parse(text), more), name, dependencies),
  )
  await replaceIn(join(folder, 'README.md'), (text) => text.replaceAll('my-app', name))
  await replaceIn(join(folder, 'wrangler.jsonc'), (text) =>
    text.replace('my-app', workerName(name)),
  )
}

async function assertEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new CreateError(`${folder} cannot be used: ${reasonOf(error)}. Choose another folder.`)
  })
  // A new repository counts as empty.
  const [first] = entries.filter((name) => name !== '.git')
  if (first === undefined) return
  throw new CreateError(
    `${folder} is not empty: it contains ${first}. Choose another folder, or empty this one first.`,
  )
}

// Node's `recursive` (24.21) never returns on a file system that takes no folders, such as /proc.
async function makeFolder(path: string): Promise<void> {
  const parent = dirname(path)
  if (parent !== path && !(await stat(parent).catch(() => undefined))) await makeFolder(parent)
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
}

async function explainFailedWrite(error: unknown, folder: string): Promise<unknown> {
  if (!isSystemError(error)) return error
  const left = await readdir(folder).catch(() => [])
  const advice =
    left.length > 0
      ? 'The new app is incomplete: remove the folder and try again.'
      : 'Choose another folder.'
  return new CreateError(`The app cannot be written to ${folder}: ${reasonOf(error)}. ${advice}`)
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error
}

const reasons: Record<string, string> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is a file',
  ENOENT: 'there is no such file or folder',
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  const reason = code && reasons[code]
  return reason ? `${reason} (${code})` : message
}

/** The versions of Cloudwerk's packages: that of this package, or the tarballs in a folder. */
async function cloudwerkVersions(packages?: string): Promise<Record<string, string>> {
  const own = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(own) as { version: string }
  const names = ['core', 'durable-object', 'client', 'dev']
  return Object.fromEntries(
    names.map((name) => [
      `@cloudwerk/${name}`,
      packages ? `file:${join(packages, `cloudwerk-${name}-${version}.tgz`)}` : version,
    ]),
  )
}

type Manifest = Record<string, Record<string, string>>

/** What a template adds to the package.json that all apps share. */
async function takeMore(file: string): Promise<Manifest> {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  await rm(file, { force: true })
  return JSON.parse(text) as Manifest
}

function addTo(manifest: Manifest & { name: string }, more: Manifest): typeof manifest {
  const groups = Object.entries(more).map(([group, entries]) => {
    const all = Object.entries({ ...manifest[group], ...entries })
    // As npm writes them; scripts stay in their order.
    return [group, Object.fromEntries(group === 'scripts' ? all : all.sort())]
  })
  return { ...manifest, ...Object.fromEntries(groups) }
}

function fillPackage(
  manifest: Manifest & { name: string },
  name: string,
  versions: Record<string, string>,
): string {
  manifest.name = name
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const [dependency, given] of Object.entries(group ?? {})) {
      if (group) group[dependency] = versions[dependency] ?? given
    }
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

async function replaceIn(file: string, replace: (text: string) => string): Promise<void> {
  await writeFile(file, replace(await readFile(file, 'utf8')))
}
