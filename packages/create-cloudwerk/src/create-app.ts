import { cp, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A failure that the user can mend. */
export class CreateError extends Error {}

export interface CreateOptions {
  /** Where the app goes, absolute. */
  folder: string
  /** A folder with packed tarballs to install Cloudwerk from, absolute. Default: the registry. */
  packages?: string | undefined
}

const template = fileURLToPath(new URL('../templates/counter', import.meta.url))

/** Writes a new app. Nothing is written when the folder holds something already. */
export async function createApp({ folder, packages }: CreateOptions): Promise<void> {
  const name = appName(folder)
  await assertEmpty(folder)
  const dependencies = await cloudwerkVersions(packages)
  await mkdir(folder, { recursive: true })
  await cp(template, folder, { recursive: true })
  // npm leaves a .gitignore out of what it packs.
  await rename(join(folder, '_gitignore'), join(folder, '.gitignore'))
  await replaceIn(join(folder, 'package.json'), (text) => fillPackage(text, name, dependencies))
  await replaceIn(join(folder, 'README.md'), (text) => text.replaceAll('my-app', name))
  await replaceIn(join(folder, 'wrangler.jsonc'), (text) =>
    text.replace('my-app', workerName(name)),
  )
}

function appName(folder: string): string {
  const name = basename(folder)
  if (/^[a-z0-9][a-z0-9._-]{0,53}$/.test(name)) return name
  throw new CreateError(
    `'${name}' cannot be the name of an app. Use up to 54 lower-case letters, digits and dashes, such as my-app.`,
  )
}

/** Cloudflare takes letters, digits and dashes. */
function workerName(name: string): string {
  return name.replace(/[^a-z0-9]+/g, '-').replace(/-$/, '')
}

async function assertEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw new CreateError(`${folder} cannot be used (${error.code}). Choose another folder.`)
  })
  if (entries.length > 0) {
    throw new CreateError(`${folder} is not empty. Choose another folder, or empty it first.`)
  }
}

/** What the app depends on: this package's own version, or the tarballs of a folder. */
async function cloudwerkVersions(packages?: string): Promise<Record<string, string>> {
  const own = await readFile(new URL('../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(own) as { version: string }
  const names = ['core', 'durable-object', 'dev']
  return Object.fromEntries(
    names.map((name) => [
      `@cloudwerk/${name}`,
      packages ? `file:${join(packages, `cloudwerk-${name}-${version}.tgz`)}` : version,
    ]),
  )
}

function fillPackage(text: string, name: string, versions: Record<string, string>): string {
  const manifest = JSON.parse(text)
  manifest.name = name
  for (const group of [manifest.dependencies, manifest.devDependencies]) {
    for (const dependency of Object.keys(group)) {
      group[dependency] = versions[dependency] ?? group[dependency]
    }
  }
  return `${JSON.stringify(manifest, null, 2)}\n`
}

async function replaceIn(file: string, replace: (text: string) => string): Promise<void> {
  await writeFile(file, replace(await readFile(file, 'utf8')))
}
