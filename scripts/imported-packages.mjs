import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { parseSync } from 'vite'

/**
 * The names of the packages that a JavaScript file or a declaration file imports, without built-in
 * and virtual modules.
 */
export function packagesImportedBy(file) {
  const text = readFileSync(file, 'utf8')
  const { module, comments } = parseSync(file, text)
  const exported = module.staticExports.flatMap(({ entries }) => entries)
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...exported.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      text.slice(moduleRequest.start, moduleRequest.end).replace(/^['"`]|['"`]$/g, ''),
    ),
    // Import types, and packages that are resolved at run time.
    ...(file.endsWith('.d.ts') ? [...text.matchAll(/\bimport\(['"](.+?)['"]/g)] : []).map(second),
    ...[...text.matchAll(/createRequire\(import\.meta\.url\)(?:\.resolve)?\(['"](.+?)['"]\)/g)].map(
      second,
    ),
    ...comments.flatMap(({ value }) => /^\/ <reference types="(.+?)"/.exec(value)?.[1] ?? []),
  ]
  return new Set(specifiers.filter(isBare).map(packageOf))
}

function second([, found]) {
  return found
}

function isBare(specifier) {
  return /^@?[a-z0-9]/i.test(specifier) && !specifier.includes(':') && !isBuiltin(specifier)
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
}
