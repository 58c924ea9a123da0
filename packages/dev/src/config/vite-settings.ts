import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { ESTree } from 'vite'
import { keyOf, staticString } from '../app/expressions.ts'
import { readSource, type Source } from '../app/source.ts'

/** What the source of `vite.config.ts` shows, without running it. */
export interface ViteSettings {
  /** Whether `cloudwerkConfig` is used, so that the app's classes are added to what the Worker's main exports. */
  addsClasses: boolean
  /** The option `routes` of `cloudwerk()`. */
  routes: boolean | undefined
  /** The Wrangler configuration that the project's own `cloudflare()` names. */
  configPath: string | undefined
}

/** In the order in which Vite (8.3) looks for them. */
const names = ['js', 'mjs', 'ts', 'cjs', 'mts', 'cts'].map(
  (extension) => `vite.config.${extension}`,
)

/** The file's name, relative to the project. */
export function findViteConfig(root: string): string | undefined {
  return names.find((name) => existsSync(join(root, name)))
}

/** A call in it, such as `cloudflare({ … })`, with its options where they are written there. */
export interface ViteCall {
  call: ESTree.CallExpression
  options: ESTree.ObjectExpression | undefined
}

/** `vite.config.ts`, parsed. Undefined where there is none, or one that Vite itself reports. */
export async function readViteConfig(root: string): Promise<Source | undefined> {
  const file = findViteConfig(root)
  return file === undefined ? undefined : readSource(root, file).catch(() => undefined)
}

export async function readViteSettings(root: string): Promise<ViteSettings> {
  const source = await readViteConfig(root)
  if (!source) return { addsClasses: false, routes: undefined, configPath: undefined }
  const routes = optionOf(findCalls(source, 'cloudwerk'), 'routes')
  const isKnown = routes?.type === 'Literal' && typeof routes.value === 'boolean'
  return {
    addsClasses: /\bcloudwerkConfig\b/.test(source.text),
    routes: isKnown ? (routes.value as boolean) : undefined,
    configPath: staticString(optionOf(findCalls(source, 'cloudflare'), 'configPath')),
  }
}

/** The calls of a function that was imported by this name. */
export function findCalls({ body, imports }: Source, imported: string): ViteCall[] {
  const entries = imports.flatMap((statement) => statement.entries)
  const local = entries.find(({ importName }) => importName.name === imported)?.localName.value
  return callsIn(body, local ?? imported)
}

function callsIn(value: unknown, name: string): ViteCall[] {
  if (typeof value !== 'object' || value === null) return []
  const inner = Object.values(value).flatMap((part) => callsIn(part, name))
  const node = value as ESTree.Node
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return inner
  if (node.callee.name !== name) return inner
  const [options] = node.arguments
  const isWritten = options?.type === 'ObjectExpression'
  return [{ call: node, options: isWritten ? options : undefined }, ...inner]
}

function optionOf(calls: readonly ViteCall[], key: string): ESTree.Node | undefined {
  for (const { options } of calls) {
    for (const property of options?.properties ?? []) {
      if (property.type === 'Property' && keyOf(property) === key) return property.value
    }
  }
  return undefined
}
