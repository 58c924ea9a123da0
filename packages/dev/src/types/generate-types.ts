import { existsSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { join } from 'node:path'
import type { Manifest } from '../app/manifest.ts'
import { readSource, type Source } from '../app/source.ts'
import { cloudwerkFolder, pagesFolder, shadowFolder, typesFolder } from '../paths.ts'
import type { UserError } from '../user-error.ts'
import { clientFiles } from './client-map.ts'
import { clientFile, clientProgram, clientProgramFile, type ShownObject } from './client-types.ts'
import { explainDiagnostics } from './explain-diagnostics.ts'
import { declarationFile } from './module-specifier.ts'
import { readEnvMembers } from './read-env-members.ts'
import {
  type LinkedNames,
  type RegisterContent,
  registerFile,
  type TypedObject,
} from './register-file.ts'
import { type Compilation, compile } from './run-compiler.ts'
import { mapDeclarations } from './shadow/declaration-map.ts'
import { namesAreInCall } from './shadow/definition-names.ts'
import { definitionsFile, linksFile, linksProgram, readLinks } from './shadow/linked-names.ts'
import { createShadow, type Shadow } from './shadow/shadow.ts'
import { appTsconfig, importsFile, pagesTsconfig, shadowTsconfig } from './tsconfig-files.ts'
import { type GeneratedFile, removeOthers, writeGenerated } from './write-generated.ts'

/**
 * Writes the tsconfig.json that the app's own extends, and the files that it lists, so that the
 * compiler can run before the types are generated.
 */
export async function writeTsconfig(root: string): Promise<void> {
  const target = join(root, cloudwerkFolder)
  await writeGenerated(target, [
    { path: 'tsconfig.json', content: appTsconfig() },
    { path: 'imports.d.ts', content: importsFile },
  ])
  if (existsSync(join(target, 'types/register.d.ts'))) return
  await writeGenerated(target, [{ path: 'types/register.d.ts', content: 'export {}\n' }])
}

/**
 * Writes the types of an app into `.cloudwerk`, and returns what is wrong in its objects when `check`
 * is set: what the editor cannot see where the state is given as a type. `config` is the Wrangler
 * configuration as it is written.
 *
 * @throws UserError where TypeScript is missing.
 */
export async function generateTypes(
  manifest: Manifest,
  { config, ...options }: { config: unknown; check: boolean },
): Promise<UserError[]> {
  // The compiler prints real paths.
  const root = await realpath(manifest.root)
  const sources = await Promise.all(manifest.objects.map(({ file }) => readSource(root, file)))
  const shadows = sources.flatMap((source) => createShadow(source) ?? [])
  const objects = manifest.objects.map((object) => ({
    ...object,
    module: moduleOf(object, shadows),
  }))
  const content: RegisterContent = {
    env: readEnvMembers(root, config),
    objects,
    linked: [],
    routes: manifest.routes.map(({ path, file }) => ({
      path,
      middleware: manifest.middleware
        .filter(({ folder }) => file.startsWith(folder))
        .map((entry) => `../../${entry.file}`),
    })),
    middleware: manifest.middleware.map(({ file }) => `../../${file}`),
  }
  await writeTsconfig(root)
  await replaceFiles(join(root, shadowFolder), shadowFiles(root, { shadows, content }))
  const declared = await declare(root, { shadows, objects, ...options })
  const { declarations, linked, problems } = declared
  const register = registerFile({ ...content, linked })
  const types = [...declarations, { path: 'register.d.ts', content: register }]
  await writeGenerated(join(root, typesFolder), types)
  const shown = manifest.objects.filter(({ features }) => features.includes('live'))
  await replaceFiles(join(root, typesFolder), [
    ...types,
    ...(await declareForPages(root, { objects: shown, sources, shadows })),
  ])
  return problems
}

interface PageTypes {
  /** The objects that pages may follow. */
  objects: readonly { className: string; file: string }[]
  sources: readonly Source[]
  shadows: readonly Shadow[]
}

/** The types of pages, which the compiler reads from those that are written already. */
async function declareForPages(
  root: string,
  { objects, sources, shadows }: PageTypes,
): Promise<GeneratedFile[]> {
  const shown: ShownObject[] = objects.map(({ className, file }) => {
    const isShadowed = shadows.some(({ source }) => source.file === file)
    return { className, module: isShadowed ? `../types/${file}` : `../../${file}` }
  })
  const tsconfig = { tsconfig: tsconfigOf(root), files: [clientProgramFile] }
  const program = [
    { path: clientProgramFile, content: clientProgram(shown) },
    { path: 'tsconfig.json', content: pagesTsconfig(tsconfig) },
  ]
  await replaceFiles(join(root, pagesFolder), shown.length === 0 ? [] : program)
  if (shown.length === 0) return []
  const project = join(root, pagesFolder)
  return compile({ root, project, check: false }, async ({ declarations }) => {
    const text = clientFile((await declarations(clientProgramFile)) ?? '', shown)
    const named = objects.flatMap(({ className, file }) => {
      const source = sources.find((candidate) => candidate.file === file)
      return source ? [{ className, source }] : []
    })
    return clientFiles(text, named)
  })
}

function tsconfigOf(root: string): string | undefined {
  return existsSync(join(root, 'tsconfig.json')) ? 'tsconfig.json' : undefined
}

function moduleOf({ file }: { file: string }, shadows: readonly Shadow[]): string {
  const isShadowed = shadows.some(({ source }) => source.file === file)
  return isShadowed ? `./${file}` : `../../${file}`
}

interface ShadowFolder {
  shadows: readonly Shadow[]
  content: RegisterContent
}

function shadowFiles(root: string, { shadows, content }: ShadowFolder): GeneratedFile[] {
  if (shadows.length === 0) return []
  const tsconfig = tsconfigOf(root)
  const files = [...shadows.map(({ source }) => source.file), linksFile]
  return [
    ...shadows.map(({ source, text }) => ({ path: source.file, content: text })),
    { path: linksFile, content: linksProgram },
    { path: 'register.d.ts', content: registerFile(content) + definitionsFile(content.objects) },
    { path: 'tsconfig.json', content: shadowTsconfig({ tsconfig, files }) },
  ]
}

interface Declared {
  declarations: GeneratedFile[]
  /** The objects whose declarations are linked to their sources. */
  linked: LinkedNames[]
  problems: UserError[]
}

interface DeclareOptions {
  shadows: readonly Shadow[]
  objects: readonly (TypedObject & { file: string })[]
  check: boolean
}

async function declare(
  root: string,
  { shadows, objects, check }: DeclareOptions,
): Promise<Declared> {
  if (shadows.length === 0) return { declarations: [], linked: [], problems: [] }
  const project = join(root, shadowFolder)
  return compile({ root, project, check }, async (compilation) => {
    const own = readLinks((await compilation.declarations(linksFile)) ?? '')
    const inCall = new Set(
      shadows.filter(({ source }) => namesAreInCall(source)).map(({ source }) => source.file),
    )
    const linked = objects
      .filter(({ file }) => inCall.has(file))
      .map((object) => ({ ...object, ...(own.get(object.className) ?? { names: [], keys: [] }) }))
      .filter(({ names }) => names.length > 0)
    return {
      declarations: await declarationFiles(shadows, { ...compilation, linked }),
      linked,
      problems: explainDiagnostics(compilation.diagnostics, shadows),
    }
  })
}

interface DeclarationOptions extends Compilation {
  linked: readonly { file: string; names: readonly string[] }[]
}

async function declarationFiles(
  shadows: readonly Shadow[],
  { declarations, linked }: DeclarationOptions,
): Promise<GeneratedFile[]> {
  const files = shadows.map(async ({ source }) => {
    const declared = await declarations(source.file)
    if (declared === undefined) return []
    const path = declarationFile(source.file)
    const names = linked.find(({ file }) => file === source.file)?.names ?? []
    const { text, map } = mapDeclarations({ source, declared, linked: new Set(names) })
    return [
      { path, content: text },
      { path: `${path}.map`, content: map },
    ]
  })
  return (await Promise.all(files)).flat()
}

async function replaceFiles(folder: string, files: GeneratedFile[]): Promise<void> {
  await writeGenerated(folder, files)
  await removeOthers(folder, new Set(files.map(({ path }) => path)))
}
