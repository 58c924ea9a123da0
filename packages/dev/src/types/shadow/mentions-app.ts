import type { Source } from '../../app/source.ts'

const appModules = ['@cloudwerk/core/bindings', 'cloudflare:workers']

/**
 * Whether what a file infers may depend on the types of the app: through `env`, `durableObjects`, or
 * a file of the app that may use them.
 */
export function mentionsApp({ text, imports }: Source): boolean {
  if (/\benv\b/.test(text)) return true
  return imports
    .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
    .some(({ moduleRequest: { value } }) => appModules.includes(value) || !isPackage(value))
}

// '@/lib' and '~/lib' are usual aliases for folders of the app.
function isPackage(specifier: string): boolean {
  return /^(@[\w.-]+\/)?[\w-]/.test(specifier)
}
