import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { followImport } from './follow-import.ts'
import { parseSource } from './source.ts'

/** The module that serves the app's routes. */
const routesModule = 'virtual:cloudwerk/worker'

/** Whether a Worker's own main, or a file of the project that it imports, passes requests to the app's routes. */
export async function servesRoutes(root: string, main: string): Promise<boolean> {
  return imports(main, { root, seen: new Set() })
}

async function imports(
  file: string,
  reading: { root: string; seen: Set<string> },
): Promise<boolean> {
  reading.seen.add(file)
  const text = await readFile(join(reading.root, file), 'utf8').catch(() => '')
  if (text.includes(routesModule)) return true
  for (const request of importsOf(file, text)) {
    const found = followImport(reading.root, { file, request })
    if (found && !reading.seen.has(found) && (await imports(found, reading))) return true
  }
  return false
}

function importsOf(file: string, text: string): string[] {
  try {
    const { imports, exports } = parseSource(file, text)
    const exported = exports.flatMap(({ moduleRequest }) => moduleRequest?.value ?? [])
    return [...imports.map(({ moduleRequest }) => moduleRequest.value), ...exported]
  } catch {
    // The build says what is wrong with it.
    return []
  }
}
