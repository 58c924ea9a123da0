import { moduleSpecifier } from './module-specifier.ts'

/** An object that pages may follow. */
export interface ShownObject {
  className: string
  /** Where its type comes from, relative to the folder of this program: a module without its extension. */
  module: string
}

/**
 * A program whose declarations have the types of pages, with all names of the app replaced by what they stand for:
 * a page knows no types of Workers, and nothing that imports them.
 */
export function clientProgram(objects: readonly ShownObject[]): string {
  const shapes = objects.map(({ className, module }) => {
    const specifier = JSON.stringify(moduleSpecifier(module))
    return `export const ${className} = shape<typeof import(${specifier}).default>()\n`
  })
  return `import type { LiveShapeOf } from '@cloudwerk/durable-object'
declare function shape<Definition>(): LiveShapeOf<Definition>
${shapes.join('')}`
}

/** The file of that program. */
export const clientProgramFile = 'objects.ts'

/** `.cloudwerk/types/client.d.ts` from the declarations of the program, without its source map. */
export function clientFile(declared: string, objects: readonly ShownObject[]): string {
  const shapes = declared
    .replace(/^export declare const/gm, 'declare const')
    .replace(/^export \{\};\n/m, '')
  const members = objects.map(({ className }) => `    ${className}: typeof ${className}\n`)
  return `// Written by cloudwerk from app/objects, for the tsconfig.json of pages. Do not edit.
import '@cloudwerk/client'

${shapes}
declare module '@cloudwerk/client' {
  interface LiveObjects {
${members.join('')}  }
}
`
}
